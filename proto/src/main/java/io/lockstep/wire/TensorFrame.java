package io.lockstep.wire;

/// A frame that carries a slice of a flat vector, and with it the duty to release its payload once.
public sealed interface TensorFrame
    permits WorkerFrame.GradientChunk, CoordinatorFrame.ParameterChunk, LeaderFrame.SumChunk {

  Reign reign();

  /// Step of a gradient or a sum, version of parameters.
  long step();

  /// Number of the slice.
  int chunk();

  /// First float of the slice in the flat vector.
  int offset();

  Payload payload();
}
