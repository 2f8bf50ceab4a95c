package io.lockstep.training;

import io.lockstep.plan.Stillness;
import io.lockstep.source.Reading;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// Whether a run that is prepared waits for a file of its data, of which nothing comes. One thread
/// looks.
final class AwaitedData {

  private final long limitNanos;
  private final Reading reading;
  private Stillness<Reading.Awaited> stillness;

  /// @param limitNanos so long without a byte is worth a word; 0 for never
  AwaitedData(long limitNanos, Reading reading, long nowNanos) {
    this.limitNanos = limitNanos;
    this.reading = reading;
    this.stillness = Stillness.since(reading.awaited(), nowNanos);
  }

  /// @return what is to be told now; empty most of the time
  Optional<String> look(long nowNanos) {
    Reading.Awaited awaited = reading.awaited();
    boolean waits = !awaited.file().isEmpty();
    Stillness.Look<Reading.Awaited> look =
        stillness.look(awaited, waits ? limitNanos : 0, nowNanos);
    stillness = look.next();
    long seconds = TimeUnit.NANOSECONDS.toSeconds(look.lastedNanos());
    return switch (look.news()) {
      case NONE -> Optional.empty();
      case STANDS_STILL ->
          Optional.of(
              """
              no progress for %d s: preparing the run
                waits for: %s, of which nothing comes
                try: look at the disk or the network that this file is on; a pipe waits for who writes to it\
              """
                  .formatted(seconds, awaited.file()));
      case GOES_ON ->
          Optional.of("preparing the run goes on after %d s without progress".formatted(seconds));
    };
  }
}
