package io.lockstep.simulation;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.measure.Tally;
import io.lockstep.shard.Share;
import io.lockstep.wire.ChunkPool;
import io.lockstep.wire.CoordinatorFrame;
import io.lockstep.wire.Frame;
import io.lockstep.wire.Payload;
import io.lockstep.wire.Reign;
import io.lockstep.wire.TensorFrame;
import io.lockstep.wire.WorkerFrame;

/// Copies of frames, as a network makes them: true, damaged, or of somebody else's.
final class SimulatedFrames {

  private final ChunkPool pool;
  private final Plant plant;

  SimulatedFrames(ChunkPool pool, Plant plant) {
    this.pool = pool;
    this.plant = plant;
  }

  Plant plant() {
    return plant;
  }

  /// What adding a chunk twice would come to, where it is sent twice.
  void plantTwice(Frame frame, int times) {
    if (plant == Plant.DUPLICATE_IS_SUMMED
        && times > 1
        && frame instanceof WorkerFrame.GradientChunk chunk) {
      Payload payload = chunk.payload();
      for (int i = payload.at(); i < payload.at() + payload.length(); i++) {
        payload.array()[i] *= 2;
      }
    }
  }

  CoordinatorFrame copy(CoordinatorFrame frame) {
    return frame instanceof CoordinatorFrame.ParameterChunk chunk
        ? chunk(chunk.reign(), chunk, copy(chunk.payload()))
        : frame;
  }

  WorkerFrame copy(WorkerFrame frame) {
    return frame instanceof WorkerFrame.GradientChunk chunk
        ? chunk(chunk.reign(), chunk, copy(chunk.payload()))
        : frame;
  }

  /// What is left of a frame whose checksum does not fit.
  CoordinatorFrame damaged(CoordinatorFrame frame) {
    if (plant == Plant.DAMAGED_CHUNK_IS_BELIEVED
        && frame instanceof CoordinatorFrame.ParameterChunk chunk) {
      return chunk(chunk.reign(), chunk, wrong(chunk.payload()));
    }
    return frame instanceof CoordinatorFrame.ParameterChunk chunk
        ? new CoordinatorFrame.Damaged(chunk.reign(), chunk.version(), chunk.chunk(), "checksum")
        : frame;
  }

  WorkerFrame damaged(WorkerFrame frame) {
    if (plant == Plant.DAMAGED_CHUNK_IS_BELIEVED
        && frame instanceof WorkerFrame.GradientChunk chunk) {
      return chunk(chunk.reign(), chunk, wrong(chunk.payload()));
    }
    return frame instanceof WorkerFrame.GradientChunk chunk
        ? new WorkerFrame.Damaged(
            chunk.reign(), chunk.step(), chunk.block(), chunk.chunk(), "checksum")
        : frame;
  }

  /// A frame like this one from another reign, with wrong numbers in it; where it has none, the
  /// word that would do most harm.
  CoordinatorFrame foreign(CoordinatorFrame frame, Reign reign) {
    return switch (frame) {
      case CoordinatorFrame.ParameterChunk chunk -> chunk(reign, chunk, wrong(chunk.payload()));
      case CoordinatorFrame.Assignment told ->
          new CoordinatorFrame.Assignment(
              reign, told.generation() + 1, told.fromStep(), new Share(0, 1));
      case CoordinatorFrame.Deal _, CoordinatorFrame.Check _, CoordinatorFrame.Measure _ ->
          new CoordinatorFrame.Finish(reign, 1, "", CoordinatorFrame.Finish.End.COMPLETE, "wrong");
      case CoordinatorFrame.Horizon(var _, long step) ->
          new CoordinatorFrame.Horizon(reign, step + 100);
      case CoordinatorFrame.Recall _ -> new CoordinatorFrame.Recall(reign, 0);
      case CoordinatorFrame.Finish _, CoordinatorFrame.Refused _, CoordinatorFrame.Damaged _ ->
          new CoordinatorFrame.Refused(reign, Failure.of(ExitCode.CLUSTER, "wrong"));
    };
  }

  WorkerFrame foreign(WorkerFrame frame, Reign reign) {
    return switch (frame) {
      case WorkerFrame.GradientChunk chunk -> chunk(reign, chunk, wrong(chunk.payload()));
      case WorkerFrame.BlockDone done ->
          new WorkerFrame.BlockDone(
              reign, done.step(), done.block(), 1e9, 0, done.examples(), done.times());
      case WorkerFrame.BlockMeasured measured ->
          new WorkerFrame.BlockMeasured(
              reign,
              measured.version(),
              measured.part(),
              measured.block(),
              new Tally(
                  measured.tally().examples(),
                  new double[measured.tally().sums().length],
                  new long[measured.tally().counts().length],
                  measured.tally().scores(),
                  measured.tally().classes()));
      case WorkerFrame.BlockPrints _,
          WorkerFrame.Resync _,
          WorkerFrame.Leave _,
          WorkerFrame.Damaged _,
          WorkerFrame.Hello _ ->
          new WorkerFrame.Leave(reign, "wrong");
    };
  }

  private static CoordinatorFrame chunk(
      Reign reign, CoordinatorFrame.ParameterChunk chunk, Payload payload) {
    return new CoordinatorFrame.ParameterChunk(
        reign, chunk.version(), chunk.chunk(), chunk.offset(), payload);
  }

  private static WorkerFrame chunk(Reign reign, WorkerFrame.GradientChunk chunk, Payload payload) {
    return new WorkerFrame.GradientChunk(
        reign, chunk.step(), chunk.block(), chunk.chunk(), chunk.offset(), payload);
  }

  private Payload copy(Payload payload) {
    Payload copied = pool.take(payload.length());
    System.arraycopy(payload.array(), payload.at(), copied.array(), copied.at(), payload.length());
    return copied;
  }

  private Payload wrong(Payload payload) {
    Payload copied = copy(payload);
    for (int i = copied.at(); i < copied.at() + copied.length(); i++) {
      copied.array()[i] += 1;
    }
    return copied;
  }

  static void release(Frame frame) {
    if (frame instanceof TensorFrame tensor) {
      tensor.payload().release();
    }
  }
}
