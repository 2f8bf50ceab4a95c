package io.lockstep.loss;

import io.lockstep.config.LossSpec;
import io.lockstep.kernel.Kernels;

/// A loss bound to the workspace of one pass. Outputs are `[rows × width]`, targets `[rows ×
/// targetWidth]`.
public sealed interface Loss permits CrossEntropy, BinaryCrossEntropy, SquaredError, AbsoluteError {

  /// @param width outputs of the last layer
  static Loss of(LossSpec spec, int width, Kernels kernels) {
    return switch (spec) {
      case CROSS_ENTROPY -> new CrossEntropy(width, kernels);
      case BINARY_CROSS_ENTROPY -> new BinaryCrossEntropy(width, kernels);
      case MSE -> new SquaredError(width, kernels);
      case MAE -> new AbsoluteError(width, kernels);
    };
  }

  /// Writes the gradient of each row's loss by its outputs to `dy` and the loss of each row to
  /// `rowLoss`, for rows `[from, from + count)`. `dy` is not `y`.
  void gradient(float[] y, float[] target, float[] dy, float[] rowLoss, int from, int count);

  /// How many of the rows `[from, from + count)` have a predicted class that is the target; 0 for a
  /// regression.
  long correct(float[] y, float[] target, int from, int count);

  /// Writes what a user wants to see of outputs `y`: probabilities for a classifier, else the
  /// outputs.
  void predictions(float[] y, float[] out, int rows);
}
