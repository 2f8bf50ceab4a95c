package io.lockstep.coordinator;

import io.lockstep.failure.LockstepException;
import io.lockstep.format.Sha256;
import io.lockstep.plan.Rules;
import io.lockstep.run.RunFolder;
import io.lockstep.training.HeldVersion;
import io.lockstep.training.PreparedRun;
import io.lockstep.training.RecorderSetting;
import io.lockstep.training.RunRecorder;
import io.lockstep.training.Trainee;
import io.lockstep.training.TrainingObserver;
import io.lockstep.training.TrainingResult;
import io.lockstep.wire.Endpoint;
import io.lockstep.wire.Reign;
import io.lockstep.wire.Traffic;
import io.lockstep.wire.WireLimits;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One reign of a coordinator: takes a run up from its folder, lets workers in, and leads it to its
/// end, or until it is somebody else's.
public final class CoordinatorService implements Tenure {

  private static final Logger LOG = LoggerFactory.getLogger(CoordinatorService.class);
  private static final long TICK_MILLIS = 250;
  private static final long END_SECONDS_MAX = 20;

  /// One for the engine, and one that can tell when the first hangs in it.
  private static final int TICKERS = 2;

  private final PreparedRun run;
  private final Supplier<Optional<RunFolder>> opening;
  private final CoordinatorPort port;
  private final int startWorkers;
  private final TrainingObserver observer;
  private final CompletableFuture<TrainingResult> result = new CompletableFuture<>();
  private final ExecutorService bookkeeping =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("books-", 0).factory());

  /// What comes after its end is for nobody any more.
  private final ExecutorService telling =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(),
          Thread.ofPlatform().daemon().name("telling-", 0).factory(),
          new ThreadPoolExecutor.DiscardPolicy());

  private final ScheduledExecutorService ticks =
      Executors.newScheduledThreadPool(
          TICKERS, Thread.ofPlatform().daemon().name("tick-", 0).factory());
  private volatile Reigning reigning;
  private Supplier<Optional<HeldVersion>> heirloom = Optional::empty;

  private record Reigning(
      RunBooks books, WorkerSessions sessions, RunEngine engine, Followers followers) {}

  /// @param opening gives the folder of the run, locked by this process, or empty when the run may
  ///   not be taken up yet
  /// @param port of this process; it outlives the reign
  /// @param startWorkers steps begin when so many workers are here
  public CoordinatorService(
      PreparedRun run,
      Supplier<Optional<RunFolder>> opening,
      CoordinatorPort port,
      int startWorkers,
      TrainingObserver observer) {
    this.run = run;
    this.opening = opening;
    this.port = port;
    this.startWorkers = startWorkers;
    this.observer = observer;
  }

  /// Takes the run up with a new term and lets workers in.
  ///
  /// @return where they find it; empty when the run may not be taken up yet
  /// @throws io.lockstep.failure.LockstepException if the run cannot go on
  @Override
  public Optional<Endpoint> begin() {
    return opening.get().map(this::begin);
  }

  private Endpoint begin(RunFolder folder) {
    long term = folder.nextTerm();
    Trainee trainee = run.newTrainee();
    Reign reign = new Reign(runHash(folder), term);
    Followers followers = new Followers(reign, port.pool(), followersMax(), telling);
    RecorderSetting setting = RecorderSetting.of(run, folder, observer, term).seenBy(followers);
    heirloom.get().ifPresent(held -> sealed(held, setting));
    RunBooks books = new RunBooks(run, opened(setting, trainee, term));
    try {
      long version = books.begin();
      RunEngine engine = new RunEngine(setting(reign, books, followers), trainee, version);
      WorkerSessions sessions = new WorkerSessions(run, reign, engine, System::nanoTime);
      reigning = new Reigning(books, sessions, engine, followers);
      engine.result().whenComplete(this::ended);
      ticks.scheduleAtFixedRate(engine::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
      StandstillAlarm alarm =
          new StandstillAlarm(
              engine, sessions::host, run.configuration().cluster().stallNanos(), System::nanoTime);
      ticks.scheduleAtFixedRate(alarm::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
      LOG.info(
          "coordinator begins term={} step={} port={}",
          term,
          engine.version() + 1,
          port.address().port());
      return port.reigns(sessions, followers, term, folder.path().getFileName().toString());
    } catch (RuntimeException | Error refused) {
      reigning = null;
      books.close();
      throw refused;
    }
  }

  /// Somebody who begins a later term at the same moment is in the way of each other fault.
  private static RunRecorder opened(RecorderSetting setting, Trainee trainee, long term) {
    try {
      return RunRecorder.open(setting, trainee);
    } catch (LockstepException refused) {
      setting.folder().checkTerm(term);
      throw refused;
    }
  }

  /// From now on this is what [#begin] takes over from the reign before.
  ///
  /// @param held asked for once the run is this process's to lead
  public CoordinatorService inheriting(Supplier<Optional<HeldVersion>> held) {
    heirloom = held;
    return this;
  }

  private static void sealed(HeldVersion held, RecorderSetting setting) {
    Optional<String> unused = held.seal(setting);
    LOG.info(
        "event=inherited step={} used={} reason=\"{}\"",
        held.step(),
        unused.isEmpty(),
        unused.orElse("newer than any checkpoint"));
  }

  private Followers.Limits followersMax() {
    WireLimits limits = WireLimits.of(run.configuration(), run.network().layout().length());
    int chunks = Math.ceilDiv(run.network().layout().length(), run.configuration().wire().chunk());
    return new Followers.Limits(
        run.configuration().cluster().followers(), chunks, limits.budgetBytes());
  }

  private RunEngine.Setting setting(Reign reign, RunBooks books, Followers followers) {
    return new RunEngine.Setting(
        run, reign, rules(), port.pool(), books, bookkeeping, System::nanoTime, followers);
  }

  private Rules rules() {
    var cluster = run.configuration().cluster();
    return new Rules(
        run.batches(),
        run.lastStep(),
        run.course().isDecidedByMetrics() ? Rules.End.DECIDED : Rules.End.FIXED,
        Math.max(startWorkers, cluster.minWorkers()),
        cluster.minWorkers(),
        Math.max(1, TimeUnit.SECONDS.toNanos(cluster.waitSeconds())),
        cluster.stragglerFactor(),
        Math.max(1, TimeUnit.MILLISECONDS.toNanos(cluster.stragglerMillisMin())),
        cluster.checkEverySteps());
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

  /// Gives the run up: books are closed when this returns, and workers are left to whoever leads
  /// next.
  @Override
  public synchronized void end(String reason) {
    Reigning ending = reigning;
    if (ending == null) {
      return;
    }
    reigning = null;
    port.abdicates();
    ending.followers().close(reason);
    telling.shutdown();
    ticks.shutdownNow();
    ending.engine().stop(CoordinatorFailures.dutyEnded(reason));
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
      LOG.warn("the books could not be closed: {}", e.getMessage());
    }
  }

  /// Asks the run to stop at the next step, from which it can go on.
  @Override
  public void interrupt() {
    Optional.ofNullable(reigning).ifPresent(running -> running.engine().interrupt());
  }

  /// Asks the run to stop at the next step, for another coordinator to go on from there.
  @Override
  public void handOver() {
    Optional.ofNullable(reigning).ifPresent(running -> running.engine().handOver());
  }

  /// Ends the run with this failure, since nobody is left to compute. [#result] has it, with what
  /// is safe, once it is noted in the books.
  public void giveUp(LockstepException reason) {
    Optional.ofNullable(reigning).ifPresent(running -> running.engine().giveUp(reason));
  }

  /// Completes when the run has ended, with the failure if it failed: once that is noted in the
  /// books, which a full disk may hold up.
  @Override
  public CompletableFuture<TrainingResult> result() {
    return result;
  }

  /// Where the time of steps went until the end of the step at hand, once it is there. Empty while
  /// there is no duty.
  public Optional<CompletableFuture<StepTimes.Reading>> timesAtNextStep() {
    return Optional.ofNullable(reigning)
        .map(running -> running.engine().times().atNextStep(running.sessions()::traffic));
  }

  /// How the run is doing. Empty while there is no duty.
  @Override
  public Optional<RunLook> look() {
    return Optional.ofNullable(reigning)
        .map(running ->
            new RunLook(
                running.sessions().status(),
                running.engine().times().now(running.sessions().traffic()),
                running.books().newestCheckpoint(),
                running.followers().holding()));
  }

  /// What all streams have carried so far, as seen from here. Empty while there is no duty.
  public Optional<Traffic> traffic() {
    return Optional.ofNullable(reigning).map(running -> running.sessions().traffic());
  }
}
