package io.lockstep.coordinator;

import io.lockstep.kernel.Kernels;
import io.lockstep.layout.ParameterLayout;
import io.lockstep.plan.Action;
import io.lockstep.plan.Dealt;
import io.lockstep.plan.Event;
import io.lockstep.plan.WorkerId;
import io.lockstep.reduce.BlockPrint;
import io.lockstep.reduce.StepReduction;
import io.lockstep.shard.BatchPlan;
import io.lockstep.shard.Block;
import io.lockstep.wire.CoordinatorFrame;
import io.lockstep.wire.Payload;
import io.lockstep.wire.Reign;
import io.lockstep.wire.WorkerFrame;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/// Looks at what workers send before anything is done with it: whose word it is, whether it fits
/// this run, whether it was asked for, whether it can be believed. Frames of different workers may
/// come at once; those of one worker come one at a time.
final class FrameIntake {

  private static final Logger LOG = LoggerFactory.getLogger(FrameIntake.class);

  /// Steps count from 1.
  private static final long NO_STEP = -1;

  private final RunEngine engine;
  private final Reign reign;
  private final Versions versions;
  private final StepReduction reduction;
  private final PeerTable peers;
  private final StepTimes times;
  private final Pace pace;
  private final Speeds speeds;
  private final WorkCosts costs = new WorkCosts();
  private final BatchPlan batches;
  private final Arrivals arrivals = new Arrivals();
  private final LongSupplier nanoClock;
  private final Kernels kernels;
  private final ParameterLayout layout;
  private final CheckedBlocks checked;
  private final OnceAMinute lateChecks = new OnceAMinute();

  /// By worker: what of the block at hand was left out because it is not finite.
  private final Map<WorkerId, LeftOut> leftOut = new ConcurrentHashMap<>();

  /// In this step numbers that are not finite count like others.
  private volatile long admitted = NO_STEP;

  /// @param where the name of a tensor
  private record LeftOut(long step, Block block, String where) {}

  FrameIntake(RunEngine engine, RunEngine.Setting setting, StepAtHand step, PeerTable peers) {
    this.engine = engine;
    this.reign = setting.reign();
    this.versions = step.versions();
    this.reduction = step.reduction();
    this.peers = peers;
    this.times = step.times();
    this.nanoClock = setting.nanoClock();
    this.speeds = new Speeds(nanoClock);
    this.batches = setting.rules().batches();
    this.pace =
        new Pace(setting.rules().stragglerFactor(), batches.shardsIn(1), nanoClock.getAsLong());
    this.kernels = setting.run().kernels();
    this.layout = setting.run().network().layout();
    this.checked = new CheckedBlocks(versions.chunkCount());
  }

  /// Takes one frame of a worker's stream, and with it one reference of its payload.
  void frame(WorkerId worker, Peer peer, WorkerFrame frame) {
    if (!frame.reign().equals(reign)) {
      if (frame instanceof WorkerFrame.GradientChunk chunk) {
        chunk.payload().release();
      }
      return;
    }
    arrivals.heard(worker, nanoClock.getAsLong());
    switch (frame) {
      case WorkerFrame.GradientChunk chunk -> gradient(worker, chunk);
      case WorkerFrame.BlockDone done -> blockDone(worker, done);
      case WorkerFrame.BlockPrints prints -> prints(worker, prints);
      case WorkerFrame.BlockMeasured measured -> {
        if (engine.measured(worker, measured) == Measures.Arrival.MISFIT) {
          refuse(worker, "what block %d was measured to".formatted(measured.block()));
        }
      }
      case WorkerFrame.Resync(Reign _, long holds) ->
          engine.heard(new Event.ResyncAsked(worker, holds));
      case WorkerFrame.Leave(Reign _, String reason) ->
          engine.lost(worker, peer, "left: " + reason);
      case WorkerFrame.Damaged damaged ->
          LOG.warn(
              "frame damaged worker={} step={} chunk={} reason=\"{}\"; its block will be dealt again",
              worker,
              damaged.step(),
              damaged.chunk(),
              damaged.reason());
      case WorkerFrame.Hello _ -> {}
    }
  }

