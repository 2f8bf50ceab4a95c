package io.lockstep.training;

import io.lockstep.kernel.Kernels;
import io.lockstep.optimizer.Optimizer;

/// From the gradient sum of a chunk to the next version of that slice: one multiplication by 1/n,
/// then the optimiser. Element-wise, so any split into slices and threads gives the same bits.
public final class VersionUpdate {

  /// Floats that are updated at once: few enough for gradient, parameters and moments to stay in
  /// the nearest caches meanwhile.
  public static final int PIECE = 4096;

  private final Kernels kernels;
  private final Optimizer optimizer;

  public VersionUpdate(Kernels kernels, Optimizer optimizer) {
    this.kernels = kernels;
    this.optimizer = optimizer;
  }

  /// Updates `parameters[from, from + length)` in place. `sum` is scaled in place.
  ///
  /// @param step from 1; the version that comes to be
  /// @param rate the learning rate of this step
  /// @param examples n, the number of examples in the batch
  /// @param sum gradient summed over the batch, at `sumAt`
  public void apply(
      long step,
      double rate,
      int examples,
      float[] parameters,
      int from,
      float[] sum,
      int sumAt,
      int length) {
    float factor = 1f / examples;
    for (int at = 0; at < length; at += PIECE) {
      int piece = Math.min(PIECE, length - at);
      kernels.scale(factor, sum, sumAt + at, piece);
      optimizer.update(step, rate, parameters, from + at, sum, sumAt + at, piece);
    }
  }
}
