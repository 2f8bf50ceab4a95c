package io.lockstep.coordinator;

import io.lockstep.failure.LockstepException;
import io.lockstep.plan.Action;
import io.lockstep.plan.Event;
import io.lockstep.plan.Plan;
import io.lockstep.plan.Rules;
import io.lockstep.plan.Transition;
import io.lockstep.plan.WorkerId;
import io.lockstep.reduce.Piece;
import io.lockstep.reduce.StepReduction;
import io.lockstep.shard.Block;
import io.lockstep.training.PreparedRun;
import io.lockstep.training.Trainee;
import io.lockstep.training.TrainingResult;
import io.lockstep.wire.ChunkPool;
import io.lockstep.wire.Payload;
import io.lockstep.wire.Reign;
import io.lockstep.wire.WorkerFrame;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs the steps: takes frames of workers, adds what they carry, makes versions and sends them on
/// as soon as a slice is complete. What to do about workers that come, go or are late is decided by
/// the [Plan].
///
/// Frames of different workers may come on different threads at once. It has no thread and no clock
/// of its own, so a simulation can drive it as the cluster does.
public final class RunEngine implements StepReduction.Roots {

  private static final Logger LOG = LoggerFactory.getLogger(RunEngine.class);

  /// Steps count from 1.
  private static final long NO_STEP = -1;

  private final PreparedRun run;
  private final Versions versions;
  private final StepReduction reduction;
  private final Books books;
  private final Bookkeeping bookkeeping;
  private final LongSupplier nanoClock;
  private final PeerTable peers = new PeerTable();
  private final StepTimes times = new StepTimes();
  private final AtomicInteger openChunks = new AtomicInteger();
  private final StopRequest stop = new StopRequest();
  private final Broadcast broadcast;
  private final Orders orders;
  private final FrameIntake intake;
  private final RunEnd end;
  private volatile long step;
  private volatile int examples;
  private volatile HeldSlice last;
  private volatile long version;
  private volatile double lossNats = Double.NaN;
  private Plan plan;

  /// The slice that would begin the next step, while a pause withholds it from everybody.
  private HeldSlice withheld;

  /// The step whose end is being entered in the books, and when everything of it had arrived.
  private long closing = NO_STEP;

  private long completeNanos;

  /// Set once it is decided how the run ends: the books have the last word, and nothing that comes
  /// meanwhile changes it.
  private boolean ending;

  /// What an engine is given.
  ///
  /// @param pool buffers for what is sent
  /// @param bookkeeping runs what takes long, one after the other
  public record Setting(
      PreparedRun run,
      Reign reign,
      Rules rules,
      ChunkPool pool,
      Books books,
      Executor bookkeeping,
      LongSupplier nanoClock) {}

  /// @param trainee whose parameters are version `version`; the engine owns it from now on
  public RunEngine(Setting setting, Trainee trainee, long version) {
    this.run = setting.run();
    this.books = setting.books();
    this.nanoClock = setting.nanoClock();
    this.plan = Plan.from(setting.rules(), version, nanoClock.getAsLong());
    int chunk = run.configuration().wire().chunk();
    this.versions = new Versions(run.kernels(), trainee, version, chunk);
    this.version = version;
    this.broadcast = new Broadcast(setting, versions, peers);
    this.orders = new Orders(setting.reign(), peers);
    this.end = new RunEnd(setting.reign(), peers);
    this.bookkeeping = new Bookkeeping(books, setting.bookkeeping(), end);
    int shardsMax = run.batches().shardsIn(1);
    this.reduction = new StepReduction(run.kernels(), shardsMax, versions.chunkCount(), this);
    this.intake = new FrameIntake(this, setting, versions, reduction, peers, times);
    if (plan.step() <= run.lastStep()) {
      open(plan.step());
    } else {
      finish();
    }
  }

  private void open(long newStep) {
    step = newStep;
    examples = run.batches().examplesIn(newStep);
    openChunks.set(versions.chunkCount());
    reduction.begin(newStep, run.batches().shardsIn(newStep));
  }

  /// A worker has opened its stream. The same name again takes the place of the stream before.
  public void joined(WorkerId worker, Peer peer) {
    synchronized (this) {
      peers.put(worker, peer);
      end.announce(peer);
      on(new Event.Joined(worker));
    }
  }

