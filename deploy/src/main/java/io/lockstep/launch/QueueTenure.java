package io.lockstep.launch;

import io.lockstep.coordinator.CoordinatorPort;
import io.lockstep.coordinator.CoordinatorService;
import io.lockstep.coordinator.RunLook;
import io.lockstep.coordinator.Tenure;
import io.lockstep.coordinator.membership.Support;
import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.LockstepException;
import io.lockstep.queue.QueueEvent;
import io.lockstep.queue.QueuedRun;
import io.lockstep.queue.QueuedRun.State;
import io.lockstep.queue.QueuedRun.Wish;
import io.lockstep.queue.RunQueue;
import io.lockstep.run.QueueFolder;
import io.lockstep.run.RunFolder;
import io.lockstep.training.PreparedRun;
import io.lockstep.training.TrainingResult;
import io.lockstep.wire.Endpoint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One reign of a coordinator over a queue: leads its runs one after the other, each with a
/// [CoordinatorService] of its own. A run that was on when the reign before ended is gone on with
/// first. One thread works; calls may come from any.
final class QueueTenure implements Tenure, QueueDesk.Shell {

  private static final Logger LOG = LoggerFactory.getLogger(QueueTenure.class);
  private static final long END_SECONDS_MAX = 30;

  /// Runs of which the progress is kept.
  private static final int FEEDS_MAX = 8;

  private final Supplier<Optional<QueueFolder>> opening;
  private final Setting setting;
  private final Thread working = Thread.ofPlatform().daemon().name("queue").unstarted(this::work);
  private final CompletableFuture<TrainingResult> result = new CompletableFuture<>();
  private final Map<Long, TextFeed> feeds = new LinkedHashMap<>();
  private volatile QueueBook book;
  private QueueFolder folder;
  private QueueDesk desk;
  private RunCheck check;

  /// Asked to stop, for another reign to go on.
  private volatile boolean leaving;

  /// The reign has ended: nothing of it counts any more.
  private volatile boolean over;

  private volatile CoordinatorService current;

  /// Number of the run that is prepared, of which this process may just end; 0 for none.
  private final AtomicLong tried = new AtomicLong();

  /// @param runs folder in which runs lie
  /// @param support who stands behind this reign
  /// @param host of this coordinator, for people
  /// @param understudy holds what the reign before was at
  record Setting(
      Path runs,
      Support support,
      CoordinatorPort port,
      String host,
      RunStage stage,
      QueueUnderstudy understudy) {}

  /// @param opening gives the folder of the queue, or empty when it may not be taken up yet
  QueueTenure(Supplier<Optional<QueueFolder>> opening, Setting setting) {
    this.opening = opening;
    this.setting = setting;
  }

  @Override
  public Optional<Endpoint> begin() {
    return opening.get().map(this::begin);
  }

  private Endpoint begin(QueueFolder opened) {
    folder = opened;
    long term = folder.nextTerm(1);
    book = new QueueBook(folder);
    check = new RunCheck(setting.host());
    desk = new QueueDesk(book, check, setting.runs(), this);
    Endpoint endpoint = setting.port().seats(desk, term);
    book.givenUp().forEach(run -> sayFailed(run, run.reason()));
    LOG.info("queue begins term={} runs={}", term, book.queue().runs().size());
    working.start();
    return endpoint;
  }

  private void work() {
    try {
      while (!leaving) {
        Optional<QueuedRun> next = book.awaitNext();
        if (next.isEmpty()) {
          break;
        }
        lead(next.get());
      }
      result.completeExceptionally(interrupted().exception());
    } catch (InterruptedException ended) {
      result.completeExceptionally(interrupted().exception());
    } catch (RuntimeException | Error fault) {
      tried.set(0); // It stays in the books: it may be the run that has brought this about.
      if (!over) {
        LOG.error("the queue cannot be worked on", fault);
      }
      result.completeExceptionally(fault);
    }
  }

  private Failure interrupted() {
    return Failure.of(ExitCode.INTERRUPTED, "interrupted; the queue can be gone on with")
        .at(setting.runs().toString())
        .keeping("the queue and its runs, in " + setting.runs().resolve("queue"))
        .advising("the same command goes on with it");
  }

  private void lead(QueuedRun run) throws InterruptedException {
    setting.stage().say("lockstep: %s begins".formatted(run.shown()));
    book.enterPatiently(new QueueEvent.Tried(run.number()));
    tried.set(run.number());
    PreparedRun prepared;
    RunFolder opened;
    try {
      prepared =
          run.folder()
              .flatMap(setting.understudy()::prepared)
              .orElseGet(() -> check.prepared(run.submission()));
      if (!isWanted(run)) {
        return;
      }
      opened = opened(run);
    } catch (LockstepException refused) {
      failed(run, refused);
      return;
    }
    try (RunFolder runFolder = opened) {
      train(run, prepared, runFolder);
    }
  }

  /// Preparing takes a while, in which something else may have been asked for.
  private boolean isWanted(QueuedRun run) {
    if (leaving) {
      bears();
    }
    State state = book.run(run.number()).state();
    return !leaving && (state == State.QUEUED || state == State.RUNNING);
  }

  /// This process has not ended of the run that it prepared, and if it does now it is not for that.
  private void bears() {
    long number = tried.getAndSet(0);
    if (number != 0) {
      try {
        book.enter(new QueueEvent.Borne(number));
      } catch (LockstepException unwritten) {
        LOG.info("run {} is still counted as tried: {}", number, unwritten.failure().error());
      }
    }
  }

