package io.lockstep.worker;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.kernel.Kernels;
import io.lockstep.lane.Measurement;
import io.lockstep.measure.Tally;
import io.lockstep.plan.WorkerPlan;
import io.lockstep.plan.WorkerPlan.Action;
import io.lockstep.plan.WorkerPlan.Event;
import io.lockstep.reduce.BlockPrint;
import io.lockstep.reduce.Piece;
import io.lockstep.shard.BatchPlan;
import io.lockstep.shard.Block;
import io.lockstep.shard.Share;
import io.lockstep.training.PreparedRun;
import io.lockstep.wire.CoordinatorFrame;
import io.lockstep.wire.Payload;
import io.lockstep.wire.Reign;
import io.lockstep.wire.WorkerFrame;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A worker's side of one stream: takes versions and assignments, has blocks computed, sends what
/// they give. What to compute next is decided by the [WorkerPlan]. It has no thread and no clock of
/// its own, so a simulation can drive it as the cluster does.
public final class WorkerEngine {

  private static final Logger LOG = LoggerFactory.getLogger(WorkerEngine.class);

  /// Patience of a real worker: far above a step, far below a person's.
  private static final long RESYNC_NANOS = 5_000_000_000L;

  private static final long NONE = -1;

  /// Before the coordinator has said anything of the end of a run.
  private static final long NOTHING_CERTAIN = 0;

  private final PreparedRun run;
  private final Reign reign;
  private final BatchPlan batches;
  private final BlockRunner runner;
  private final Upstream upstream;
  private final LongSupplier nanoClock;
  private final VersionBuffers versions;
  private final int chunk;
  private final AtomicLong stepAtHand = new AtomicLong();
  private final CompletableFuture<WorkerEnd> end = new CompletableFuture<>();
  private final BlockClock clock;
  private final Kernels kernels;

  /// Blocks of which only prints are to be sent.
  private final Set<WorkerPlan.DealtHere> printsOnly = new HashSet<>();

  /// The only version that is taken and measured from now on, once no step comes any more.
  private volatile long recalled = NONE;

  private WorkerPlan plan;
  private final long resyncNanos;
  private long sliceNanos;

  /// What tells the time.
  ///
  /// @param resyncNanos without any news for this long a worker asks for the version again
  public record Time(LongSupplier nanoClock, long resyncNanos) {

    /// With the patience of a real worker.
    public Time(LongSupplier nanoClock) {
      this(nanoClock, RESYNC_NANOS);
    }
  }

  public WorkerEngine(
      PreparedRun run, Reign reign, BlockRunner runner, Upstream upstream, Time time) {
    this.run = run;
    this.reign = reign;
    this.batches = run.batches();
    this.kernels = run.kernels();
    this.runner = runner;
    this.upstream = upstream;
    this.nanoClock = time.nanoClock();
    this.chunk = run.configuration().wire().chunk();
    this.versions = new VersionBuffers(run.network().layout().length(), chunk);
    this.clock = new BlockClock(upstream, nanoClock);
    this.resyncNanos = time.resyncNanos();
    this.sliceNanos = nanoClock.getAsLong();
    long horizon = run.course().isDecidedByMetrics() ? NOTHING_CERTAIN : run.lastStep();
    this.plan = WorkerPlan.fresh(batches, horizon, resyncNanos, sliceNanos);
  }

