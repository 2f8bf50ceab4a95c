package io.lockstep.kernel;

/// The definition of [Updates], element by element.
final class ScalarUpdates implements Updates {

  static final ScalarUpdates INSTANCE = new ScalarUpdates();

  private ScalarUpdates() {}

  static float flushed(float moment) {
    return Math.abs(moment) < Float.MIN_NORMAL ? 0f : moment;
  }

  @Override
  public void clip(float bound, float[] x, int xAt, int length) {
    for (int i = xAt; i < xAt + length; i++) {
      float value = x[i];
      x[i] = value > bound ? bound : value < -bound ? -bound : value;
    }
  }

  @Override
  public void penalize(float l1, float l2, float[] w, int wAt, float[] g, int gAt, int length) {
    for (int i = 0; i < length; i++) {
      float x = w[wAt + i];
      float sign = x > 0f ? 1f : x < 0f ? -1f : 0f;
      g[gAt + i] = g[gAt + i] + (l2 * x + l1 * sign);
    }
  }

  @Override
  public void follow(float keep, float take, float[] w, int wAt, float[] x, int xAt, int length) {
    for (int i = 0; i < length; i++) {
      w[wAt + i] = flushed(keep * w[wAt + i] + take * x[xAt + i]);
    }
  }

  @Override
  public void squares(float[] x, int xAt, int length, int first, double[] sums) {
    for (int i = 0; i < length; i++) {
      double value = x[xAt + i];
      sums[(first + i) & 15] += value * value;
    }
  }

  @Override
  public void squaresOfDifference(
      float[] x, int xAt, float[] y, int yAt, int length, int first, double[] sums) {
    for (int i = 0; i < length; i++) {
      double difference = x[xAt + i] - y[yAt + i];
      sums[(first + i) & 15] += difference * difference;
    }
  }

  @Override
  public void sgd(float rate, float decay, float[] w, int wAt, float[] g, int gAt, int length) {
    for (int i = 0; i < length; i++) {
      float x = w[wAt + i];
      w[wAt + i] = x - rate * (g[gAt + i] + decay * x);
    }
  }

  @Override
  public void momentum(
      float rate,
      float momentum,
      float decay,
      float[] w,
      int wAt,
      float[] v,
      int vAt,
      float[] g,
      int gAt,
      int length) {
    for (int i = 0; i < length; i++) {
      float x = w[wAt + i];
      float slope = g[gAt + i] + decay * x;
      float speed = flushed(momentum * v[vAt + i] + slope);
      v[vAt + i] = speed;
      w[wAt + i] = x - rate * speed;
    }
  }

  @Override
  public void nesterov(
      float rate,
      float momentum,
      float decay,
      float[] w,
      int wAt,
      float[] v,
      int vAt,
      float[] g,
      int gAt,
      int length) {
    for (int i = 0; i < length; i++) {
      float x = w[wAt + i];
      float slope = g[gAt + i] + decay * x;
      float speed = flushed(momentum * v[vAt + i] + slope);
      v[vAt + i] = speed;
      w[wAt + i] = x - rate * (slope + momentum * speed);
    }
  }

  @Override
  public void adam(
      AdamFactors f,
      float[] w,
      int wAt,
      float[] m,
      int mAt,
      float[] v,
      int vAt,
      float[] g,
      int gAt,
      int length) {
    for (int i = 0; i < length; i++) {
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
