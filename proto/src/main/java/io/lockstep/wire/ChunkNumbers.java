package io.lockstep.wire;

/// What a tensor frame says about its payload.
///
/// @param step step of a gradient or a sum, version of parameters
/// @param level block level; 0 for parameters and sums
/// @param index block index; 0 for parameters and sums
record ChunkNumbers(long step, int level, int index, int chunk, int offset) {

  static ChunkNumbers of(TensorFrame frame) {
    return switch (frame) {
      case WorkerFrame.GradientChunk g ->
          new ChunkNumbers(g.step(), g.block().level(), g.block().index(), g.chunk(), g.offset());
      case CoordinatorFrame.ParameterChunk p ->
          new ChunkNumbers(p.version(), 0, 0, p.chunk(), p.offset());
      case LeaderFrame.SumChunk s -> new ChunkNumbers(s.step(), 0, 0, s.chunk(), s.offset());
    };
  }

  String say() {
    return "step %d, block (%d, %d), chunk %d at %d".formatted(step, level, index, chunk, offset);
  }
}
