package io.lockstep.kernel;

/// The definition of [Updates], element by element.
final class ScalarUpdates implements Updates {

  static final ScalarUpdates INSTANCE = new ScalarUpdates();

  private ScalarUpdates() {}

  static float flushed(float moment) {
    return Math.abs(moment) < Float.MIN_NORMAL ? 0f : moment;
  }

  private static float firstMoment(AdamFactors f, float before, float slope) {
    return flushed(f.keepFirst * before + f.takeFirst * slope);
  }

  private static float secondMoment(AdamFactors f, float before, float slope) {
    return flushed(f.keepSecond * before + f.takeSecond * slope * slope);
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
      float first = firstMoment(f, m[mAt + i], slope);
      float second = secondMoment(f, v[vAt + i], slope);
      m[mAt + i] = first;
      v[vAt + i] = second;
      float deviation = (float) Math.sqrt(second) * f.rootFactor + f.epsilon;
      w[wAt + i] = x - f.rate * (first / deviation);
    }
  }

  @Override
  public void adagrad(
      float rate,
      float epsilon,
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
      float sum = flushed(v[vAt + i] + slope * slope);
      v[vAt + i] = sum;
      w[wAt + i] = x - rate * (slope / ((float) Math.sqrt(sum) + epsilon));
    }
  }

  @Override
  public void rmsProp(
      float rate,
      float keep,
      float take,
      float epsilon,
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
      float mean = flushed(keep * v[vAt + i] + take * slope * slope);
      v[vAt + i] = mean;
      w[wAt + i] = x - rate * (slope / ((float) Math.sqrt(mean) + epsilon));
    }
  }

  @Override
  public void rmsPropMomentum(
      float rate,
      float keep,
      float take,
      float epsilon,
      float momentum,
      float decay,
      float[] w,
      int wAt,
      float[] v,
      int vAt,
      float[] b,
      int bAt,
      float[] g,
      int gAt,
      int length) {
    for (int i = 0; i < length; i++) {
      float x = w[wAt + i];
      float slope = g[gAt + i] + decay * x;
      float mean = flushed(keep * v[vAt + i] + take * slope * slope);
      v[vAt + i] = mean;
      float speed = flushed(momentum * b[bAt + i] + slope / ((float) Math.sqrt(mean) + epsilon));
      b[bAt + i] = speed;
      w[wAt + i] = x - rate * speed;
    }
  }

  @Override
  public void adadelta(
      float rate,
      float keep,
      float take,
      float epsilon,
      float decay,
      float[] w,
      int wAt,
      float[] v,
      int vAt,
      float[] u,
      int uAt,
      float[] g,
      int gAt,
      int length) {
    for (int i = 0; i < length; i++) {
      float x = w[wAt + i];
      float slope = g[gAt + i] + decay * x;
      float mean = flushed(keep * v[vAt + i] + take * slope * slope);
      v[vAt + i] = mean;
      float ratio = (float) Math.sqrt(u[uAt + i] + epsilon) / (float) Math.sqrt(mean + epsilon);
      float change = ratio * slope;
      u[uAt + i] = flushed(keep * u[uAt + i] + take * change * change);
      w[wAt + i] = x - rate * change;
    }
  }

  @Override
  public void nadam(
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
      float x = w[wAt + i];
      float slope = g[gAt + i] + f.gradientDecay * x;
      float first = firstMoment(f, m[mAt + i], slope);
      float second = secondMoment(f, v[vAt + i], slope);
      m[mAt + i] = first;
      v[vAt + i] = second;
      float deviation = (float) Math.sqrt(second) * f.rootFactor + f.epsilon;
      w[wAt + i] = x - (f.gradientRate * slope + f.rate * first) / deviation;
    }
  }

  @Override
  public void amsGrad(
      AdamFactors f,
      float[] w,
      int wAt,
      float[] m,
      int mAt,
      float[] v,
      int vAt,
      float[] h,
      int hAt,
      float[] g,
      int gAt,
      int length) {
    for (int i = 0; i < length; i++) {
      float x = w[wAt + i];
      float slope = g[gAt + i] + f.gradientDecay * x;
      float first = firstMoment(f, m[mAt + i], slope);
      float second = secondMoment(f, v[vAt + i], slope);
      float largest = second > h[hAt + i] ? second : h[hAt + i];
      m[mAt + i] = first;
      v[vAt + i] = second;
      h[hAt + i] = largest;
      float deviation = (float) Math.sqrt(largest) * f.rootFactor + f.epsilon;
      w[wAt + i] = x - f.rate * (first / deviation);
    }
  }

  @Override
  public void lion(
      AdamFactors f, float[] w, int wAt, float[] m, int mAt, float[] g, int gAt, int length) {
    for (int i = 0; i < length; i++) {
      float slope = g[gAt + i];
      float moment = m[mAt + i];
      float ahead = f.keepFirst * moment + f.takeFirst * slope;
      float sign = ahead > 0f ? 1f : ahead < 0f ? -1f : 0f;
      w[wAt + i] = w[wAt + i] * f.keep - f.rate * sign;
      m[mAt + i] = flushed(f.keepSecond * moment + f.takeSecond * slope);
    }
  }

  @Override
  public void lars(
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
      float speed = flushed(momentum * v[vAt + i] + rate * (g[gAt + i] + decay * x));
      v[vAt + i] = speed;
      w[wAt + i] = x - speed;
    }
  }

  @Override
  public void lambDirection(
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
      float slope = g[gAt + i];
      float first = firstMoment(f, m[mAt + i], slope);
      float second = secondMoment(f, v[vAt + i], slope);
      m[mAt + i] = first;
      v[vAt + i] = second;
      float deviation = (float) Math.sqrt(second) * f.rootFactor + f.epsilon;
      g[gAt + i] = f.rate * first / deviation + f.gradientDecay * w[wAt + i];
    }
  }
}
