package io.lockstep.kernel;

/// The loops of the optimisers, element by element, without fma. Both twins run these but for
/// momentum: written with the Vector API the compiler of JDK 25 sometimes makes objects of the many
/// constants of the others, and a step must not allocate.
///
/// Moments below the smallest normal number become +0: a moment that only decays would otherwise
/// stay subnormal for ever (0.9 of the smallest subnormal rounds to itself), and processors take a
/// hundred times as long for those.
final class ScalarUpdates {

  private ScalarUpdates() {}

  static float flushed(float moment) {
    return Math.abs(moment) < Float.MIN_NORMAL ? 0f : moment;
  }

  static void sgd(
      float rate, float decay, float[] w, int wAt, float[] g, int gAt, int from, int to) {
    for (int i = from; i < to; i++) {
      float x = w[wAt + i];
      w[wAt + i] = x - rate * (g[gAt + i] + decay * x);
    }
  }

  static void momentum(
      float rate,
      float momentum,
      float decay,
      float[] w,
      int wAt,
      float[] v,
      int vAt,
      float[] g,
      int gAt,
      int from,
      int to) {
    for (int i = from; i < to; i++) {
      float x = w[wAt + i];
      float slope = g[gAt + i] + decay * x;
      float speed = flushed(momentum * v[vAt + i] + slope);
      v[vAt + i] = speed;
      w[wAt + i] = x - rate * speed;
    }
  }

  static void nesterov(
      float rate,
      float momentum,
      float decay,
      float[] w,
      int wAt,
      float[] v,
      int vAt,
      float[] g,
      int gAt,
      int from,
      int to) {
    for (int i = from; i < to; i++) {
      float x = w[wAt + i];
      float slope = g[gAt + i] + decay * x;
      float speed = flushed(momentum * v[vAt + i] + slope);
      v[vAt + i] = speed;
      w[wAt + i] = x - rate * (slope + momentum * speed);
    }
  }

  static void adam(
      AdamFactors f,
      float[] w,
      int wAt,
      float[] m,
      int mAt,
      float[] v,
      int vAt,
      float[] g,
      int gAt,
      int from,
      int to) {
    for (int i = from; i < to; i++) {
      float x = w[wAt + i] * f.keep;
      float slope = g[gAt + i] + f.gradientDecay * x;
      float first = flushed(f.keepFirst * m[mAt + i] + f.takeFirst * slope);
      float second = flushed(f.keepSecond * v[vAt + i] + f.takeSecond * slope * slope);
      m[mAt + i] = first;
      v[vAt + i] = second;
      float deviation = (float) Math.sqrt(second) * f.rootFactor + f.epsilon;
      w[wAt + i] = x - f.rate * (first / deviation);
    }
  }
}
