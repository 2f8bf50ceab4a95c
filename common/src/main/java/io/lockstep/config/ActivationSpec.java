package io.lockstep.config;

/// Activations by their name in the configuration, which is the lower-case form with `-`.
public enum ActivationSpec {
  IDENTITY,
  SIGMOID,
  TANH,
  RELU,
  LEAKY_RELU,
  /// With a trained slope for each unit.
  PRELU,
  ELU,
  SELU,
  /// By the distribution function of the normal itself.
  GELU,
  /// By its approximation with tanh.
  GELU_TANH,
  SILU,
  SOFTPLUS,
  SOFTSIGN,
  HARD_SIGMOID,
  HARD_TANH,
  /// Only as the last layer.
  SOFTMAX,
  /// Only as the last layer.
  LOG_SOFTMAX;

  /// Whether it takes a row as a whole, not element by element.
  public boolean isOfRows() {
    return this == SOFTMAX || this == LOG_SOFTMAX;
  }

  /// Whether `slope` is a setting of it.
  public boolean hasSlope() {
    return this == LEAKY_RELU || this == PRELU || this == ELU;
  }
}
