package io.lockstep.launch;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.membership.Departure;
import io.lockstep.membership.Endpoint;
import io.lockstep.membership.NodeSettings;
import io.lockstep.membership.Pace;
import io.lockstep.training.PreparedRun;
import io.lockstep.worker.WorkerEnd;
import io.lockstep.worker.WorkerService;
import io.lockstep.worker.membership.CoordinatorListener;
import io.lockstep.worker.membership.WorkerMembership;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// One worker node, from joining the cluster to the end of the run. It joins while the data load:
/// both take long and neither needs the other.
public final class WorkerNode {

  private static final long LEAVE_SECONDS_MAX = 10;

  private final NodeSettings settings;
  private final Consumer<String> talk;
  private final CompletableFuture<WorkerService> ready = new CompletableFuture<>();
  private final CompletableFuture<WorkerEnd.Finished> ended = new CompletableFuture<>();

  /// What is heard after the end is no news, and must not fail the actor that tells it.
  private final ExecutorService news =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(),
          Thread.ofVirtual().name("news-", 0).factory(),
          new ThreadPoolExecutor.DiscardPolicy());

  /// @param talk gets lines for a person
  public WorkerNode(NodeSettings settings, Consumer<String> talk) {
    NodeLogs.prepare();
    this.settings = settings;
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
            .at(settings.name())
            .keeping("everything: a worker holds nothing that others have not")
            .advising("start this worker again when it may take part")
            .exception());
  }

  /// Takes part until the run has ended.
  ///
  /// @param preparing reads the data; on this thread, while the node joins
  /// @throws io.lockstep.failure.LockstepException when this worker cannot take part
  public WorkerEnd.Finished run(Supplier<PreparedRun> preparing, int lanes) {
    CompletableFuture<WorkerMembership> joining =
        CompletableFuture.supplyAsync(
            () -> WorkerMembership.start(settings, new Relay()),
            task -> Thread.ofPlatform().daemon().name("join").start(task));
    joining.exceptionally(failed -> {
      ended.completeExceptionally(failed);
      return null;
    });
    try (WorkerService service =
        new WorkerService(preparing.get(), lanes, settings.name(), settings.host())) {
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
    } finally {
      news.shutdownNow();
      leave(joining);
    }
  }

  /// On one machine the others end as well, and nobody waits for a good-bye.
  private void leave(CompletableFuture<WorkerMembership> joining) {
    if (settings.pace() != Pace.LOCAL && joining.isDone() && !joining.isCompletedExceptionally()) {
      joining
          .join()
          .leave()
          .completeOnTimeout(new Departure.Left(), LEAVE_SECONDS_MAX, TimeUnit.SECONDS)
          .join();
    }
  }

  /// Passes news on in their order once the data are there.
  private final class Relay implements CoordinatorListener {
    @Override
    public void coordinatorAt(Endpoint endpoint) {
      talk.accept("lockstep: worker %s is up, coordinator %s".formatted(settings.name(), endpoint));
      news.execute(() -> ready.join().coordinatorAt(endpoint));
    }

    @Override
    public void coordinatorGone() {
      news.execute(() -> ready.join().coordinatorGone());
    }

    @Override
    public void castOut(Failure failure) {
      ended.completeExceptionally(failure.exception());
    }
  }
}
