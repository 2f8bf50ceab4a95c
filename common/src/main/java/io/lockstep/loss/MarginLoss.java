package io.lockstep.loss;

import io.lockstep.kernel.Kernels;

/// Hinge: of one score z `max(0, margin ∓ z)`, of several the mean over the classes of how far the
/// score of the right one is from being `margin` above that of each other.
final class MarginLoss implements Loss {

  private final int width;
  private final float margin;
  private final float[] misses;
  private final Kernels kernels;

  MarginLoss(float margin, int width, Kernels kernels) {
    this.width = width;
    this.margin = margin;
    this.misses = new float[width];
    this.kernels = kernels;
  }

  @Override
  public void gradient(
      float[] y, float[] target, float[] dy, float[] rowLoss, int from, int count) {
    for (int row = from; row < from + count; row++) {
      int right = (int) target[row];
      if (width == 1) {
        ofOne(y[row], right == 1 ? 1f : -1f, dy, rowLoss, row);
      } else {
        ofSeveral(y, row * width, right, dy);
        rowLoss[row] = kernels.rowSum(misses, 0, width) / width;
      }
    }
  }

  private void ofOne(float score, float sign, float[] dy, float[] rowLoss, int row) {
    float miss = missed(margin - sign * score);
    rowLoss[row] = miss;
    dy[row] = -sign * step(miss);
  }

  private void ofSeveral(float[] y, int at, int right, float[] dy) {
    float slope = 1f / width;
    float pushed = 0f;
    for (int j = 0; j < width; j++) {
      float miss = j == right ? 0f : missed(margin - (y[at + right] - y[at + j]));
      misses[j] = miss;
      pushed += step(miss);
      dy[at + j] = slope * step(miss);
    }
    dy[at + right] = -slope * pushed;
  }

  /// NaN stays NaN.
  private static float missed(float distance) {
    return distance <= 0f ? 0f : distance;
  }

  /// 1 where there is a miss; what is no finite number becomes NaN, and so stays visible.
  private static float step(float miss) {
    return miss == 0f ? 0f : 1f + (miss - miss);
  }

  @Override
  public long correct(float[] y, float[] target, int from, int count) {
    return Scores.correct(y, width, 0f, target, from, count);
  }

  @Override
  public void predictions(float[] y, float[] out, int rows) {
    System.arraycopy(y, 0, out, 0, rows * width);
  }
}
