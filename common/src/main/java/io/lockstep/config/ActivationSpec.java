package io.lockstep.config;

/// Activations by their name in the configuration, which is the lower-case form with `-`.
public enum ActivationSpec {
  IDENTITY,
  SIGMOID,
  TANH,
  RELU,
  LEAKY_RELU,
  /// Only as the last layer.
  SOFTMAX
}
