package io.lockstep.coordinator;

import io.lockstep.coordinator.membership.CoordinatorDuty;
import io.lockstep.format.Sha256;
import io.lockstep.membership.Endpoint;
import io.lockstep.membership.Member;
import io.lockstep.plan.Rules;
import io.lockstep.run.RunFolder;
import io.lockstep.training.PreparedRun;
import io.lockstep.training.RecorderSetting;
import io.lockstep.training.RunRecorder;
import io.lockstep.training.Trainee;
import io.lockstep.training.TrainingObserver;
import io.lockstep.training.TrainingResult;
import io.lockstep.wire.Reign;
import io.lockstep.wire.Traffic;
import io.lockstep.wire.WireLimits;
import io.lockstep.wire.WireServer;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The duty of a coordinator: takes a run up from its folder, opens the port for workers, and runs
/// it to its end.
public final class CoordinatorService implements CoordinatorDuty {

  private static final Logger LOG = LoggerFactory.getLogger(CoordinatorService.class);
  private static final long TICK_MILLIS = 250;
  private static final long END_SECONDS_MAX = 20;

  private final PreparedRun run;
  private final Supplier<RunFolder> opening;
  private final Address address;
  private final int startWorkers;
  private final TrainingObserver observer;
  private final CompletableFuture<TrainingResult> result = new CompletableFuture<>();
  private final ExecutorService bookkeeping =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("books-", 0).factory());
  private final ScheduledExecutorService ticks =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("tick-", 0).factory());
  private volatile Reigning reigning;

  /// Where workers reach this coordinator.
  ///
  /// @param host that workers dial, and that is listened on
  /// @param port of gRPC, or 0 for any free one
  public record Address(String host, int port) {}

  private record Reigning(
      RunBooks books, WireServer server, WorkerSessions sessions, RunEngine engine) {}

  /// @param folder of the run, locked by this process
  /// @param startWorkers steps begin when so many workers are here
  public CoordinatorService(
      PreparedRun run,
      RunFolder folder,
      Address address,
      int startWorkers,
      TrainingObserver observer) {
    this(run, () -> folder, address, startWorkers, observer);
  }

  /// @param opening gives the folder of the run, locked by this process; asked when the port for
  ///   workers is held, so that a port in use leaves no run behind
  /// @param startWorkers steps begin when so many workers are here
  public CoordinatorService(
      PreparedRun run,
      Supplier<RunFolder> opening,
      Address address,
      int startWorkers,
      TrainingObserver observer) {
    this.run = run;
    this.opening = opening;
    this.address = address;
    this.startWorkers = startWorkers;
    this.observer = observer;
  }

  @Override
  public Endpoint begin() {
    LateSessions sessions = new LateSessions();
    WireServer server =
        WireServer.start(
            new InetSocketAddress(address.host(), address.port()),
            sessions,
            WireLimits.of(run.configuration().wire(), run.network().layout().length()));
    try {
      return begin(server, sessions);
    } catch (RuntimeException | Error refused) {
      sessions.refuse(refused);
      server.close();
      throw refused;
    }
  }

  private Endpoint begin(WireServer server, LateSessions late) {
    RunFolder folder = opening.get();
    long term = folder.nextTerm();
    Trainee trainee = run.newTrainee();
    RecorderSetting setting = RecorderSetting.of(run, folder, observer, term);
    RunBooks books = new RunBooks(run, RunRecorder.open(setting, trainee));
    try {
      long version = books.begin();
      Reign reign = new Reign(runHash(folder), term);
      WorkerSessions sessions = new WorkerSessions(run, reign);
      RunEngine engine = new RunEngine(setting(reign, books, server), trainee, version);
      reigning = new Reigning(books, server, sessions, engine);
      engine.result().whenComplete(this::ended);
      sessions.ready(engine);
      late.begin(sessions);
      ticks.scheduleAtFixedRate(engine::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
      LOG.info(
          "coordinator begins term={} step={} port={}", term, engine.version() + 1, server.port());
    } catch (RuntimeException | Error refused) {
      reigning = null;
      books.close();
      throw refused;
    }
    return new Endpoint(
        address.host(), server.port(), term, folder.path().getFileName().toString());
  }

  private RunEngine.Setting setting(Reign reign, RunBooks books, WireServer server) {
    return new RunEngine.Setting(
        run, reign, rules(), server.pool(), books, bookkeeping, System::nanoTime);
  }

  private Rules rules() {
    var cluster = run.configuration().cluster();
    return new Rules(
        run.batches(),
        run.lastStep(),
        Math.max(startWorkers, cluster.minWorkers()),
        cluster.minWorkers(),
        Math.max(1, TimeUnit.SECONDS.toNanos(cluster.waitSeconds())),
        cluster.stragglerFactor(),
        Math.max(1, TimeUnit.MILLISECONDS.toNanos(cluster.stragglerMillisMin())));
  }

  private long runHash(RunFolder folder) {
    String identity =
        run.configurationHash() + run.data().fingerprint() + folder.path().getFileName();
    return Long.parseUnsignedLong(
        Sha256.ofBytes(identity.getBytes(StandardCharsets.UTF_8)).substring(0, 16), 16);
  }

  private void ended(TrainingResult end, Throwable failure) {
    if (failure == null) {
      result.complete(end);
    } else {
      result.completeExceptionally(failure);
    }
  }

  /// A stream that breaks tells it sooner, but that of a host that has vanished does not break.
  @Override
  public void memberLost(Member member, String reason) {
    LOG.info("member lost member={} reason=\"{}\"", member, reason);
    Optional.ofNullable(reigning)
        .ifPresent(running -> running.sessions().lost(member.name(), reason));
  }

  @Override
  public void end(String reason) {
    Reigning ending = reigning;
    if (ending == null) {
      return;
    }
    reigning = null;
    ticks.shutdownNow();
    ending.engine().stop(CoordinatorFailures.dutyEnded(reason));
    ending.server().close();
    bookkeeping.execute(() -> close(ending.books())); // After what is being entered still.
    bookkeeping.shutdown();
    try {
      if (!bookkeeping.awaitTermination(END_SECONDS_MAX, TimeUnit.SECONDS)) {
        bookkeeping.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    result.completeExceptionally(CoordinatorFailures.dutyEnded(reason));
  }

  private static void close(RunBooks books) {
    try {
      books.close();
    } catch (RuntimeException e) {
      LOG.warn("the books could not be closed: the report says how the run ended", e);
    }
  }

  /// Asks the run to stop at the next step, from which it can go on.
  public void interrupt() {
    Optional.ofNullable(reigning).ifPresent(running -> running.engine().interrupt());
  }

  /// Completes when the run has ended, with the failure if it failed.
  public CompletableFuture<TrainingResult> result() {
    return result;
  }

  /// Where the time of steps went until the end of the step at hand, once it is there. Empty while
  /// there is no duty.
  public Optional<CompletableFuture<StepTimes.Reading>> timesAtNextStep() {
    return Optional.ofNullable(reigning)
        .map(running -> running.engine().times().atNextStep(running.sessions()::traffic));
  }

  /// What all streams have carried so far, as seen from here. Empty while there is no duty.
  public Optional<Traffic> traffic() {
    return Optional.ofNullable(reigning).map(running -> running.sessions().traffic());
  }
}
