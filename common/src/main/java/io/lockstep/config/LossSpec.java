package io.lockstep.config;

/// Losses by their name in the configuration, which is the lower-case form with `-`. All are means
/// over examples.
public enum LossSpec {
  /// Over classes, fused with softmax: the last layer gives one score a class (or ends in softmax).
  CROSS_ENTROPY,
  /// Over two classes, fused with sigmoid: the last layer gives one score (or ends in sigmoid).
  BINARY_CROSS_ENTROPY,
  /// Mean over the outputs of one example of the squared difference.
  MSE,
  /// Mean over the outputs of one example of the absolute difference.
  MAE
}