  /// A stream is gone. Ignored when the worker has another one by now.
  public void lost(WorkerId worker, Peer peer, String reason) {
    synchronized (this) {
      if (peers.remove(worker, peer)) {
        times.forget(worker);
        on(new Event.Lost(worker, reason));
      }
    }
  }

  /// Time has passed: looks for late blocks and ended patience.
  public void tick() {
    synchronized (this) {
      on(new Event.Tick());
      if (stop.isOverdue(nanoClock.getAsLong()) && closing != step && !isEnding()) {
        endWithinStep();
      }
    }
  }

  /// Takes one frame of a worker's stream, and with it one reference of its payload.
  public void frame(WorkerId worker, Peer peer, WorkerFrame frame) {
    intake.frame(worker, peer, frame);
  }

  /// A worker lacks something.
  void asked(WorkerId worker, long holds) {
    synchronized (this) {
      on(new Event.ResyncAsked(worker, holds));
    }
  }

  /// A worker has said its last word about a block of which not all has arrived, or which another
  /// has completed.
  void torn(WorkerId worker, long ofStep, Block block) {
    synchronized (this) {
      on(new Event.BlockTorn(ofStep, block, worker));
    }
  }

  /// Something of a step has arrived: closes the block, and the step, that it completes.
  void settle(WorkerId worker, long ofStep, Block block, StepReduction.Arrival arrival) {
    boolean blockComplete = arrival == StepReduction.Arrival.BLOCK_COMPLETE;
    if (!blockComplete && (reduction.openRoots() > 0 || ofStep != step)) {
      return;
    }
    synchronized (this) {
      if (isEnding()) {
        return;
      }
      if (blockComplete) {
        on(new Event.BlockComplete(ofStep, block, worker));
      }
      if (ofStep == step && plan.step() == ofStep && reduction.openRoots() == 0) {
        completeStep();
      }
    }
  }

  /// The sum of a chunk is complete: makes its slice of the next version and sends it to all. The
  /// last slice of a step is held back until the step is closed: with it, workers begin the next
  /// one.
  @Override
  public void sum(int chunk, Piece sum) {
    long begin = nanoClock.getAsLong();
    Payload payload = ((PayloadPiece) sum).payload();
    versions.advance(step, examples, chunk, payload.array(), payload.at());
    long made = nanoClock.getAsLong();
    times.optimizer(made - begin);
    if (openChunks.decrementAndGet() == 0) {
      last = new HeldSlice(chunk, payload);
      return;
    }
    broadcast.slice(step, chunk, payload);
    times.handedOn(nanoClock.getAsLong() - made);
  }

  /// Everything of the step is here. It is entered in the books at once, unless that could take
  /// long: then the bookkeeping does it, and meanwhile frames and losses are taken as ever. The
  /// slice held back keeps the workers from the next step.
  private void completeStep() {
    if (closing == step) {
      return;
    }
    closing = step;
    completeNanos = nanoClock.getAsLong();
    boolean waits =
        step == run.lastStep()
            || (bookkeeping.isMeasuring() && books.endsEpoch(step))
            || !Double.isFinite(reduction.lossSum());
    if (waits) {
      bookkeeping.enter(this::closeStep);
      return;
    }
    try {
      enter(step);
    } catch (RuntimeException e) {
      end.failed(e);
      return;
    }
    goOn(step);
  }

  /// Nothing of the step changes while it is being closed.
  private void closeStep() {
    long done = step;
    enter(done);
    synchronized (this) {
      if (!isEnding()) {
        goOn(done);
      }
    }
  }

  private void enter(long done) {
    books.stepComplete(done, reduction, versions.fingerprint(done), versions.of(done));
  }

  private void goOn(long done) {
    times.step(done, completeNanos, nanoClock.getAsLong());
    version = done;
    lossNats = reduction.lossSum() / examples;
    HeldSlice held = last;
    last = null;
    if (stop.isAsked() && done < run.lastStep()) {
      held.payload().release();
      endInterrupted(() -> books.interrupt(done, versions.of(done)));
      return;
    }
    peers.discardBefore(done);
    if (done < run.lastStep()) {
      open(done + 1);
    }
    on(new Event.StepComplete(done));
    if (plan.phase() == Plan.Phase.PAUSED) {
      withheld = held;
    } else {
      broadcast.slice(done, held.chunk(), held.payload());
    }
    if (done < run.lastStep() && books.endsEpoch(done)) {
      bookkeeping.measure(done, versions.of(done));
    }
  }

