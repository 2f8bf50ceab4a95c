package io.lockstep.layout;

/// What a tensor is to training.
public sealed interface TensorKind {

  /// Changed by the optimiser.
  enum Trained implements TensorKind {
    /// Mixes what comes in: the matrix of a dense layer. What penalties are made for.
    WEIGHT,
    /// Is added: the bias of a dense layer, the shift of a norm layer.
    BIAS,
    /// Stretches one unit: the factor of a norm layer, the slope of a prelu.
    SCALE
  }

  /// Follows what a layer sees of the examples; the optimiser leaves it alone. Its slot of a
  /// gradient carries the sum over the examples of the batch, so that the mean comes of it as of
  /// any other.
  ///
  /// @param momentum share of the newest batch: `running = (1 - momentum)·running + momentum·mean`;
  ///   above 0, at most 1
  record Statistic(double momentum) implements TensorKind {
    public Statistic {
      if (!(momentum > 0 && momentum <= 1)) {
        throw new IllegalArgumentException(
            "momentum of a statistic is %s, but must be above 0 and at most 1".formatted(momentum));
      }
    }
  }
}
