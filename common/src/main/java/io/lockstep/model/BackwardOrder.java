package io.lockstep.model;

/// The order in which backward computes its gradients. Changes no bit.
public enum BackwardOrder {
  /// Layer by layer, the gradient of the parameters before that of the input: parts of it are final
  /// as early as can be. Members meet at every layer with parameters.
  PARAMETERS_FIRST,
  /// First the gradients of the inputs of all layers, then those of all parameters. Members meet
  /// once; from then on nobody reads the parameters, and the loss is known.
  INPUTS_FIRST
}