  /// One whose folder is gone begins anew.
  private RunFolder opened(QueuedRun run) {
    Optional<Path> former = run.folder().map(setting.runs()::resolve).filter(Files::isDirectory);
    if (former.isEmpty()) {
      return RunFolder.create(setting.runs(), run.submission().name());
    }
    return switch (setting.support()) {
      case MOST -> RunFolder.takeOver(former.get());
      case FEW -> RunFolder.open(former.get());
    };
  }

  private void train(QueuedRun run, PreparedRun prepared, RunFolder runFolder)
      throws InterruptedException {
    String name = runFolder.path().getFileName().toString();
    book.enterPatiently(new QueueEvent.Begun(run.number(), name));
    if (!isWanted(run)) {
      return;
    }
    runFolder.termsFrom(termFor(runFolder));
    setting.port().makeRoomFor(prepared);
    try (RunStage.Scene scene =
        setting.stage().opens(prepared, runFolder, feedOf(run.number())::add)) {
      int startWorkers = prepared.configuration().cluster().minWorkers();
      CoordinatorService service =
          new CoordinatorService(
                  prepared,
                  () -> Optional.of(runFolder),
                  setting.port(),
                  startWorkers,
                  scene.observer())
              .inheriting(() -> setting.understudy().takeOver(name));
      TrainingResult end;
      try {
        end = led(run, service);
      } catch (RuntimeException fault) {
        if (over) {
          throw fault; // The reign has ended, not the run.
        }
        scene.failed(fault);
        failed(run, known(fault));
        return;
      } finally {
        current = null;
        service.end("the run is over, or goes on elsewhere");
      }
      scene.ended(end);
      ended(run, end);
    }
  }

  /// Terms of runs are those of the queue, so that of two coordinators the later is told by its
  /// term whatever they are at. A run that had this term already takes the next.
  private long termFor(RunFolder runFolder) {
    long newest = runFolder.newestTerm();
    if (newest < folder.term()) {
      return folder.term();
    }
    long term = book.renew(newest + 1);
    setting.port().seats(desk, term);
    return term;
  }

  private TrainingResult led(QueuedRun run, CoordinatorService service)
      throws InterruptedException {
    Optional<Endpoint> endpoint = service.begin();
    bears();
    current = service;
    endpoint.ifPresent(at -> setting.stage().say("lockstep: %s at %s".formatted(run.shown(), at)));
    if (over) {
      service.end("this coordinator leads no more");
    } else if (leaving) {
      service.handOver();
    } else if (book.run(run.number()).wish() != Wish.NONE) {
      service.interrupt();
    }
    try {
      return service.result().get();
    } catch (ExecutionException failed) {
      throw known(failed.getCause());
    }
  }

  private static LockstepException known(Throwable thrown) {
    return thrown instanceof LockstepException known
        ? known
        : Failure.causedBy(thrown).exception(thrown);
  }

  private void ended(QueuedRun run, TrainingResult end) throws InterruptedException {
    switch (end.status()) {
      case DONE ->
          book.enterPatiently(
              new QueueEvent.Done(run.number(), "weights sha256 " + end.weightsSha256()));
      case INTERRUPTED ->
          book.enterPatiently(
              new QueueEvent.Stopped(run.number(), "stopped at step " + end.steps()));
      case HANDED_OVER -> {} // The next reign goes on with it.
    }
    setting
        .stage()
        .say("lockstep: %s %s".formatted(run.shown(), book.run(run.number()).state().word()));
  }

  private void failed(QueuedRun run, LockstepException failed) throws InterruptedException {
    if (failed.failure().code() == ExitCode.CLUSTER && book.isSuperseded()) {
      throw failed;
    }
    Failure failure = failed.failure();
    String reason =
        failure.cause().isEmpty()
            ? failure.error()
            : "%s (%s)".formatted(failure.error(), failure.cause());
    sayFailed(run, reason);
    book.enterPatiently(new QueueEvent.Failed(run.number(), failure.code(), reason));
    tried.set(0);
  }

  private void sayFailed(QueuedRun run, String reason) {
    setting.stage().say("lockstep: %s failed: %s".formatted(run.shown(), reason));
  }

  private TextFeed feedOf(long number) {
    synchronized (feeds) {
      TextFeed feed = new TextFeed();
      feeds.remove(number);
      feeds.put(number, feed);
      if (feeds.size() > FEEDS_MAX) {
        feeds.remove(feeds.keySet().iterator().next());
      }
      return feed;
    }
  }

  @Override
  public Optional<TextFeed> feed(long number) {
    synchronized (feeds) {
      return Optional.ofNullable(feeds.get(number));
    }
  }

  @Override
  public void stopRun() {
    Optional.ofNullable(current).ifPresent(CoordinatorService::interrupt);
  }

  @Override
  public void superseded(LockstepException failure) {
    result.completeExceptionally(failure);
  }

  /// The run that is on stops at its next step; whoever reigns next goes on with it.
  @Override
  public void interrupt() {
    leaving = true;
    bears();
    Optional.ofNullable(current).ifPresent(CoordinatorService::handOver);
    book.close();
  }

  @Override
  public void handOver() {
    interrupt();
  }

  @Override
  public Optional<RunLook> look() {
    return Optional.ofNullable(current).flatMap(CoordinatorService::look);
  }

  @Override
  public Optional<RunQueue> queue() {
    return Optional.ofNullable(book).map(QueueBook::queue);
  }

  @Override
  public CompletableFuture<TrainingResult> result() {
    return result;
  }

  @Override
  public void end(String reason) {
    leaving = true;
    over = true;
    setting.port().unseats();
    if (book == null) {
      return;
    }
    bears();
    book.close();
    Optional.ofNullable(current).ifPresent(service -> service.end(reason));
    try {
      if (!working.join(Duration.ofSeconds(END_SECONDS_MAX))) {
        LOG.warn("a run does not end: {}", reason);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
