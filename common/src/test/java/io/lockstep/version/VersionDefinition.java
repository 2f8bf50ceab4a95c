package io.lockstep.version;

import static io.lockstep.version.VersionMakerTest.EXAMPLES;
import static io.lockstep.version.VersionMakerTest.LAYOUT;
import static io.lockstep.version.VersionMakerTest.RATE;

import io.lockstep.kernel.Kernels;
import io.lockstep.layout.TensorKind;
import io.lockstep.layout.TensorKind.Trained;
import io.lockstep.optimizer.Optimizer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/// What a version is, element by element and tensor by tensor.
final class VersionDefinition {
  private static final BitSet STATISTICS = new BitSet();

  static {
    LAYOUT.tensors().stream()
        .filter(tensor -> tensor.kind() instanceof TensorKind.Statistic)
        .forEach(tensor -> STATISTICS.set(tensor.offset(), tensor.end()));
  }

  private final VersionMakerTest.Rules rules;
  final Optimizer optimizer;
  final float[] parameters = VersionMakerTest.random(9, LAYOUT.length(), 1);
  StepNorms norms;

  VersionDefinition(VersionMakerTest.Rules rules) {
    this.rules = rules;
    this.optimizer = Optimizer.of(rules.optimizer(), LAYOUT.length(), Kernels.scalar());
  }

  void step(long step, float[] sum) {
    float[] before = parameters.clone();
    float[] gradient = sum.clone();
    float factor = 1f / EXAMPLES;
    float bound = (float) rules.clip().value();
    for (int i = 0; i < gradient.length; i++) {
      gradient[i] = gradient[i] * factor;
      if (bound > 0 && isTrained(i)) {
        gradient[i] = Math.clamp(gradient[i], -bound, bound);
      }
    }
    double norm = norm(gradient);
    double largest = rules.clip().norm();
    if (largest > 0 && norm > largest) {
      float share = (float) (largest / norm);
      for (int i = 0; i < gradient.length; i++) {
        gradient[i] = isTrained(i) ? gradient[i] * share : gradient[i];
      }
    }
    double rate = RATE / step;
    LAYOUT
        .tensors()
        .forEach(tensor -> {
          int at = tensor.offset();
          if (tensor.kind() instanceof TensorKind.Statistic) {
            follow(gradient, tensor.offset(), tensor.end());
          } else if (rules.penalty().actsOnAll() || tensor.kind() == Trained.WEIGHT) {
            penalize(gradient, at, tensor.end());
            optimizer.direct(step, parameters, at, gradient, at, tensor.length());
            double trust =
                optimizer.trust(
                    norm(parameters, at, tensor.end()), norm(gradient, at, tensor.end()));
            decay(at, tensor.end(), rate);
            optimizer.update(step, rate * trust, parameters, gradient, at, tensor.end());
          } else {
            optimizer.directSparing(step, parameters, at, gradient, at, tensor.length());
            optimizer.updateSparing(step, rate, parameters, at, gradient, at, tensor.length());
          }
        });
    float[] change = new float[before.length];
    for (int i = 0; i < change.length; i++) {
      change[i] = parameters[i] - before[i];
    }
    norms = new StepNorms(norm, norm(change) / norm(before));
  }

  private void follow(float[] mean, int from, int end) {
    for (int i = from; i < end; i++) {
      float kept = (float) (1 - 0.1) * parameters[i];
      float taken = (float) 0.1 * mean[i];
      float value = kept + taken;
      parameters[i] = Math.abs(value) < Float.MIN_NORMAL ? 0 : value;
    }
  }

  private void decay(int from, int end, double rate) {
    float keep = (float) (1 - rate * rules.penalty().decay());
    for (int i = from; i < end; i++) {
      parameters[i] = parameters[i] * keep;
    }
  }

  private void penalize(float[] gradient, int from, int end) {
    float l1 = (float) rules.penalty().l1();
    float l2 = (float) rules.penalty().l2();
    for (int i = from; i < end; i++) {
      float quadratic = l2 * parameters[i];
      float linear = l1 * Math.signum(parameters[i]);
      float both = quadratic + linear;
      gradient[i] = gradient[i] + both;
    }
  }

  private static boolean isTrained(int i) {
    return !STATISTICS.get(i);
  }

  /// 16 partial sums a stretch, their tree, then the tree of the stretches.
  private static double norm(float[] x) {
    return norm(x, 0, x.length);
  }

  private static double norm(float[] x, int begin, int end) {
    List<Double> level = new ArrayList<>();
    for (int from = begin / 65_536 * 65_536; from < end; from += 65_536) {
      double[] p = new double[16];
      for (int i = Math.max(begin, from); i < Math.min(end, from + 65_536); i++) {
        if (isTrained(i)) {
          double square = (double) x[i] * x[i];
          p[(i - from) % 16] = p[(i - from) % 16] + square;
        }
      }
      for (int half = 8; half > 0; half /= 2) {
        for (int i = 0; i < half; i++) {
          p[i] = p[i] + p[i + half];
        }
      }
      level.add(p[0]);
    }
    while (level.size() > 1) {
      List<Double> above = new ArrayList<>();
      for (int left = 0; left < level.size(); left += 2) {
        above.add(
            left + 1 < level.size() ? level.get(left) + level.get(left + 1) : level.get(left));
      }
      level = above;
    }
    return Math.sqrt(level.getFirst());
  }
}