  /// Takes one frame, and with it one reference of its payload.
  public void frame(CoordinatorFrame frame) {
    if (!frame.reign().equals(reign)) {
      if (frame instanceof CoordinatorFrame.ParameterChunk foreign) {
        foreign.payload().release();
      }
      return;
    }
    switch (frame) {
      case CoordinatorFrame.ParameterChunk slice -> parameters(slice);
      case CoordinatorFrame.Assignment(var _, long generation, long fromStep, Share share) ->
          on(new Event.Assigned(generation, fromStep, share));
      case CoordinatorFrame.Deal(var _, long step, var blocks, String reason) -> {
        LOG.debug("dealt step={} blocks={} reason=\"{}\"", step, blocks.size(), reason);
        dealt(step, blocks);
      }
      case CoordinatorFrame.Check(var _, long step, Block block, String reason) -> {
        LOG.debug("check step={} reason=\"{}\"", step, reason);
        check(step, block);
      }
      case CoordinatorFrame.Measure ask -> {
        LOG.debug("measure version={} part={}", ask.version(), ask.part());
        measureAsked(ask);
      }
      case CoordinatorFrame.Recall(var _, long version) -> recalled(version);
      case CoordinatorFrame.Horizon(var _, long step) -> on(new Event.HorizonMoved(step));
      case CoordinatorFrame.Finish(var _, long version, String sha256, var how, String _) ->
          finish(new WorkerEnd.Finished(version, sha256, how));
      case CoordinatorFrame.Refused(var _, Failure failure) ->
          finish(new WorkerEnd.Dismissed(failure));
      case CoordinatorFrame.Damaged damaged -> {
        LOG.warn(
            "frame damaged version={} chunk={} reason=\"{}\"; asking again",
            damaged.version(),
            damaged.chunk(),
            damaged.reason());
        upstream.send(new WorkerFrame.Resync(reign, versions.completeVersion()));
      }
    }
  }

  /// Blocks that are not there are not measured: the coordinator would not believe them either.
  private void measureAsked(CoordinatorFrame.Measure ask) {
    var asked =
        new WorkerPlan.MeasureHere(ask.version(), ask.part(), ask.firstBlock(), ask.endBlock());
    run.measurement(ask.part())
        .filter(measurement -> ask.endBlock() <= measurement.plan().blocks())
        .ifPresent(_ -> on(new Event.MeasureAsked(asked)));
  }

  private synchronized void dealt(long step, List<Block> blocks) {
    blocks.forEach(block -> printsOnly.remove(new WorkerPlan.DealtHere(step, block)));
    on(new Event.Dealt(step, blocks));
  }

  /// A coordinator with more chunks than prints have room for is given the numbers.
  private synchronized void check(long step, Block block) {
    if (versions.chunkCount() <= WorkerFrame.BlockPrints.CHUNKS_MAX) {
      printsOnly.add(new WorkerPlan.DealtHere(step, block));
    }
    on(new Event.Dealt(step, List.of(block)));
  }

  /// What has come of that version already counts.
  private synchronized void recalled(long version) {
    LOG.debug("recalled version={}", version);
    if (recalled != version && versions.completeVersion() != version) {
      versions.recall();
    }
    recalled = version;
    on(new Event.Recalled(version));
  }

  private synchronized void parameters(CoordinatorFrame.ParameterChunk slice) {
    Payload payload = slice.payload();
    sliceNanos = nanoClock.getAsLong();
    try {
      if (!versions.fits(slice.chunk(), slice.offset(), payload.length())) {
        finish(
            new WorkerEnd.Dismissed(
                Failure.of(
                        ExitCode.CLUSTER,
                        "chunk %d of %d floats does not fit this worker's layout"
                            .formatted(slice.chunk(), payload.length()))
                    .at("version %d".formatted(slice.version()))
                    .advising("start this worker with the configuration and version of the run")));
        return;
      }
      boolean isWanted = recalled == NONE || slice.version() == recalled;
      if (isWanted
          && versions.store(
              slice.version(), slice.chunk(), payload.array(), payload.at(), payload.length())) {
        on(new Event.VersionComplete(slice.version()));
      }
    } finally {
      payload.release();
    }
  }

  /// Time has passed: asks again when nothing happens.
  public void tick() {
    synchronized (this) {
      // A version that takes long to arrive is no reason to ask for it again.
      if (nanoClock.getAsLong() - sliceNanos >= resyncNanos) {
        on(new Event.Tick());
      }
    }
  }

  /// The stream is gone.
  public void disconnected(String reason) {
    finish(new WorkerEnd.Disconnected(reason));
  }

  private void finish(WorkerEnd how) {
    stepAtHand.set(Long.MAX_VALUE);
    upstream.discardBefore(Long.MAX_VALUE);
    end.complete(how);
  }

  private synchronized void on(Event event) {
    WorkerPlan.Transition transition = plan.on(event, nanoClock.getAsLong());
    plan = transition.next();
    transition.actions().forEach(this::perform);
  }

