package io.lockstep.loss;

import io.lockstep.config.LossSpec;
import io.lockstep.kernel.Kernels;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// A loss bound to the workspace of one pass. Outputs are `[rows × width]`, targets `[rows ×
/// targetWidth]`.
public sealed interface Loss
    permits CrossEntropy,
        WeighedCrossEntropy,
        Divergence,
        BinaryCrossEntropy,
        FocalLoss,
        MarginLoss,
        SquaredError,
        LevelError,
        AbsoluteError,
        HuberError,
        LogCoshError {

  /// @param width outputs of the last layer
  /// @param classWeights what the examples of each class weigh; empty for 1
  static Loss of(LossSpec spec, int width, List<Float> classWeights, Kernels kernels) {
    return switch (spec) {
      case LossSpec.CrossEntropy cross ->
          cross.labelSmoothing() > 0 || !classWeights.isEmpty()
              ? new WeighedCrossEntropy(
                  (float) cross.labelSmoothing(), weights(classWeights, width), kernels)
              : new CrossEntropy(width, kernels);
      case LossSpec.KullbackLeibler _ -> new Divergence(width, kernels);
      case LossSpec.BinaryCrossEntropy _ -> new BinaryCrossEntropy(width, kernels);
      case LossSpec.Focal focal ->
          new FocalLoss(
              (float) focal.gamma(), weights(classWeights, Math.max(2, width)), width, kernels);
      case LossSpec.Hinge hinge -> new MarginLoss((float) hinge.margin(), width, kernels);
      case LossSpec.Mse mse ->
          mse.targets()
              .<Loss>map(levels ->
                  new LevelError((float) levels.low(), (float) levels.high(), width, kernels))
              .orElseGet(() -> new SquaredError(width, kernels));
      case LossSpec.Mae _ -> new AbsoluteError(width, kernels);
      case LossSpec.Huber huber -> new HuberError((float) huber.delta(), width, kernels);
      case LossSpec.LogCosh _ -> new LogCoshError(width, kernels);
    };
  }

  private static float[] weights(List<Float> given, int count) {
    float[] weights = new float[count];
    Arrays.fill(weights, 1f);
    for (int i = 0; i < given.size(); i++) {
      weights[i] = given.get(i);
    }
    return weights;
  }

  /// Writes the gradient of each row's loss by its outputs to `dy` and the loss of each row to
  /// `rowLoss`, for rows `[from, from + count)`. `dy` is not `y`.
  void gradient(float[] y, float[] target, float[] dy, float[] rowLoss, int from, int count);

  /// The logarithm of the probability of the right class by itself, where this loss weighs or
  /// spreads it; empty where it is the loss, or knows no probabilities.
  default Optional<Loss> logarithm() {
    return Optional.empty();
  }

  /// How many of the rows `[from, from + count)` are answered rightly: have a predicted class that
  /// is the target, or the largest share where it is; 0 for a regression.
  long correct(float[] y, float[] target, int from, int count);

  /// Writes what a user wants to see of outputs `y`: probabilities where the loss makes some, else
  /// the outputs.
  void predictions(float[] y, float[] out, int rows);
}
