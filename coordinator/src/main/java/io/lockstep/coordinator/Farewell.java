package io.lockstep.coordinator;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.training.TrainingResult;
import io.lockstep.wire.CoordinatorFrame;
import io.lockstep.wire.CoordinatorFrame.Finish.End;
import io.lockstep.wire.Reign;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/// Tells every worker once that the run has ended here, also one that comes later. Any thread; what
/// is said first counts.
final class Farewell {

  /// What workers hear before their stream ends. A worker that hears nothing comes back, to this
  /// coordinator or to the next.
  private record LastWords(Optional<CoordinatorFrame> frame, String reason) {}

  private final Reign reign;
  private final PeerTable peers;
  private final AtomicReference<LastWords> lastWords = new AtomicReference<>();

  Farewell(Reign reign, PeerTable peers) {
    this.reign = reign;
    this.peers = peers;
  }

  /// The books are closed, after the last step or before it: workers end in good order.
  void reached(TrainingResult end) {
    switch (end.status()) {
      case DONE -> finished(end, End.COMPLETE, "the run is complete");
      case INTERRUPTED ->
          finished(
              end, End.INTERRUPTED, "the run was interrupted at step %d".formatted(end.steps()));
      case HANDED_OVER -> left("another coordinator goes on from step %d".formatted(end.steps()));
    }
  }

  private void finished(TrainingResult end, End how, String reason) {
    var finish = new CoordinatorFrame.Finish(reign, end.steps(), end.weightsSha256(), how, reason);
    say(new LastWords(Optional.of(finish), reason));
  }

  /// The run cannot go on here. One that a newer coordinator has taken over goes on there.
  void failed(Throwable thrown) {
    Failure failure = Failure.causedBy(thrown);
    if (failure.code() == ExitCode.CLUSTER) {
      left(failure.error());
    } else {
      dismissed(failure);
    }
  }

  /// Nothing more can come of this run: workers go home with its failure.
  void dismissed(Failure failure) {
    var refused = new CoordinatorFrame.Refused(reign, failure);
    say(new LastWords(Optional.of(refused), "the run has failed: " + failure.error()));
  }

  /// This process has nothing to do with the run any more, but others may.
  void left(String reason) {
    say(new LastWords(Optional.empty(), reason));
  }

  private void say(LastWords words) {
    if (lastWords.compareAndSet(null, words)) {
      peers.all().forEach(this::announce);
    }
  }

  /// Tells a worker that the run has ended, if it has.
  void announce(Peer peer) {
    LastWords words = lastWords.get();
    if (words == null) {
      return;
    }
    peer.discardBefore(Long.MAX_VALUE); // Slices that nobody needs would hold the last word up.
    words.frame().ifPresent(peer::send);
    peer.close(words.reason());
  }
}
