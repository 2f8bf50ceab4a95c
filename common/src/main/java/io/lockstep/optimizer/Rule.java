package io.lockstep.optimizer;

import java.util.List;

/// How one optimiser changes a slice. Element-wise.
sealed interface Rule permits Sgd, Momentum, Adam {

  /// Updates `parameters[from, from + count)` and the moments of this slice by
  /// `gradient[gradientAt, gradientAt + count)`; arguments are checked.
  void apply(
      long step,
      double rate,
      float[] parameters,
      int from,
      float[] gradient,
      int gradientAt,
      int count);

  List<float[]> moments();

  List<String> momentNames();
}
