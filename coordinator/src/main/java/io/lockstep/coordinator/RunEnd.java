package io.lockstep.coordinator;

import io.lockstep.training.TrainingResult;
import io.lockstep.wire.CoordinatorFrame;
import io.lockstep.wire.Reign;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/// The end of a run, told once to whoever waits and to every worker.
final class RunEnd {

  private final Reign reign;
  private final PeerTable peers;
  private final CompletableFuture<TrainingResult> result = new CompletableFuture<>();
  private volatile TrainingResult outcome;

  RunEnd(Reign reign, PeerTable peers) {
    this.reign = reign;
    this.peers = peers;
  }

  CompletableFuture<TrainingResult> result() {
    return result;
  }

  boolean isReached() {
    return result.isDone();
  }

  /// Workers are told first: who waits for the result may close the port at once.
  void finished(TrainingResult end) {
    outcome = end;
    announce();
    result.complete(end);
  }

  /// Tells all workers, also those that ask after the end.
  void announce() {
    TrainingResult end = outcome;
    if (end == null) {
      if (result.isDone()) {
        close("the run has ended");
      }
      return;
    }
    for (Peer peer : peers.all()) {
      peer.send(new CoordinatorFrame.Finish(reign, end.steps(), end.weightsSha256(), reason(end)));
      peer.close(reason(end));
    }
  }

  private static String reason(TrainingResult end) {
    return switch (end.status()) {
      case DONE -> "the run is complete";
      case INTERRUPTED -> "the run was interrupted at step %d".formatted(end.steps());
    };
  }

  /// A finish before the last step: workers end in good order, the run can go on later.
  void interrupted(TrainingResult end) {
    outcome = end;
    announce();
    result.complete(end);
  }

  void failed(Throwable thrown) {
    Throwable cause =
        thrown instanceof CompletionException && thrown.getCause() != null
            ? thrown.getCause()
            : thrown;
    if (!result.isDone()) {
      close("the run has ended: " + cause.getMessage());
      result.completeExceptionally(cause);
    }
  }

  private void close(String reason) {
    for (Peer peer : peers.all()) {
      peer.send(new CoordinatorFrame.Refused(reign, reason));
      peer.close(reason);
    }
  }
}
