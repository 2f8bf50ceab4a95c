package io.lockstep.worker;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.lane.Delivery;
import io.lockstep.lane.LaneTeam;
import io.lockstep.training.PreparedRun;
import io.lockstep.wire.CoordinatorDirectory;
import io.lockstep.wire.Distrust;
import io.lockstep.wire.Endpoint;
import io.lockstep.wire.Handshake;
import io.lockstep.wire.Introduction;
import io.lockstep.wire.NodeAddress;
import io.lockstep.wire.RegisterOutcome;
import io.lockstep.wire.WireClient;
import io.lockstep.wire.WireLimits;
import io.lockstep.wire.WireSecurity;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A worker process's part in a run: finds out which of the coordinators leads, takes part until
/// the run ends, and looks again after a broken stream. It never decides that the run is over
/// because nobody leads; it only loses patience after [Place#patience], and keeps its data and its
/// lanes until then.
public final class WorkerService implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(WorkerService.class);
  private static final Duration REGISTER_DEADLINE = Duration.ofSeconds(10);
  private static final long LOOK_MILLIS = 1_000;

  /// Between two questions, during a session, whether somebody else leads by now; while the
  /// coordinator is silent, which may only mean a long step, every look asks.
  private static final int ASK_LOOKS = 3;

  /// A coordinator that is gone without a word keeps its worker's name for as long.
  private static final Duration NAME_PATIENCE = Duration.ofSeconds(20);

  /// A coordinator that is found sooner was not waited for.
  private static final long TELL_NANOS = 3_000_000_000L;

  /// A session that lasted so long was no misunderstanding: the next one is tried soon.
  private static final long SESSION_NANOS_MIN = 5_000_000_000L;

  private final PreparedRun run;
  private final Place place;
  private final Handshake introduction;
  private final LaneRunner runner;
  private final WireLimits limits;
  private final LeaderSearch search;
  private final Consumer<WorkerNews> listener;
  private final Duration namePatience;
  private final CompletableFuture<WorkerEnd.Finished> result = new CompletableFuture<>();
  private final ExecutorService waiting =
      Executors.newSingleThreadExecutor(Thread.ofVirtual().name("session-", 0).factory());
  private final ScheduledExecutorService looking =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("alone-", 0).factory());
  private final Solitude solitude;
  private final Solitude nameless;
  private volatile String trouble = "none was heard of";
  private volatile Optional<Failure> distrust = Optional.empty();
  private volatile boolean leaving;
  private volatile WorkerSession session;

  /// Heard of while with another one.
  private volatile Endpoint newer;

  /// Told last.
  private WorkerNews told;

  /// Until then no coordinator is asked; 0 when one may be. On the session thread.
  private long heldUntilNanos;

  private int looks;
  private boolean wasLetIn;

  /// Where a worker belongs.
  ///
  /// @param cluster name of the cluster
  /// @param worker stable name of this worker
  /// @param host of this worker, for people
  /// @param coordinators where all coordinators of the cluster are dialled
  /// @param patience how long this worker waits for a coordinator that lets it in
  /// @param security of what is exchanged with coordinators
  /// @param run folder of the run that is meant, in a cluster that has others too; empty for the
  ///   one that the cluster was started for
  public record Place(
      String cluster,
      String worker,
      String host,
      List<NodeAddress> coordinators,
      Duration patience,
      WireSecurity security,
      Optional<String> run) {
    public Place {
      coordinators = List.copyOf(coordinators);
    }

    /// In a cluster of one run.
    public Place(
        String cluster,
        String worker,
        String host,
        List<NodeAddress> coordinators,
        Duration patience,
        WireSecurity security) {
      this(cluster, worker, host, coordinators, patience, security, Optional.empty());
    }

    /// The same place in one run of several.
    public Place in(String runFolder) {
      return new Place(
          cluster, worker, host, coordinators, patience, security, Optional.of(runFolder));
    }

    private boolean isElsewhere(Endpoint leader) {
      return run.filter(meant -> !meant.equals(leader.run())).isPresent();
    }
  }

  /// Begins to look for the coordinator.
  ///
  /// @param lanes compute threads
  /// @param listener told what is new, on a thread that may wait
  public WorkerService(PreparedRun run, int lanes, Place place, Consumer<WorkerNews> listener) {
    this(run, lanes, place, listener, NAME_PATIENCE);
  }

  /// @param namePatience how long it waits for its name, which a process that is gone may hold
  WorkerService(
      PreparedRun run,
      int lanes,
      Place place,
      Consumer<WorkerNews> listener,
      Duration namePatience) {
    this.run = run;
    this.place = place;
    this.listener = listener;
    this.namePatience = namePatience;
    long process = UUID.randomUUID().getMostSignificantBits();
    this.introduction = Introduction.of(run, lanes, place.worker(), place.host(), process);
    this.limits = WireLimits.of(run.configuration(), run.network().layout().length());
    LaneTeam team =
        new LaneTeam(run.laneTask(), lanes, run.configuration().wire().chunk(), Delivery.STREAMED);
    this.runner = new LaneRunner(team, this::broken);
    this.search =
        new LeaderSearch(
            new CoordinatorDirectory(place.coordinators(), place.security()), place.cluster());
    this.solitude = new Solitude(place.patience().toNanos(), System::nanoTime);
    this.nameless = new Solitude(namePatience.toNanos(), System::nanoTime);
    nameless.ends();
    looking.scheduleWithFixedDelay(
        this::lookAround, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    waiting.execute(this::takePart);
  }

  /// Now and then: whether patience is at its end, and whether a session is still with the right
  /// coordinator.
  private void lookAround() {
    try {
      if (solitude.isTooLong()) {
        result.completeExceptionally(
            WorkerFailures.outOfPatience(place.patience(), trouble, distrust));
      }
      WorkerSession running = session;
      if (running != null && (++looks % ASK_LOOKS == 0 || running.isSilent())) {
        search
            .laterThan(running.term(), running.leader())
            .ifPresent(leader -> {
              newer = leader;
              running.end("a newer coordinator leads: " + leader);
            });
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.warn("looking for the coordinator failed", e);
    }
  }

  private void broken(Throwable fault) {
    result.completeExceptionally(WorkerFailures.broken(fault));
  }

  /// Looks for who leads and takes part there, again and again until the run is over. On the
  /// session thread.
  private void takePart() {
    BackOff backOff = BackOff.fromLost();
    try {
      while (!leaving && !result.isDone()) {
        if (isHeldBack()) {
          TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
          continue;
        }
        LeaderSearch.Found found = whoLeads();
        found.refusal().ifPresent(this::refusedBy);
        if (found.leader().filter(place::isElsewhere).isPresent()) {
          tell(new WorkerNews.Elsewhere(found.leader().get()));
        } else if (found.leader().isPresent() && !leaving) {
          follow(found.leader().get(), backOff);
        } else {
          waits(found.trouble());
        }
        if (!leaving && !result.isDone()) {
          TimeUnit.MILLISECONDS.sleep(backOff.nextMillis());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      broken(e);
    }
  }

  /// Whoever is told to wait has found its coordinator, and does not lose patience with it.
  private void holdBack(RegisterOutcome.Later later) {
    solitude.ends();
    Duration wait = Duration.ofSeconds(later.seconds());
    heldUntilNanos = System.nanoTime() + wait.toNanos();
    trouble = later.reason();
    tell(new WorkerNews.HeldBack(later.reason(), wait));
  }

  private boolean isHeldBack() {
    if (heldUntilNanos != 0 && System.nanoTime() - heldUntilNanos >= 0) {
      heldUntilNanos = 0;
      solitude.begins();
    }
    return heldUntilNanos != 0;
  }

  /// Who hangs keeps everybody waiting who asks; one that was just heard of is gone to at once.
  private LeaderSearch.Found whoLeads() throws InterruptedException {
    Endpoint heardOf = newer;
    newer = null;
    return heardOf == null ? search.look() : LeaderSearch.Found.leading(heardOf);
  }

  /// Whoever was let in before was of the cluster: certificates expire, and are renewed. Whoever
  /// was not is told at once.
  private void refusedBy(Failure refusal) {
    if (refusal.code() == ExitCode.SECURITY && wasLetIn) {
      distrust = Optional.of(refusal);
    } else {
      result.completeExceptionally(refusal.exception());
    }
  }

  private void waits(String reason) {
    trouble = reason;
    if (solitude.lasts(TELL_NANOS)) {
      tell(new WorkerNews.Waiting(reason, place.patience()));
    }
  }

  /// Once, until there is something else to tell. The reasons for waiting may change all the time.
  private void tell(WorkerNews news) {
    boolean waitsStill = news instanceof WorkerNews.Waiting && told instanceof WorkerNews.Waiting;
    if (!waitsStill && !news.equals(told)) {
      told = news;
      listener.accept(news);
    }
  }

  private void follow(Endpoint leader, BackOff backOff) throws InterruptedException {
    long begin = System.nanoTime();
    try (WireClient client =
        WireClient.connect(leader.host(), leader.port(), limits, place.security())) {
      session(client, leader);
    }
    if (System.nanoTime() - begin >= SESSION_NANOS_MIN) {
      backOff.restart();
    }
  }

  /// One connection from handshake to end.
  private void session(WireClient client, Endpoint leader) throws InterruptedException {
    switch (client.register(introduction, REGISTER_DEADLINE)) {
      case RegisterOutcome.Accepted accepted -> {
        LOG.info(
            "joined coordinator=\"{}\" worker={} version={}",
            leader,
            accepted.worker(),
            accepted.version());
        wasLetIn = true;
        distrust = Optional.empty();
        solitude.ends();
        nameless.ends();
        tell(new WorkerNews.Joined(leader));
        session = new WorkerSession(run, leader.address(), accepted, runner, client);
        if (!leaving) {
          settle(session.run(), leader);
        }
        session = null;
        solitude.begins();
      }
      case RegisterOutcome.Refused refused -> refused(refused, leader);
      case RegisterOutcome.Later later -> holdBack(later);
      case Distrust refused -> {
        refusedBy(refused.failure("this worker", leader.address()));
        waits("%s: %s".formatted(leader.address(), refused.reason()));
      }
      case RegisterOutcome.Unreachable(String reason) -> {
        LOG.info("coordinator {} does not answer: {}", leader, reason);
        waits("%s: %s".formatted(leader.address(), reason));
      }
    }
  }

  /// The name of a process that is gone may be held until its silence has been noticed.
  private void refused(RegisterOutcome.Refused refused, Endpoint leader) {
    if (refused.isAboutName()) {
      nameless.begins();
      if (!nameless.isTooLong()) {
        trouble = refused.reason();
        tell(new WorkerNews.NameInUse(refused.reason(), namePatience));
        return;
      }
    }
    result.completeExceptionally(WorkerFailures.sentAway(refused, leader));
  }

  private void settle(WorkerEnd end, Endpoint leader) {
    switch (end) {
      case WorkerEnd.Finished finished -> result.complete(finished);
      case WorkerEnd.Dismissed(Failure failure) ->
          result.completeExceptionally(
              (failure.cause().isEmpty() ? failure.at(leader.toString()) : failure).exception());
      case WorkerEnd.Disconnected(String reason) -> {
        trouble = reason;
        LOG.warn("stream to {} is gone ({}); looking for who leads", leader, reason);
      }
    }
  }

  /// Leaves the run in good order: what is computed now is computed by others. Returns when the
  /// coordinator has heard it, or does not listen.
  public void leave(String reason) {
    leaving = true;
    WorkerSession running = session;
    if (running != null) {
      running.leave(reason);
    }
  }

  /// How this worker is doing. Any thread.
  public WorkerLook look() {
    WorkerSession running = session;
    return new WorkerLook(
        Optional.ofNullable(running).map(WorkerSession::leader),
        false,
        trouble,
        runner.blocks(),
        runner.busyNanos());
  }

  /// Completes when the run has ended or this worker cannot take part.
  public CompletableFuture<WorkerEnd.Finished> result() {
    return result;
  }

  @Override
  public void close() {
    leaving = true;
    looking.shutdownNow();
    waiting.shutdownNow();
    runner.close();
  }
}
