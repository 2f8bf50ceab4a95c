package io.lockstep.launch;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.training.PreparedRun;
import io.lockstep.wire.Endpoint;
import io.lockstep.worker.WorkerEnd;
import io.lockstep.worker.WorkerLook;
import io.lockstep.worker.WorkerNews;
import io.lockstep.worker.WorkerService;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

/// One worker node, from its start to the end of the run.
public final class WorkerNode {

  private final WorkerService.Place place;
  private final Consumer<String> talk;
  private final CompletableFuture<WorkerService> ready = new CompletableFuture<>();
  private final CompletableFuture<WorkerEnd.Finished> ended = new CompletableFuture<>();

  /// @param talk gets lines for a person
  public WorkerNode(WorkerService.Place place, Consumer<String> talk) {
    NodeLogs.prepare();
    this.place = place;
    this.talk = talk;
  }

  /// Leaves in good order; [#run] then throws with exit code 75. Any thread.
  public void interrupt() {
    WorkerService service = ready.getNow(null);
    if (service != null) {
      service.leave("this worker was asked to stop");
    }
    ended.completeExceptionally(
        Failure.of(ExitCode.INTERRUPTED, "interrupted; the run goes on without this worker")
            .at(place.worker())
            .keeping("everything: a worker holds nothing that others have not")
            .advising("start this worker again when it may take part")
            .exception());
  }

  /// How this worker is doing; empty while it reads its data. Any thread.
  public Optional<WorkerLook> look() {
    return Optional.ofNullable(ready.getNow(null)).map(WorkerService::look);
  }

  static String words(String worker, WorkerNews news) {
    return switch (news) {
      case WorkerNews.Joined(Endpoint leader) ->
          "worker %s is up, coordinator %s".formatted(worker, leader);
      case WorkerNews.Waiting(String trouble, Duration patience) ->
          "worker %s waits for a coordinator, %d s in all: %s"
              .formatted(worker, patience.toSeconds(), trouble);
      case WorkerNews.Elsewhere(Endpoint leader) ->
          "worker %s: the cluster is elsewhere by now, coordinator %s".formatted(worker, leader);
      case WorkerNews.NameInUse(String reason, Duration patience) ->
          "%s; one that is gone loses it within 15 s, so it is tried for %d s"
              .formatted(reason, patience.toSeconds());
      case WorkerNews.HeldBack(String reason, Duration wait) ->
          "worker %s comes again in %d s, as the coordinator wants: %s"
              .formatted(worker, wait.toSeconds(), reason);
    };
  }

  /// Takes part until the run has ended.
  ///
  /// @param run what this worker has read
  /// @throws io.lockstep.failure.LockstepException when this worker cannot take part
  public WorkerEnd.Finished run(PreparedRun run, LaneCount lanes) {
    try (WorkerService service =
        new WorkerService(
            run,
            lanes.of(run),
            place,
            news -> talk.accept("lockstep: " + words(place.worker(), news)))) {
      service
          .result()
          .whenComplete((finished, failed) -> {
            if (failed == null) {
              ended.complete(finished);
            } else {
              ended.completeExceptionally(failed);
            }
          });
      ready.complete(service);
      return ended.join();
    } catch (CompletionException failed) {
      throw Ends.failureOf(failed);
    }
  }
}