  private void gradient(WorkerId worker, WorkerFrame.GradientChunk chunk) {
    int index = chunk.chunk();
    boolean fits =
        index < versions.chunkCount()
            && chunk.offset() == versions.offset(index)
            && chunk.payload().length() == versions.length(index);
    if (!fits) {
      chunk.payload().release();
      refuse(
          worker,
          "chunk %d of %d floats at %d does not fit this run's layout"
              .formatted(index, chunk.payload().length(), chunk.offset()));
      return;
    }
    Optional<Dealt> dealt = engine.plan().dealtTo(worker, chunk.step(), chunk.block());
    Payload payload = chunk.payload();
    if (dealt.isEmpty()) {
      payload.release(); // Of a block that is complete, or that nobody has asked this worker for.
    } else if (dealt.get().isChecked()) {
      CheckedBlocks.Item item = new CheckedBlocks.Item.Chunk(worker, index, payload);
      long print = BlockPrint.ofChunk(kernels, payload.array(), payload.at(), payload.length());
      check(chunk.step(), chunk.block(), item, print);
    } else if (isFinite(payload) || admitted == chunk.step()) {
      count(chunk.step(), chunk.block(), worker, index, payload);
    } else {
      leftOut.put(worker, new LeftOut(chunk.step(), chunk.block(), tensorOf(index, payload)));
      payload.release();
    }
  }

  private boolean isFinite(Payload payload) {
    return kernels.isFinite(payload.array(), payload.at(), payload.length());
  }

  /// The tensor of the first number that is not finite.
  private String tensorOf(int chunk, Payload payload) {
    int first = 0;
    while (Float.isFinite(payload.array()[payload.at() + first])) {
      first++;
    }
    int at = versions.offset(chunk) + first;
    return layout.tensors().stream()
        .filter(tensor -> tensor.offset() <= at && at < tensor.offset() + tensor.length())
        .map(tensor -> "a gradient of " + tensor.name())
        .findFirst()
        .orElse("a gradient");
  }

  private void count(long step, Block block, WorkerId worker, int chunk, Payload payload) {
    long begin = nanoClock.getAsLong();
    StepReduction.Arrival arrival = reduction.offer(step, block, chunk, new PayloadPiece(payload));
    times.offered(nanoClock.getAsLong() - begin);
    if (arrival == StepReduction.Arrival.TAKEN) {
      arrivals.counted();
    }
    engine.settle(worker, step, block, arrival);
  }

  private void blockDone(WorkerId worker, WorkerFrame.BlockDone done) {
    LeftOut left = leftOut.remove(worker);
    Optional<Dealt> dealt = engine.plan().dealtTo(worker, done.step(), done.block());
    if (dealt.isEmpty()) {
      return;
    }
    long now = nanoClock.getAsLong();
    times.blockDone(worker, done.step(), done.times(), now);
    speeds.blockDone(worker, done.examples());
    int inBatch = batches.shardsIn(done.step());
    int shards = done.block().endShard(inBatch) - done.block().firstShard();
    pace.blockDone(worker, done.step(), shards, done.times(), now);
    costs.blockDone(worker, shards, done.times(), now);
    peers.progress(worker, done.step());
    boolean isLeftOut =
        left != null && left.step() == done.step() && left.block().equals(done.block());
    boolean mustBeFinite = !dealt.get().isChecked() && admitted != done.step();
    if (isLeftOut && mustBeFinite) {
      engine.heard(new Event.BlockNotFinite(done.step(), done.block(), worker, left.where()));
    } else if (mustBeFinite && !Double.isFinite(done.lossSum())) {
      engine.heard(new Event.BlockNotFinite(done.step(), done.block(), worker, "the loss"));
    } else if (dealt.get().isChecked()) {
      CheckedBlocks.Item item =
          new CheckedBlocks.Item.Tally(worker, done.lossSum(), done.correct());
      long print = BlockPrint.ofTally(done.lossSum(), done.correct());
      if (!check(done.step(), done.block(), item, print)) {
        engine.heard(new Event.BlockTorn(done.step(), done.block(), worker));
      }
    } else {
      StepReduction.Arrival arrival =
          countTally(done.step(), done.block(), worker, done.lossSum(), done.correct());
      if (arrival == StepReduction.Arrival.TAKEN || arrival == StepReduction.Arrival.DUPLICATE) {
        engine.heard(new Event.BlockTorn(done.step(), done.block(), worker));
      }
    }
  }

  private void prints(WorkerId worker, WorkerFrame.BlockPrints prints) {
    int chunks = versions.chunkCount();
    if (prints.chunks().size() != chunks) {
      refuse(worker, "prints of %d chunks, not %d".formatted(prints.chunks().size(), chunks));
      return;
    }
    for (int at = 0; at <= chunks; at++) {
      Optional<Dealt> dealt = engine.plan().dealtTo(worker, prints.step(), prints.block());
      if (dealt.filter(Dealt::isChecked).isPresent()) {
        long print = at < chunks ? prints.chunks().get(at) : prints.tally();
        check(prints.step(), prints.block(), new CheckedBlocks.Item.Print(worker, at), print);
      }
    }
  }