  private void endInterrupted(Supplier<TrainingResult> entry) {
    ending = true;
    plan = plan.givenUp(nanoClock.getAsLong());
    bookkeeping.close(entry);
  }

  /// The step in progress does not end: too few workers, or slow ones. While no slice of it is
  /// made, parameters and moments are those of the version before; else the newest checkpoint has
  /// to do.
  private void endWithinStep() {
    long whole = step - 1;
    reduction.begin(NO_STEP, 1); // From here on nothing is taken, and nothing is under way.
    boolean untouched = openChunks.get() == versions.chunkCount();
    endInterrupted(
        untouched
            ? () -> books.interrupt(whole, versions.of(whole))
            : books::interruptAtCheckpoint);
  }

  private boolean isEnding() {
    return ending || end.isReached();
  }

  private void on(Event event) {
    if (isEnding()) {
      return;
    }
    Transition transition = plan.on(event, nanoClock.getAsLong());
    plan = transition.next();
    transition.actions().forEach(this::perform);
  }

  private void perform(Action action) {
    switch (action) {
      case Action.Assign assign -> orders.assign(assign);
      case Action.Deal deal -> orders.deal(deal);
      case Action.SendVersion send -> sendVersion(send);
      case Action.Pause(String reason) -> LOG.warn("{}", reason);
      case Action.Resume(String reason) -> {
        LOG.info("{}", reason);
        if (withheld != null) {
          broadcast.slice(step - 1, withheld.chunk(), withheld.payload());
          withheld = null;
        }
      }
      case Action.Note(String reason) -> LOG.info("{}", reason);
      case Action.Warn(String reason) -> LOG.warn("{}", reason);
      case Action.Finish _ -> finish();
      case Action.GiveUp(String reason) ->
          end.gaveUp(CoordinatorFailures.tooFewWorkers(reason, "step " + step));
    }
  }

  /// Sends what is whole first, then whatever is complete of the version in progress. From then on
  /// the worker gets every new slice; one that completes in between may come twice, which does no
  /// harm.
  private void sendVersion(Action.SendVersion send) {
    LOG.info("{}", send.reason());
    Peer peer = peers.get(send.worker()).orElse(null);
    if (peer == null) {
      return;
    }
    if (send.holds() < step - 1) {
      broadcast.whole(peer, step - 1, chunk -> HeldSlice.isHeld(withheld, chunk));
    }
    peers.attach(send.worker());
    broadcast.completeSlices(peer, step, reduction, chunk -> HeldSlice.isHeld(last, chunk));
  }

  /// All steps are done.
  private void finish() {
    ending = true;
    float[] last = versions.of(run.lastStep());
    bookkeeping.close(() -> {
      if (step == run.lastStep() && books.endsEpoch(step)) {
        books.epochComplete(step, last);
      }
      return books.finish(last);
    });
  }

  /// Stops when the step in progress is complete, at a version from which the run can go on.
  /// [#result] tells when.
  public void interrupt() {
    stop.ask(nanoClock.getAsLong());
  }

  /// Stops at once; whatever comes afterwards is ignored. Books are not entered any more. Workers
  /// are left to the coordinator that follows.
  void stop(LockstepException reason) {
    synchronized (this) {
      end.left(reason);
    }
  }

  /// Completes when the run has ended, with the failure if it failed.
  public CompletableFuture<TrainingResult> result() {
    return end.result();
  }

  StepTimes times() {
    return times;
  }

  /// Newest complete version.
  public long version() {
    return version;
  }

  /// Mean loss of the newest complete step; NaN before the first.
  double lossNats() {
    return lossNats;
  }

  /// What the run waits for, in words.
  public synchronized String situation() {
    return "step %d %s: %d roots open; waiting for %s"
        .formatted(plan.step(), plan.phase(), reduction.openRoots(), plan.open());
  }

  Map<WorkerId, Long> workers() {
    return peers.progress();
  }
}
