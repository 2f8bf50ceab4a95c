package io.lockstep.coordinator;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.LockstepException;
import io.lockstep.training.TrainingResult;
import io.lockstep.wire.CoordinatorFrame;
import io.lockstep.wire.Reign;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

/// The end of a run, told once to whoever waits and to every worker, also to one that comes later.
/// Any thread; the first end counts.
final class RunEnd {

  /// What workers hear before their stream ends. A worker that hears nothing comes back, to this
  /// coordinator or to the next.
  private record LastWords(Optional<CoordinatorFrame> frame, String reason) {}

  private final Reign reign;
  private final PeerTable peers;
  private final CompletableFuture<TrainingResult> result = new CompletableFuture<>();
  private final AtomicReference<LastWords> lastWords = new AtomicReference<>();

  RunEnd(Reign reign, PeerTable peers) {
    this.reign = reign;
    this.peers = peers;
  }

  CompletableFuture<TrainingResult> result() {
    return result;
  }

  boolean isReached() {
    return lastWords.get() != null;
  }

  /// The books are closed, after the last step or before it: workers end in good order.
  void reached(TrainingResult end) {
    String reason =
        switch (end.status()) {
          case DONE -> "the run is complete";
          case INTERRUPTED -> "the run was interrupted at step %d".formatted(end.steps());
        };
    var finish = new CoordinatorFrame.Finish(reign, end.steps(), end.weightsSha256(), reason);
    if (say(new LastWords(Optional.of(finish), reason))) {
      result.complete(end);
    }
  }

  /// The books could not be kept. A run that a newer coordinator has taken over goes on there.
  void failed(Throwable thrown) {
    Failure failure =
        thrown instanceof LockstepException known
            ? known.failure()
            : Failure.of(ExitCode.INTERNAL, "the coordinator failed: " + thrown)
                .keeping("the checkpoints of the run folder")
                .advising("lockstep doctor, on the coordinator's machine");
    if (failure.code() == ExitCode.CLUSTER) {
      leave(thrown);
    } else {
      dismiss(failure, thrown);
    }
  }

  /// Nothing more can come of this run: workers go home with its failure.
  void gaveUp(LockstepException thrown) {
    dismiss(thrown.failure(), thrown);
  }

  /// This process has nothing to do with the run any more, but others may.
  void left(LockstepException thrown) {
    leave(thrown);
  }

  private void dismiss(Failure failure, Throwable thrown) {
    var refused = new CoordinatorFrame.Refused(reign, failure);
    if (say(new LastWords(Optional.of(refused), "the run has failed: " + failure.error()))) {
      result.completeExceptionally(thrown);
    }
  }

  private void leave(Throwable thrown) {
    if (say(new LastWords(Optional.empty(), thrown.getMessage()))) {
      result.completeExceptionally(thrown);
    }
  }

  /// Workers are told first: who waits for the result may close the port at once.
  private boolean say(LastWords words) {
    if (!lastWords.compareAndSet(null, words)) {
      return false;
    }
    peers.all().forEach(this::announce);
    return true;
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
