package io.lockstep.kernel;

/// The definition of [Gradients], element by element.
final class ScalarGradients implements Gradients {

  static final ScalarGradients INSTANCE = new ScalarGradients();

  private ScalarGradients() {}

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
      w[wAt + i] = ScalarUpdates.flushed(keep * w[wAt + i] + take * x[xAt + i]);
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
}
