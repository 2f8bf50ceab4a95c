package io.lockstep.worker;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.LockstepException;
import io.lockstep.lane.Delivery;
import io.lockstep.lane.LaneTeam;
import io.lockstep.membership.Endpoint;
import io.lockstep.training.PreparedRun;
import io.lockstep.wire.Handshake;
import io.lockstep.wire.Introduction;
import io.lockstep.wire.RegisterOutcome;
import io.lockstep.wire.WireClient;
import io.lockstep.wire.WireLimits;
import io.lockstep.worker.membership.CoordinatorListener;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A worker process's part in a run: goes where the coordinator is, takes part until the run ends,
/// comes back after a broken stream.
public final class WorkerService implements CoordinatorListener, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(WorkerService.class);
  private static final Duration REGISTER_DEADLINE = Duration.ofSeconds(10);
  private static final long ALONE_SECONDS_MIN = 60;
  private static final long BACK_OFF_MILLIS_MIN = 200;
  private static final long BACK_OFF_MILLIS_MAX = 5_000;

  private final PreparedRun run;
  private final Handshake introduction;
  private final LaneRunner runner;
  private final WireLimits limits;
  private final AtomicReference<Endpoint> coordinator = new AtomicReference<>();
  private final CompletableFuture<WorkerEnd.Finished> result = new CompletableFuture<>();
  private final ExecutorService waiting =
      Executors.newSingleThreadExecutor(Thread.ofVirtual().name("session-", 0).factory());
  private volatile WorkerSession session;

  /// @param lanes compute threads
  /// @param worker stable name
  public WorkerService(PreparedRun run, int lanes, String worker, String host) {
    this.run = run;
    this.introduction = Introduction.of(run, lanes, worker, host);
    this.limits = WireLimits.of(run.configuration().wire(), run.network().layout().length());
    LaneTeam team =
        new LaneTeam(run.laneTask(), lanes, run.configuration().wire().chunk(), Delivery.STREAMED);
    this.runner = new LaneRunner(team, this::broken);
  }

  @Override
  public void coordinatorAt(Endpoint endpoint) {
    coordinator.set(endpoint);
    waiting.execute(() -> takePart(endpoint));
  }

  @Override
  public void coordinatorGone() {
    coordinator.set(null);
    long seconds = Math.max(ALONE_SECONDS_MIN, 2L * run.configuration().cluster().waitSeconds());
    CompletableFuture.delayedExecutor(seconds, TimeUnit.SECONDS)
        .execute(() -> giveUpAlone(seconds));
  }

  /// A coordinator that came in the meantime, or one that came and went, begins the wait anew.
  private void giveUpAlone(long seconds) {
    if (coordinator.get() == null) {
      result.completeExceptionally(
          Failure.of(ExitCode.CLUSTER, "no coordinator for %d s".formatted(seconds))
              .keeping("the checkpoints of the run folder are with the coordinator")
              .advising("start a coordinator with --resume, then this worker again")
              .exception());
    }
  }

  @Override
  public void castOut(Failure failure) {
    result.completeExceptionally(failure.exception());
  }

  private void broken(Throwable fault) {
    result.completeExceptionally(
        fault instanceof LockstepException known
            ? known
            : Failure.of(ExitCode.INTERNAL, "computing failed: " + fault)
                .advising("lockstep doctor")
                .exception(fault));
  }

  /// Connects as long as this coordinator reigns and the run is not over. On the session thread.
  private void takePart(Endpoint endpoint) {
    long backOffMillis = BACK_OFF_MILLIS_MIN;
    while (endpoint.equals(coordinator.get()) && !result.isDone()) {
      try (WireClient client = WireClient.connect(endpoint.host(), endpoint.port(), limits)) {
        boolean tookPart = session(client, endpoint);
        backOffMillis =
            tookPart ? BACK_OFF_MILLIS_MIN : Math.min(2 * backOffMillis, BACK_OFF_MILLIS_MAX);
        if (!result.isDone()) {
          TimeUnit.MILLISECONDS.sleep(backOffMillis);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (RuntimeException e) {
        broken(e);
      }
    }
  }

  /// One connection from handshake to end.
  ///
  /// @return whether the coordinator let this worker in
  private boolean session(WireClient client, Endpoint endpoint) throws InterruptedException {
    return switch (client.register(introduction, REGISTER_DEADLINE)) {
      case RegisterOutcome.Accepted accepted -> {
        LOG.info(
            "joined coordinator={} worker={} version={}",
            endpoint,
            accepted.worker(),
            accepted.version());
        session = new WorkerSession(run, accepted, runner, client);
        settle(session.run(), endpoint);
        yield true;
      }
      case RegisterOutcome.Refused refused -> {
        result.completeExceptionally(refusal(refused.reason(), endpoint));
        yield false;
      }
      case RegisterOutcome.Unreachable(String reason) -> {
        LOG.warn("coordinator {} does not answer: {}", endpoint, reason);
        yield false;
      }
    };
  }

  private void settle(WorkerEnd end, Endpoint endpoint) {
    switch (end) {
      case WorkerEnd.Finished finished -> result.complete(finished);
      case WorkerEnd.Dismissed(Failure failure) ->
          result.completeExceptionally(
              (failure.cause().isEmpty() ? failure.at(endpoint.toString()) : failure).exception());
      case WorkerEnd.Disconnected(String reason) ->
          LOG.warn("stream to {} is gone ({}); connecting again", endpoint, reason);
    }
  }

  private static LockstepException refusal(String reason, Endpoint endpoint) {
    return Failure.of(ExitCode.CLUSTER, "the coordinator sent this worker away: " + reason)
        .at("%s:%d".formatted(endpoint.host(), endpoint.port()))
        .keeping("the cluster goes on without this worker")
        .advising("start this worker with the configuration, data and version of the run")
        .exception();
  }

  /// Leaves the run in good order: what is computed now is computed by others.
  public void leave(String reason) {
    WorkerSession running = session;
    if (running != null) {
      running.leave(reason);
    }
  }

  /// Completes when the run has ended or this worker cannot take part.
  public CompletableFuture<WorkerEnd.Finished> result() {
    return result;
  }

  @Override
  public void close() {
    coordinator.set(null);
    waiting.shutdownNow();
    runner.close();
  }
}
