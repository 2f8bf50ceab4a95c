package io.lockstep.measure;

import java.util.Arrays;
import java.util.Random;

/// Rows that no net has made. The prediction of one output is the output; so it is of several.
record MadeRows(int count, int outputWidth, double lossSum, float[] scores, float[] targets)
    implements BlockTally.Rows {

  static MadeRows classes(Random random, int count, int width, int classes) {
    float[] scores = new float[count * width];
    float[] targets = new float[count];
    for (int row = 0; row < count; row++) {
      targets[row] = random.nextInt(classes);
      for (int j = 0; j < width; j++) {
        // Few different ones, so that many are the same.
        scores[row * width + j] = random.nextInt(20) / 20f;
      }
      if (random.nextInt(3) > 0 && width > 1) {
        scores[row * width + (int) targets[row]] += 0.5f;
      }
    }
    return new MadeRows(count, width, random.nextDouble(), scores, targets);
  }

  static MadeRows values(Random random, int count, int width, double mean) {
    float[] scores = new float[count * width];
    float[] targets = new float[count * width];
    for (int at = 0; at < scores.length; at++) {
      targets[at] = (float) (mean + random.nextGaussian());
      scores[at] = (float) (targets[at] + 0.3 * random.nextGaussian());
    }
    return new MadeRows(count, width, random.nextDouble(), scores, targets);
  }

  /// Rows `[from, end)`, with the loss that falls to so many.
  MadeRows cut(int from, int end) {
    int targetWidth = targets.length / count;
    float[] someScores = Arrays.copyOfRange(scores, from * outputWidth, end * outputWidth);
    float[] someTargets = Arrays.copyOfRange(targets, from * targetWidth, end * targetWidth);
    return new MadeRows(end - from, outputWidth, lossSum * (end - from), someScores, someTargets);
  }

  /// Twice the loss, so that the two are told apart.
  @Override
  public double logLossSum() {
    return 2 * lossSum;
  }

  @Override
  public float[] predictions() {
    return scores;
  }

  /// Of several numbers, when the largest is that of the target.
  @Override
  public boolean isRight(int row) {
    return targets.length > count
        ? largest(scores, row) == largest(targets, row)
        : predicted(row) == (int) targets[row];
  }

  int predicted(int row) {
    if (outputWidth == 1) {
      return scores[row] > 0.5f ? 1 : 0;
    }
    return largest(scores, row);
  }

  private int largest(float[] numbers, int row) {
    int best = 0;
    for (int j = 1; j < outputWidth; j++) {
      if (numbers[row * outputWidth + j] > numbers[row * outputWidth + best]) {
        best = j;
      }
    }
    return best;
  }
}
