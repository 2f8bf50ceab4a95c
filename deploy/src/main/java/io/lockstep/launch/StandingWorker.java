package io.lockstep.launch;

import io.lockstep.config.ConfigurationReader;
import io.lockstep.config.RunConfiguration;
import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.LockstepException;
import io.lockstep.training.PreparedRun;
import io.lockstep.wire.Endpoint;
import io.lockstep.wire.RunDesk;
import io.lockstep.worker.RunWatch;
import io.lockstep.worker.WorkerEnd;
import io.lockstep.worker.WorkerLook;
import io.lockstep.worker.WorkerNews;
import io.lockstep.worker.WorkerService;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/// A worker of a cluster that takes runs: takes part in one after the other, and waits for the next
/// for as long as it takes. One that this host lacks the data of, or that it cannot hold, is left
/// to the others. [#run] has one thread, other calls may come from any.
public final class StandingWorker {

  /// A coordinator that is found sooner was not waited for.
  private static final long TELL_NANOS = 3_000_000_000L;

  private final WorkerService.Place place;
  private final LaneCount lanes;
  private final List<String> overrides;
  private final Consumer<String> talk;
  private final RunWatch watch;
  private final CompletableFuture<Void> leaving = new CompletableFuture<>();
  private volatile WorkerService service;
  private volatile Optional<WorkerLook> between = Optional.empty();
  private volatile long blocksBefore;
  private volatile long busyNanosBefore;
  private boolean wasLetIn;
  private String told = "";

  /// The run that this worker is done with: it has ended, or is not for this host.
  private Endpoint past;

  /// @param overrides what is different on this host, such as `data.dir=…`
  /// @param talk gets lines for a person
  public StandingWorker(
      WorkerService.Place place, LaneCount lanes, List<String> overrides, Consumer<String> talk) {
    NodeLogs.prepare();
    this.place = place;
    this.lanes = lanes;
    this.overrides = List.copyOf(overrides);
    this.talk = talk;
    this.watch = new RunWatch(place);
  }

  /// How it is doing; empty while it reads the data of a run. Any thread.
  public Optional<WorkerLook> look() {
    WorkerService running = service;
    return running == null ? between : Optional.of(of(running.look()));
  }

  /// With what it has computed in all runs.
  private WorkerLook of(WorkerLook now) {
    return new WorkerLook(
        now.leader(),
        false,
        now.trouble(),
        blocksBefore + now.blocks(),
        busyNanosBefore + now.busyNanos());
  }

  private void between(Optional<Endpoint> leader, String trouble) {
    between =
        Optional.of(
            new WorkerLook(
                Optional.empty(), leader.isPresent(), trouble, blocksBefore, busyNanosBefore));
  }

  /// Leaves in good order; [#run] then ends.
  public void interrupt() {
    WorkerService running = service;
    if (running != null) {
      running.leave("this worker was asked to stop");
    }
    leaving.complete(null);
  }

  /// Takes part in runs until somebody asks it to leave.
  ///
  /// @throws LockstepException with exit code 75 then, and otherwise when this worker has nothing
  ///   to look for in this cluster
  public void run() {
    try {
      long silentSinceNanos = System.nanoTime();
      while (!leaving.isDone()) {
        switch (watch.look(past)) {
          case RunWatch.Sight.On(Endpoint leader, RunDesk.Order order) -> {
            wasLetIn = true;
            takePart(leader, order);
            silentSinceNanos = System.nanoTime();
          }
          case RunWatch.Sight.Idle(Endpoint leader) -> {
            wasLetIn = true;
            silentSinceNanos = System.nanoTime();
            between(Optional.of(leader), "");
            tell("worker %s waits for a run, coordinator %s".formatted(place.worker(), leader));
          }
          case RunWatch.Sight.Nobody(String trouble) -> {
            between(Optional.empty(), trouble);
            if (System.nanoTime() - silentSinceNanos >= TELL_NANOS) {
              tellOfSilence(trouble);
            }
          }
          case RunWatch.Sight.Refused(Failure failure) -> refused(failure);
        }
        pause();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw interrupted();
  }

  /// Whoever was let in before is of the cluster: certificates expire, and are renewed.
  private void refused(Failure failure) {
    if (failure.code() != ExitCode.SECURITY || !wasLetIn) {
      throw failure.exception();
    }
    between(Optional.empty(), failure.error());
    tellOfSilence(failure.error());
  }

  private void pause() throws InterruptedException {
    try {
      leaving.get(watch.pauseMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException _) {
      // The next look.
    } catch (ExecutionException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private LockstepException interrupted() {
    return Failure.of(ExitCode.INTERRUPTED, "interrupted; the cluster goes on without this worker")
        .at(place.worker())
        .keeping("everything: a worker holds nothing that others have not")
        .advising("start this worker again when it may take part")
        .exception();
  }

  private void takePart(Endpoint leader, RunDesk.Order order) throws InterruptedException {
    between = Optional.empty();
    try {
      RunConfiguration configuration =
          ConfigurationReader.of(order.name(), order.configuration(), overrides);
      PreparedRun run = PreparedRun.prepare(configuration, Path.of(configuration.data().dir()));
      past = takePart(leader, run) ? past : leader;
    } catch (RuntimeException refused) {
      past = leader;
      Failure failure = Failure.causedBy(refused);
      tell(
          "worker %s takes no part in %s, on host %s: %s%s; try: %s"
              .formatted(
                  place.worker(),
                  leader.run(),
                  place.host(),
                  failure.error(),
                  failure.cause().isEmpty() ? "" : " (" + failure.cause() + ")",
                  failure.advice()));
    }
  }

  /// @return whether the run may still be on, here or under another coordinator
  private boolean takePart(Endpoint leader, PreparedRun run) throws InterruptedException {
    CompletableFuture<Endpoint> elsewhere = new CompletableFuture<>();
    try (WorkerService taking =
        new WorkerService(
            run, lanes.of(run), place.in(leader.run()), news -> heard(news, elsewhere))) {
      service = taking;
      try {
        Object end = CompletableFuture.anyOf(taking.result(), elsewhere, leaving).get();
        if (end instanceof WorkerEnd.Finished finished) {
          tell(
              "worker %s: %s ended at step %d, weights sha256 %s"
                  .formatted(
                      place.worker(), leader.run(), finished.version(), finished.weightsSha256()));
          return false;
        }
        return true;
      } catch (ExecutionException failed) {
        throw Ends.failureOf(failed);
      } finally {
        service = null;
        blocksBefore += taking.look().blocks();
        busyNanosBefore += taking.look().busyNanos();
      }
    }
  }

  private void heard(WorkerNews news, CompletableFuture<Endpoint> elsewhere) {
    switch (news) {
      case WorkerNews.Elsewhere(Endpoint leader) -> elsewhere.complete(leader);
      case WorkerNews.Waiting(String trouble, Duration _) -> tellOfSilence(trouble);
      case WorkerNews.Joined _, WorkerNews.NameInUse _, WorkerNews.HeldBack _ ->
          tell(WorkerNode.words(place.worker(), news));
    }
  }

  private void tellOfSilence(String trouble) {
    tellOnce("worker %s waits for a coordinator".formatted(place.worker()), ": " + trouble);
  }

  private void tell(String line) {
    tellOnce(line, "");
  }

  /// @param detail which may change all the time
  private synchronized void tellOnce(String line, String detail) {
    if (!line.equals(told)) {
      told = line;
      talk.accept("lockstep: " + line + detail);
    }
  }
}
