package io.lockstep.coordinator;

import io.lockstep.wire.CoordinatorFrame;
import io.lockstep.wire.FrameSink;
import io.lockstep.wire.Handshake;
import io.lockstep.wire.Outbox;
import io.lockstep.wire.RegisterOutcome;
import io.lockstep.wire.Sessions;
import io.lockstep.wire.StatusReport;
import io.lockstep.wire.WorkerFrame;
import java.util.concurrent.CompletableFuture;

/// Stands behind a port that is held before there is a run to let workers into. They are told of
/// the port when the run has begun, so whoever calls before waits for a moment only.
final class LateSessions implements Sessions {

  private final CompletableFuture<Sessions> begun = new CompletableFuture<>();

  void begin(Sessions sessions) {
    begun.complete(sessions);
  }

  /// There will be no run: calls end with this failure.
  void refuse(Throwable failure) {
    begun.completeExceptionally(failure);
  }

  @Override
  public RegisterOutcome register(Handshake handshake) {
    return begun.join().register(handshake);
  }

  @Override
  public FrameSink<WorkerFrame> opened(String worker, Outbox<CoordinatorFrame> outbox) {
    return begun.join().opened(worker, outbox);
  }

  @Override
  public StatusReport status() {
    return begun.join().status();
  }
}
