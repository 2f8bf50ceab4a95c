package io.lockstep.launch;

import io.lockstep.coordinator.CoordinatorService;
import io.lockstep.coordinator.membership.CoordinatorMembership;
import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.LockstepException;
import io.lockstep.membership.Departure;
import io.lockstep.membership.NodeSettings;
import io.lockstep.training.TrainingResult;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// One coordinator node, from joining the cluster to the end of its run.
public final class CoordinatorNode {

  private static final long LEAVE_SECONDS_MAX = 15;

  private final NodeSettings settings;
  private final RunDuty duty;
  private final Consumer<String> talk;
  private final CompletableFuture<TrainingResult> interrupted = new CompletableFuture<>();

  /// @param opening opens the run when this node is seated; on a thread that may wait
  /// @param talk gets lines for a person
  public CoordinatorNode(
      NodeSettings settings, Supplier<CoordinatorService> opening, Consumer<String> talk) {
    NodeLogs.prepare();
    this.settings = settings;
    this.talk = talk;
    this.duty =
        new RunDuty(
            opening,
            endpoint ->
                talk.accept(
                    "lockstep: coordinator %s leads %s".formatted(settings.name(), endpoint)));
  }

  /// Asks the run to stop at the next step, and a node that only stands by to go. Any thread.
  public void interrupt() {
    if (!duty.interrupt()) {
      interrupted.completeExceptionally(
          Failure.of(ExitCode.INTERRUPTED, "interrupted while standing by")
              .at(settings.name())
              .exception());
    }
  }

  /// Takes part until the run has ended.
  ///
  /// @throws LockstepException as the run fails, or with exit code 6 when this node is cast out
  public TrainingResult run() {
    CoordinatorMembership membership = CoordinatorMembership.start(settings, duty);
    talk.accept(
        "lockstep: coordinator %s is up, membership at %s"
            .formatted(settings.name(), membership.address()));
    try {
      return (TrainingResult)
          CompletableFuture.anyOf(
                  duty.result(), interrupted, membership.departed().thenApply(Ends::thrown))
              .join();
    } catch (CompletionException failed) {
      throw Ends.failureOf(failed);
    } finally {
      membership
          .leave()
          .completeOnTimeout(new Departure.Left(), LEAVE_SECONDS_MAX, TimeUnit.SECONDS)
          .join();
    }
  }
}
