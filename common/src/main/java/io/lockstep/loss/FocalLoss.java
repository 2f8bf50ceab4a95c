package io.lockstep.loss;

import io.lockstep.kernel.Kernels;
import java.util.Optional;

/// Cross-entropy times `(1 - p)^gamma`, p being the probability of the right class, fused with
/// softmax, or of one score with sigmoid. With `r = 1 - p`, summed over the other classes so that
/// it keeps its digits, and `m = w·r^gamma`, the loss is `-m·log p` and its slope by the score of
/// the right class `m·(gamma·p·(log p / r) - 1)·r`.
final class FocalLoss implements Loss {

  private final int width;
  private final float gamma;
  private final float[] weights;
  private final float[] scratch = new float[2];
  private final Kernels kernels;

  /// @param width 1, or that of the weights
  /// @param weights one a class, two for one score
  FocalLoss(float gamma, float[] weights, int width, Kernels kernels) {
    this.width = width;
    this.gamma = gamma;
    this.weights = weights.clone();
    this.kernels = kernels;
  }

  @Override
  public Optional<Loss> logarithm() {
    return Optional.of(
        width == 1 ? new BinaryCrossEntropy(1, kernels) : new CrossEntropy(width, kernels));
  }

  @Override
  public void gradient(
      float[] y, float[] target, float[] dy, float[] rowLoss, int from, int count) {
    if (width == 1) {
      for (int row = from; row < from + count; row++) {
        ofOne(y[row], (int) target[row], dy, rowLoss, row);
      }
      return;
    }
    int begin = from * width;
    kernels.logSoftmax(y, begin, dy, begin, count, width);
    for (int row = from; row < from + count; row++) {
      rowLoss[row] = dy[row * width + (int) target[row]];
    }
    kernels.exp(dy, begin, dy, begin, count * width);
    for (int row = from; row < from + count; row++) {
      ofSeveral((int) target[row], dy, rowLoss, row);
    }
  }

  /// dy holds the probabilities, rowLoss the logarithm of the right one.
  private void ofSeveral(int right, float[] dy, float[] rowLoss, int row) {
    int at = row * width;
    float log = rowLoss[row];
    float p = dy[at + right];
    dy[at + right] = 0f;
    float rest = kernels.rowSum(dy, at, width);
    float factor = weights[right] * power(rest);
    float slope = factor * (gamma * p * ratio(log, rest) - 1f);
    rowLoss[row] = 0f - factor * log;
    for (int j = 0; j < width; j++) {
      dy[at + j] = -(slope * dy[at + j]);
    }
    dy[at + right] = slope * rest;
  }

  private void ofOne(float score, int right, float[] dy, float[] rowLoss, int row) {
    float sign = right == 1 ? 1f : -1f;
    scratch[0] = sign * score;
    scratch[1] = -(sign * score);
    kernels.activations().softplus(scratch, 1, rowLoss, row, 1);
    kernels.sigmoid(scratch, 0, scratch, 0, 2);
    float log = -rowLoss[row];
    float p = scratch[0];
    float rest = scratch[1];
    float factor = weights[right] * power(rest);
    float slope = factor * (gamma * p * ratio(log, rest) - 1f);
    rowLoss[row] = 0f - factor * log;
    dy[row] = sign * (slope * rest);
  }

  /// Its limit is -1 where nothing is left.
  private static float ratio(float log, float rest) {
    return rest == 0f ? -1f : log / rest;
  }

  private float power(float rest) {
    if (gamma == 0f) {
      return 1f;
    }
    scratch[0] = rest;
    kernels.log(scratch, 0, scratch, 0, 1);
    scratch[0] = gamma * scratch[0];
    kernels.exp(scratch, 0, scratch, 0, 1);
    return scratch[0];
  }

  @Override
  public long correct(float[] y, float[] target, int from, int count) {
    return Scores.correct(y, width, 0f, target, from, count);
  }

  @Override
  public void predictions(float[] y, float[] out, int rows) {
    if (width == 1) {
      kernels.sigmoid(y, 0, out, 0, rows);
    } else {
      kernels.softmax(y, 0, out, 0, rows, width);
    }
  }
}
