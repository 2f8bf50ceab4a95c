package io.lockstep.coordinator;

import io.lockstep.wire.Outbox;
import io.lockstep.wire.Traffic;
import java.util.HashSet;
import java.util.Set;

/// What all streams of a run have carried, those that are over among them. Any thread.
final class StreamTally {

  private final Set<Outbox<?>> open = new HashSet<>();
  private Traffic over = Traffic.NONE;

  synchronized void opened(Outbox<?> outbox) {
    open.add(outbox);
  }

  synchronized void closed(Outbox<?> outbox) {
    if (open.remove(outbox)) {
      over = over.plus(outbox.traffic());
    }
  }

  synchronized Traffic read() {
    Traffic sum = over;
    for (Outbox<?> outbox : open) {
      sum = sum.plus(outbox.traffic());
    }
    return sum;
  }
}
