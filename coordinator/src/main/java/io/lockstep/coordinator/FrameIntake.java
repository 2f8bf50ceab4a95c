package io.lockstep.coordinator;

import io.lockstep.plan.WorkerId;
import io.lockstep.reduce.StepReduction;
import io.lockstep.wire.CoordinatorFrame;
import io.lockstep.wire.Reign;
import io.lockstep.wire.WorkerFrame;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks at what workers send before anything is done with it: whose word it is, whether it fits
/// this run. Frames of different workers may come at once.
final class FrameIntake {

  private static final Logger LOG = LoggerFactory.getLogger(FrameIntake.class);

  private final RunEngine engine;
  private final Reign reign;
  private final Versions versions;
  private final StepReduction reduction;
  private final PeerTable peers;
  private final StepTimes times;
  private final LongSupplier nanoClock;

  FrameIntake(
      RunEngine engine,
      RunEngine.Setting setting,
      Versions versions,
      StepReduction reduction,
      PeerTable peers,
      StepTimes times) {
    this.engine = engine;
    this.reign = setting.reign();
    this.versions = versions;
    this.reduction = reduction;
    this.peers = peers;
    this.times = times;
    this.nanoClock = setting.nanoClock();
  }

  /// Takes one frame of a worker's stream, and with it one reference of its payload.
  void frame(WorkerId worker, Peer peer, WorkerFrame frame) {
    if (!frame.reign().equals(reign)) {
      if (frame instanceof WorkerFrame.GradientChunk chunk) {
        chunk.payload().release();
      }
      return;
    }
    switch (frame) {
      case WorkerFrame.GradientChunk chunk -> gradient(worker, chunk);
      case WorkerFrame.BlockDone done -> blockDone(worker, done);
      case WorkerFrame.Resync(Reign _, long holds) -> engine.asked(worker, holds);
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
    long begin = nanoClock.getAsLong();
    StepReduction.Arrival arrival =
        reduction.offer(chunk.step(), chunk.block(), index, new PayloadPiece(chunk.payload()));
    times.offered(nanoClock.getAsLong() - begin);
    engine.settle(worker, chunk.step(), chunk.block(), arrival);
  }

  private void blockDone(WorkerId worker, WorkerFrame.BlockDone done) {
    times.blockDone(worker, done.step(), done.times(), nanoClock.getAsLong());
    peers.progress(worker, done.step());
    StepReduction.Arrival arrival =
        reduction.offerTally(
            done.step(), done.block(), done.lossSum(), done.correct(), worker.name());
    engine.settle(worker, done.step(), done.block(), arrival);
    if (arrival == StepReduction.Arrival.TAKEN || arrival == StepReduction.Arrival.DUPLICATE) {
      engine.torn(worker, done.step(), done.block());
    }
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
