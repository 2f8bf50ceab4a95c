package io.lockstep.loss;

import io.lockstep.kernel.Kernels;
import java.util.Optional;

/// Cross-entropy fused with softmax over targets that are spread or weighed: with class c, weights
/// w, smoothing e over k classes, `q[j] = e/k · w[j]`, and `(1 - e) · w[c]` more at c; the loss is
/// `-Σ q[j]·log softmax(x)[j]`, its gradient `Σq · softmax(x) - q`.
final class WeighedCrossEntropy implements Loss {

  private final int width;
  private final float[] spread;
  private final float spreadSum;
  private final float[] own;
  private final float[] terms;
  private final Kernels kernels;

  /// @param smoothing 0 to below 1
  /// @param weights one a class
  WeighedCrossEntropy(float smoothing, float[] weights, Kernels kernels) {
    this.width = weights.length;
    this.spread = new float[width];
    this.own = new float[width];
    this.terms = new float[width];
    this.kernels = kernels;
    for (int j = 0; j < width; j++) {
      spread[j] = smoothing / width * weights[j];
      own[j] = (1f - smoothing) * weights[j];
    }
    this.spreadSum = kernels.rowSum(spread, 0, width);
  }

  @Override
  public Optional<Loss> logarithm() {
    return Optional.of(new CrossEntropy(width, kernels));
  }

  @Override
  public void gradient(
      float[] y, float[] target, float[] dy, float[] rowLoss, int from, int count) {
    int begin = from * width;
    kernels.logSoftmax(y, begin, dy, begin, count, width);
    for (int row = from; row < from + count; row++) {
      int at = row * width;
      int right = (int) target[row];
      float spreadLoss = 0f;
      if (spreadSum > 0f) {
        for (int j = 0; j < width; j++) {
          terms[j] = spread[j] * dy[at + j];
        }
        spreadLoss = kernels.rowSum(terms, 0, width);
      }
      rowLoss[row] = 0f - (own[right] * dy[at + right] + spreadLoss);
    }
    kernels.exp(dy, begin, dy, begin, count * width);
    for (int row = from; row < from + count; row++) {
      int at = row * width;
      int right = (int) target[row];
      float sum = own[right] + spreadSum;
      for (int j = 0; j < width; j++) {
        dy[at + j] = sum * dy[at + j] - spread[j];
      }
      dy[at + right] -= own[right];
    }
  }

  @Override
  public long correct(float[] y, float[] target, int from, int count) {
    return Scores.correct(y, width, 0f, target, from, count);
  }

  @Override
  public void predictions(float[] y, float[] out, int rows) {
    kernels.softmax(y, 0, out, 0, rows, width);
  }
}
