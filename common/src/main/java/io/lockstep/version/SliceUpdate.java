package io.lockstep.version;

import io.lockstep.config.PenaltySection;
import io.lockstep.kernel.Kernels;
import io.lockstep.kernel.Updates;
import io.lockstep.optimizer.Optimizer;

/// What becomes of a slice in a step, element by element: so any split into slices and threads
/// gives the same bits. One thread begins a step; then any may update disjoint slices.
final class SliceUpdate {

  private final Kernels kernels;
  private final Updates updates;
  private final Optimizer optimizer;
  private final Segments segments;
  private final float clipValue;
  private final PenaltySection penalty;
  private final float l1;
  private final float l2;

  private long step;
  private double rate;
  private float meanFactor;
  private float clipFactor;
  private float keep;

  SliceUpdate(VersionMaker.Setting setting, Segments segments) {
    this.kernels = setting.kernels();
    this.updates = kernels.updates();
    this.optimizer = setting.optimizer();
    this.segments = segments;
    this.clipValue = (float) setting.clip().value();
    this.penalty = setting.penalty();
    this.l1 = (float) penalty.l1();
    this.l2 = (float) penalty.l2();
  }

  void begin(long ofStep, double ofRate, int examples) {
    step = ofStep;
    rate = ofRate;
    meanFactor = 1f / examples;
    clipFactor = 1;
    keep = (float) (1 - rate * penalty.decay());
  }

  /// What every trained element of the gradient is multiplied by, once its norm is known.
  void clipBy(float factor) {
    clipFactor = factor;
  }

  /// Makes the mean gradient of a sum, in place, and clips it by value.
  ///
  /// @param from place in the flat vector of what lies at `sumAt`
  void mean(int from, int count, float[] sum, int sumAt) {
    kernels.scale(meanFactor, sum, sumAt, count);
    if (clipValue == 0) {
      return;
    }
    int at = from;
    for (int number = segments.at(from); at < from + count; number++) {
      Segment segment = segments.get(number);
      int end = Math.min(segment.end(), from + count);
      if (segment.isTrained()) {
        updates.clip(clipValue, sum, sumAt + at - from, end - at);
      }
      at = end;
    }
  }

  /// Updates `parameters[from, from + count)` by their mean gradient, which is changed, too.
  void apply(int from, int count, float[] parameters, float[] gradient, int gradientAt) {
    int at = from;
    for (int number = segments.at(from); at < from + count; number++) {
      Segment segment = segments.get(number);
      int end = Math.min(segment.end(), from + count);
      switch (segment.treatment()) {
        case Segment.Following(float kept, float taken) ->
            updates.follow(kept, taken, parameters, at, gradient, gradientAt + at - from, end - at);
        case Segment.Trained trained ->
            train(trained, at, end - at, parameters, gradient, gradientAt + at - from);
      }
      at = end;
    }
  }

  private void train(
      Segment.Trained trained,
      int at,
      int count,
      float[] parameters,
      float[] gradient,
      int gradientAt) {
    if (clipFactor != 1) {
      kernels.scale(clipFactor, gradient, gradientAt, count);
    }
    if (trained == Segment.Trained.SPARED) {
      optimizer.updateSparing(step, rate, parameters, at, gradient, gradientAt, count);
      return;
    }
    if (l1 != 0 || l2 != 0) {
      updates.penalize(l1, l2, parameters, at, gradient, gradientAt, count);
    }
    if (keep != 1) {
      kernels.scale(keep, parameters, at, count);
    }
    optimizer.update(step, rate, parameters, at, gradient, gradientAt, count);
  }
}