  private StepReduction.Arrival countTally(
      long step, Block block, WorkerId worker, double lossSum, long correct) {
    StepReduction.Arrival arrival =
        reduction.offerTally(step, block, lossSum, correct, worker.name());
    engine.settle(worker, step, block, arrival);
    return arrival;
  }

  /// Of a checked block counts what two have sent. Whoever has sent all of it is heard before the
  /// last of it counts, since that may close the block.
  ///
  /// @return whether all of the block has come from this worker
  private boolean check(long step, Block block, CheckedBlocks.Item item, long print) {
    CheckedBlocks.Arrival arrival = checked.arrived(step, block, item, print);
    arrivals.counted();
    arrival
        .claim()
        .ifPresent(
            claim -> engine.heard(new Event.BlockClaimed(step, block, item.worker(), claim)));
    arrival.counts().forEach(counts -> count(step, block, counts));
    if (isUnchecked(step, block, item.worker())) {
      endCheck(step, block); // The check has ended since this item was let in.
    }
    return arrival.claim().isPresent();
  }

  private boolean isUnchecked(long step, Block block, WorkerId worker) {
    return engine
        .plan()
        .dealtTo(worker, step, block)
        .filter(dealt -> !dealt.isChecked())
        .isPresent();
  }

  private void endCheck(long step, Block block) {
    for (CheckedBlocks.Item held : checked.end(block)) {
      if (isUnchecked(step, block, held.worker())) {
        count(step, block, held);
      } else {
        CheckedBlocks.release(held);
      }
    }
  }

  private void count(long step, Block block, CheckedBlocks.Item item) {
    switch (item) {
      case CheckedBlocks.Item.Chunk(WorkerId worker, int index, Payload payload) ->
          count(step, block, worker, index, payload);
      case CheckedBlocks.Item.Tally(WorkerId worker, double lossSum, long correct) ->
          countTally(step, block, worker, lossSum, correct);
      case CheckedBlocks.Item.Print _ -> {} // There is nothing to add.
    }
  }

  /// A step begins.
  void begin(long step) {
    checked.begin(step);
    pace.begun(step, nanoClock.getAsLong());
  }

  /// After a pause, or at the beginning: time begins to count.
  void resumed(long step) {
    pace.begun(step, nanoClock.getAsLong());
  }

  /// Who is slow, in words: once a minute, and nothing in between.
  List<String> slowWorkers() {
    return pace.report(engine.plan().stragglers().keySet(), peers, nanoClock.getAsLong());
  }

  WorkCosts costs() {
    return costs;
  }

  Speeds speeds() {
    return speeds;
  }

  Arrivals arrivals() {
    return arrivals;
  }

  void admit(long step) {
    admitted = step;
  }

  void uncheck(Action.Uncheck uncheck) {
    boolean warns =
        uncheck.held() == Action.Uncheck.Held.COUNTS_AS_LATE
            && lateChecks.isDue(nanoClock.getAsLong());
    Level usual =
        uncheck.held() == Action.Uncheck.Held.COUNTS_OF_STAND_IN ? Level.DEBUG : Level.INFO;
    LOG.atLevel(warns ? Level.WARN : usual).log("{}", uncheck.reason());
    switch (uncheck.held()) {
      case COUNTS, COUNTS_AS_LATE, COUNTS_OF_STAND_IN -> endCheck(uncheck.step(), uncheck.block());
      case DROPPED -> checked.end(uncheck.block()).forEach(CheckedBlocks::release);
    }
  }

  /// A worker is gone.
  void forget(WorkerId worker) {
    leftOut.remove(worker);
    checked.forget(worker);
    times.forget(worker);
    pace.forget(worker);
    speeds.forget(worker);
    costs.forget(worker);
    arrivals.forget(worker);
  }

  private void refuse(WorkerId worker, String reason) {
    LOG.warn("worker refused worker={} reason=\"{}\"", worker, reason);
    peers
        .get(worker)
        .ifPresent(peer -> {
          peer.send(new CoordinatorFrame.Refused(reign, CoordinatorFailures.misfit(reason)));
          peer.close(reason);
        });
  }
}
