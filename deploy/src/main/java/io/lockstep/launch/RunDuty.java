package io.lockstep.launch;

import io.lockstep.coordinator.CoordinatorService;
import io.lockstep.coordinator.membership.CoordinatorDuty;
import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.membership.Endpoint;
import io.lockstep.membership.Member;
import io.lockstep.training.TrainingResult;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// The duty of a node that may never be called: the run is opened, and its folder locked, only when
/// this node is seated. So data can load while the node joins, and a candidate that only stands by
/// holds nothing.
final class RunDuty implements CoordinatorDuty {

  private final Supplier<CoordinatorService> opening;
  private final Consumer<Endpoint> seated;
  private final CompletableFuture<TrainingResult> result = new CompletableFuture<>();
  private final AtomicBoolean called = new AtomicBoolean();
  private volatile CoordinatorService service;
  private volatile boolean stopping;
  private boolean over;

  /// @param opening called on the duty's thread; may wait
  /// @param seated told where the services listen
  RunDuty(Supplier<CoordinatorService> opening, Consumer<Endpoint> seated) {
    this.opening = opening;
    this.seated = seated;
  }

  @Override
  public Endpoint begin() {
    called.set(true);
    CoordinatorService opened = opening.get();
    Endpoint endpoint = begin(opened);
    opened
        .result()
        .whenComplete((end, failure) -> {
          if (failure == null) {
            result.complete(end);
          } else {
            result.completeExceptionally(failure);
          }
        });
    seated.accept(endpoint);
    if (stopping) {
      opened.interrupt();
    }
    return endpoint;
  }

  private synchronized Endpoint begin(CoordinatorService opened) {
    if (over) {
      throw Failure.of(ExitCode.CLUSTER, "the run has ended before its coordinator could begin")
          .at("membership")
          .advising("start it again with --resume")
          .exception();
    }
    Endpoint endpoint = opened.begin();
    service = opened;
    return endpoint;
  }

  /// Whether this node has been seated.
  boolean isCalled() {
    return called.get();
  }

  /// Whether workers may have been let in.
  boolean hasBegun() {
    return service != null;
  }

  /// Ends the duty for good: when this returns, the books are closed and nothing will open them.
  synchronized void close(String reason) {
    over = true;
    if (service != null) {
      service.end(reason);
    }
  }

  @Override
  public void memberLost(Member member, String reason) {
    service.memberLost(member, reason);
  }

  @Override
  public void end(String reason) {
    service.end(reason);
  }

  /// Asks the run to stop at the next step.
  ///
  /// @return false if there is no run here to stop
  boolean interrupt() {
    stopping = true;
    CoordinatorService running = service;
    if (running != null) {
      running.interrupt();
    }
    return running != null;
  }

  CompletableFuture<TrainingResult> result() {
    return result;
  }
}