  private void perform(Action action) {
    if (end.isDone()) {
      return;
    }
    switch (action) {
      case Action.Compute(long step, Block block, String _) -> compute(step, block);
      case Action.Measure(WorkerPlan.MeasureHere asked, String _) -> measure(asked);
      case Action.Abandon(long step, String _) -> {
        stepAtHand.accumulateAndGet(step + 1, Math::max);
        printsOnly.removeIf(asked -> asked.step() <= step);
        upstream.discardBefore(step + 1);
      }
      case Action.AskResync(long held, String reason) -> {
        LOG.info("{}; asking again", reason);
        versions.startOver();
        upstream.send(new WorkerFrame.Resync(reign, held));
      }
    }
  }

  private void compute(long step, Block block) {
    if (printsOnly.contains(new WorkerPlan.DealtHere(step, block))) {
      print(step, block);
      return;
    }
    runner.begin(
        new BlockRunner.Job(
            step,
            block,
            this::lend,
            (index, piece) -> send(step, block, index, piece),
            (loss, correct, nanos) -> computed(step, block, loss, correct, clock.ended(nanos))));
  }

  private void print(long step, Block block) {
    Long[] prints = new Long[versions.chunkCount()];
    runner.begin(
        new BlockRunner.Job(
            step,
            block,
            this::lend,
            (index, piece) -> {
              prints[index] =
                  BlockPrint.ofChunk(kernels, piece.array(), piece.at(), piece.length());
              piece.release();
            },
            (loss, correct, nanos) -> {
              clock.ended(nanos);
              printed(step, block, List.of(prints), BlockPrint.ofTally(loss, correct));
            }));
  }

  /// Meanwhile the numbers may have been asked for as well.
  private synchronized void printed(long step, Block block, List<Long> prints, long tally) {
    if (step >= stepAtHand.get()) {
      upstream.send(new WorkerFrame.BlockPrints(reign, step, block, prints, tally));
    }
    boolean wanted = !printsOnly.remove(new WorkerPlan.DealtHere(step, block));
    on(new Event.BlockComputed(step, block));
    if (wanted) {
      on(new Event.Dealt(step, List.of(block)));
    }
  }

  private void measure(WorkerPlan.MeasureHere asked) {
    Measurement measurement = run.measurement(asked.part()).orElseThrow();
    runner.begin(
        new BlockRunner.Measure(
            measurement,
            asked.firstBlock(),
            asked.endBlock(),
            this::lend,
            (block, tally) -> measured(asked, block, tally),
            () -> {
              clock.ended(0);
              on(new Event.Measured(asked));
            }));
  }

  /// On a lane. Once another version is here, lanes may have been given that instead.
  private void measured(WorkerPlan.MeasureHere asked, int block, Tally tally) {
    long last = recalled;
    if (last == NONE ? asked.version() + 1 >= stepAtHand.get() : asked.version() == last) {
      upstream.send(
          new WorkerFrame.BlockMeasured(reign, asked.version(), asked.part(), block, tally));
    }
  }

  private synchronized float[] lend() {
    clock.begun();
    return versions.use();
  }

  private void send(long step, Block block, int index, Piece piece) {
    if (step < stepAtHand.get()) {
      piece.release();
      return;
    }
    long begin = nanoClock.getAsLong();
    Payload payload = Payload.borrowed(piece.array(), piece.at(), piece.length(), piece::release);
    upstream.send(new WorkerFrame.GradientChunk(reign, step, block, index, index * chunk, payload));
    clock.sent(begin);
  }

  private void computed(
      long step, Block block, double lossSum, long correct, WorkerFrame.BlockTimes times) {
    int examples = batches.blockEnd(block, step) - batches.blockBegin(block);
    if (step >= stepAtHand.get()) {
      upstream.send(
          new WorkerFrame.BlockDone(reign, step, block, lossSum, correct, examples, times));
    }
    on(new Event.BlockComputed(step, block));
  }

  /// Completes when this worker's part is over.
  public CompletableFuture<WorkerEnd> end() {
    return end;
  }

  /// What this worker does or waits for, in words.
  public synchronized String situation() {
    return "holds version %d, %s, queue %s, share %s"
        .formatted(plan.held(), plan.doing(), plan.queue(), plan.assigned());
  }

  /// Newest version held whole, -1 for none.
  public synchronized long version() {
    return versions.completeVersion();
  }
}
