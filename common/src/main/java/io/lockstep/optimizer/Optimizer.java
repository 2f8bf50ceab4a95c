package io.lockstep.optimizer;

import io.lockstep.config.OptimizerSpec;
import io.lockstep.kernel.Kernels;
import io.lockstep.kernel.Updates;
import java.util.List;

/// Changes parameters by their mean gradient and keeps the moments that this needs. Threads may
/// update disjoint slices at the same time. Nothing is allocated after construction.
public final class Optimizer {

  private final Rule rule;
  private final Rule sparing;
  private final Moments moments;
  private final int length;

  private Optimizer(OptimizerSpec spec, int length, Updates updates) {
    this.moments = Moments.of(spec, length);
    this.rule = Rule.of(spec, spec.weightDecay(), moments, updates);
    this.sparing = Rule.of(spec, 0, moments, updates);
    this.length = length;
  }

  /// @param length P of the flat vector; moments start at 0
  public static Optimizer of(OptimizerSpec spec, int length, Kernels kernels) {
    return new Optimizer(spec, length, kernels.updates());
  }

  /// Updates `parameters[from, to)` by `gradient[from, to)`.
  ///
  /// @param step updates including this one, so the first call passes 1
  /// @param rate the learning rate of this step
  /// @param gradient mean over the batch; read only
  /// @throws IllegalArgumentException if `step < 1` or the range leaves the vector
  public void update(
      long step, double rate, float[] parameters, float[] gradient, int from, int to) {
    check(step, parameters, from, to - from);
    checkSlice("gradient", gradient.length, from, to - from);
    rule.apply(step, rate, parameters, from, gradient, from, to - from);
  }

  /// Updates `parameters[from, from + count)` by `gradient[gradientAt, gradientAt + count)`.
  ///
  /// @param step updates including this one, so the first call passes 1
  /// @param rate the learning rate of this step
  /// @param gradient mean over the batch; read only
  /// @throws IllegalArgumentException if `step < 1` or a range leaves its vector
  public void update(
      long step,
      double rate,
      float[] parameters,
      int from,
      float[] gradient,
      int gradientAt,
      int count) {
    check(step, parameters, from, count);
    checkSlice("gradient", gradient.length, gradientAt, count);
    rule.apply(step, rate, parameters, from, gradient, gradientAt, count);
  }

  /// The same without weight decay.
  public void updateSparing(
      long step,
      double rate,
      float[] parameters,
      int from,
      float[] gradient,
      int gradientAt,
      int count) {
    check(step, parameters, from, count);
    checkSlice("gradient", gradient.length, gradientAt, count);
    sparing.apply(step, rate, parameters, from, gradient, gradientAt, count);
  }

  /// Whether the rate of a tensor follows from norms. Then a step of a tensor is: [#direct] on all
  /// of it, [#trust] of its norms, and an update at the rate times that.
  public boolean isLayerwise() {
    return rule.isLayerwise();
  }

  /// Makes the direction of a step of `gradient[gradientAt, gradientAt + count)`, in place; the
  /// parameters of `[from, from + count)` are read only.
  public void direct(
      long step, float[] parameters, int from, float[] gradient, int gradientAt, int count) {
    check(step, parameters, from, count);
    checkSlice("gradient", gradient.length, gradientAt, count);
    rule.direct(step, parameters, from, gradient, gradientAt, count);
  }

  /// The same without weight decay.
  public void directSparing(
      long step, float[] parameters, int from, float[] gradient, int gradientAt, int count) {
    check(step, parameters, from, count);
    checkSlice("gradient", gradient.length, gradientAt, count);
    sparing.direct(step, parameters, from, gradient, gradientAt, count);
  }

  /// What the rate of a tensor that is penalised is multiplied by.
  public double trust(double parameterNorm, double directionNorm) {
    return rule.trust(parameterNorm, directionNorm);
  }

  /// The moments themselves, not copies, each of length P; a checkpoint reads them, a resume writes
  /// them.
  public List<float[]> moments() {
    return moments.vectors();
  }

  /// Names of [#moments], in the same order.
  public List<String> momentNames() {
    return moments.names();
  }

  /// Those of an optimiser, before it takes any memory.
  public static List<String> momentNames(OptimizerSpec spec) {
    return Moments.names(spec);
  }

  private void check(long step, float[] parameters, int from, int count) {
    if (step < 1) {
      throw new IllegalArgumentException("step %d: the first is 1".formatted(step));
    }
    checkSlice("parameters", parameters.length, from, count);
    checkSlice("moments", length, from, count);
  }

  private static void checkSlice(String what, int length, int from, int count) {
    if (count < 0 || from < 0 || from > length - count) {
      throw new IllegalArgumentException(
          "slice [%d, %d + %d) leaves the %s of length %d"
              .formatted(from, from, count, what, length));
    }
  }
}
