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
  /// Only as the last layer.
  SOFTMAX
}
