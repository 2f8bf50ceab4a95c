package io.lockstep.version;

import io.lockstep.layout.TensorKind;

/// A range `[begin, end)` of the flat vector in which all is treated alike.
record Segment(int begin, int end, Treatment treatment) {

  sealed interface Treatment {}

  /// What the optimiser does to a trained tensor.
  enum Trained implements Treatment {
    /// Penalties and weight decay act on it.
    PENALIZED,
    /// They leave it out.
    SPARED
  }

  /// A statistic becomes `keep` of itself and `take` of what was seen.
  record Following(float keep, float take) implements Treatment {

    static Following of(TensorKind.Statistic statistic) {
      return new Following((float) (1 - statistic.momentum()), (float) statistic.momentum());
    }
  }

  boolean isTrained() {
    return treatment instanceof Trained;
  }
}
