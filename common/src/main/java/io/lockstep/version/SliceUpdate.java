package io.lockstep.version;

import io.lockstep.config.PenaltySection;
import io.lockstep.kernel.Gradients;
import io.lockstep.kernel.Kernels;
import io.lockstep.optimizer.Optimizer;
import java.util.Arrays;

/// What becomes of a slice in a step, element by element: so any split into slices and threads
/// gives the same bits. One thread begins a step; then any may update disjoint slices.
final class SliceUpdate {

  private final Kernels kernels;
  private final Gradients gradients;
  private final Optimizer optimizer;
  private final Segments segments;
  private final boolean isLayerwise;

  /// By segment: what the rate is multiplied by.
  private final double[] trust;

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
    this.gradients = kernels.gradients();
    this.optimizer = setting.optimizer();
    this.segments = segments;
    this.isLayerwise = optimizer.isLayerwise();
    this.trust = new double[segments.count()];
    Arrays.fill(trust, 1);
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
        gradients.clip(clipValue, sum, sumAt + at - from, end - at);
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
            gradients.follow(
                kept, taken, parameters, at, gradient, gradientAt + at - from, end - at);
        case Segment.Trained trained ->
            train(trained, number, at, end - at, parameters, gradient, gradientAt + at - from);
      }
      at = end;
    }
  }

  private void train(
      Segment.Trained trained,
      int number,
      int at,
      int count,
      float[] parameters,
      float[] gradient,
      int gradientAt) {
    if (!isLayerwise) {
      clipAndPenalize(trained, at, count, parameters, gradient, gradientAt);
    }
    if (trained == Segment.Trained.SPARED) {
      optimizer.updateSparing(step, rate, parameters, at, gradient, gradientAt, count);
      return;
    }
    if (keep != 1) {
      kernels.scale(keep, parameters, at, count);
    }
    optimizer.update(step, rate * trust[number], parameters, at, gradient, gradientAt, count);
  }

  private void clipAndPenalize(
      Segment.Trained trained,
      int at,
      int count,
      float[] parameters,
      float[] gradient,
      int gradientAt) {
    if (clipFactor != 1) {
      kernels.scale(clipFactor, gradient, gradientAt, count);
    }
    if (trained == Segment.Trained.PENALIZED && (l1 != 0 || l2 != 0)) {
      gradients.penalize(l1, l2, parameters, at, gradient, gradientAt, count);
    }
  }

  /// Makes of the mean gradient of `[from, from + count)`, all of one stretch, the direction of the
  /// step, where the rates of tensors follow from norms.
  ///
  /// @param parameters of the version before
  void direct(
      int from, int count, float[] parameters, float[] gradient, int gradientAt, Norms norms) {
    int at = from;
    for (int number = segments.at(from); at < from + count; number++) {
      Segment segment = segments.get(number);
      int end = Math.min(segment.end(), from + count);
      if (segment.treatment() instanceof Segment.Trained trained) {
        int there = gradientAt + at - from;
        clipAndPenalize(trained, at, end - at, parameters, gradient, there);
        if (trained == Segment.Trained.SPARED) {
          optimizer.directSparing(step, parameters, at, gradient, there, end - at);
        } else {
          optimizer.direct(step, parameters, at, gradient, there, end - at);
        }
        norms.parameters().add(number, at, end - at, parameters, at);
        norms.directions().add(number, at, end - at, gradient, there);
      }
      at = end;
    }
  }

  /// Norms of tensors before the step, and of their directions.
  record Norms(TensorNorms parameters, TensorNorms directions) {}

  /// All directions are there: sets the rates of the tensors. Those that penalties spare keep that
  /// of the step.
  void trust(Norms norms) {
    for (int number = 0; number < trust.length; number++) {
      if (segments.get(number).treatment() == Segment.Trained.PENALIZED) {
        trust[number] =
            optimizer.trust(norms.parameters().norm(number), norms.directions().norm(number));
      }
    }
  }
}
