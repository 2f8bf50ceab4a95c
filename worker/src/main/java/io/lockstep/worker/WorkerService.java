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
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
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
  private static final long LOOK_MILLIS = 1_000;
  private static final long BACK_OFF_MILLIS_MIN = 200;
  private static final long BACK_OFF_MILLIS_MAX = 5_000;

  /// A session that lasted so long was no misunderstanding: the next one is tried soon.
  private static final long SESSION_NANOS_MIN = 5_000_000_000L;

  private final PreparedRun run;
  private final Handshake introduction;
  private final LaneRunner runner;
  private final WireLimits limits;
  private final AtomicReference<Endpoint> coordinator = new AtomicReference<>();
  private final CompletableFuture<WorkerEnd.Finished> result = new CompletableFuture<>();
  private final ExecutorService waiting =
      Executors.newSingleThreadExecutor(Thread.ofVirtual().name("session-", 0).factory());
  private final ScheduledExecutorService looking =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("alone-", 0).factory());
  private final long aloneSecondsMax;
  private final Solitude solitude;
  private volatile String trouble = "none was heard of";
  private volatile WorkerSession session;

  /// @param lanes compute threads
  /// @param worker stable name
  public WorkerService(PreparedRun run, int lanes, String worker, String host) {
    this.run = run;
    long process = UUID.randomUUID().getMostSignificantBits();
    this.introduction = Introduction.of(run, lanes, worker, host, process);
    this.limits = WireLimits.of(run.configuration().wire(), run.network().layout().length());
    LaneTeam team =
        new LaneTeam(run.laneTask(), lanes, run.configuration().wire().chunk(), Delivery.STREAMED);
    this.runner = new LaneRunner(team, this::broken);
    this.aloneSecondsMax =
        Math.max(ALONE_SECONDS_MIN, 2L * run.configuration().cluster().waitSeconds());
    this.solitude = new Solitude(TimeUnit.SECONDS.toNanos(aloneSecondsMax), System::nanoTime);
    looking.scheduleAtFixedRate(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
  }

  @Override
  public void coordinatorAt(Endpoint endpoint) {
    coordinator.set(endpoint);
    WorkerSession running = session;
    if (running != null && running.term() < endpoint.term()) {
      running.end("a newer coordinator leads: " + endpoint);
    }
    waiting.execute(() -> takePart(endpoint));
  }

  @Override
  public void coordinatorGone() {
    coordinator.set(null);
    trouble = "the last one is gone";
  }

  private void look() {
    if (solitude.isTooLong()) {
      result.completeExceptionally(
          Failure.of(
                  ExitCode.CLUSTER,
                  "no coordinator has let this worker in for %d s".formatted(aloneSecondsMax))
              .at(trouble)
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
        long begin = System.nanoTime();
        session(client, endpoint);
        backOffMillis =
            System.nanoTime() - begin >= SESSION_NANOS_MIN
                ? BACK_OFF_MILLIS_MIN
                : Math.min(2 * backOffMillis, BACK_OFF_MILLIS_MAX);
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
  private void session(WireClient client, Endpoint endpoint) throws InterruptedException {
    switch (client.register(introduction, REGISTER_DEADLINE)) {
      case RegisterOutcome.Accepted accepted -> {
        LOG.info(
            "joined coordinator={} worker={} version={}",
            endpoint,
            accepted.worker(),
            accepted.version());
        solitude.ends();
        WorkerSession begun = new WorkerSession(run, accepted, runner, client);
        session = begun;
        if (endpoint.equals(coordinator.get())) {
          settle(begun.run(), endpoint);
        }
        session = null;
        solitude.begins();
      }
      case RegisterOutcome.Refused refused ->
          result.completeExceptionally(refusal(refused, endpoint));
      case RegisterOutcome.Unreachable(String reason) -> {
        LOG.warn("coordinator {} does not answer: {}", endpoint, reason);
        trouble = reason;
      }
    }
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

  private static LockstepException refusal(RegisterOutcome.Refused refused, Endpoint endpoint) {
    return Failure.of(
            ExitCode.CLUSTER, "the coordinator sent this worker away: " + refused.reason())
        .at("%s:%d".formatted(endpoint.host(), endpoint.port()))
        .keeping("the cluster goes on without this worker")
        .advising(
            refused.isAboutName()
                ? "another --name, or end the other process first"
                : "start this worker with the configuration, data and version of the run; the log of the coordinator has its value")
        .exception();
  }

  /// Leaves the run in good order: what is computed now is computed by others. Returns when the
  /// coordinator has heard it, or does not listen.
  public void leave(String reason) {
    coordinator.set(null);
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
    looking.shutdownNow();
    waiting.shutdownNow();
    runner.close();
  }
}
