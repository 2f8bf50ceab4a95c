package io.lockstep.config;

import java.util.Objects;

/// What keeps parameters small, beside what the optimiser's weight decay does.
///
/// @param l1 added to the gradient with the sign of the parameter
/// @param l2 added to the gradient times the parameter
/// @param decay share of a parameter that a step takes from it, per unit of the learning rate and
///   past the optimiser
/// @param tensors which these and the optimiser's weight decay act on
public record PenaltySection(double l1, double l2, double decay, Tensors tensors) {

  public static final PenaltySection NONE = new PenaltySection(0, 0, 0, Tensors.ALL);

  /// Which tensors are penalised.
  public enum Tensors {
    /// All that are trained.
    ALL,
    /// Neither biases nor what belongs to norm layers.
    WEIGHTS
  }

  public PenaltySection {
    Checks.notNegative(l1, "train.penalty.l1");
    Checks.notNegative(l2, "train.penalty.l2");
    Checks.notNegative(decay, "train.penalty.decay");
    Objects.requireNonNull(tensors, "train.penalty.tensors");
  }

  public boolean actsOnAll() {
    return tensors == Tensors.ALL;
  }
}
