package io.lockstep.measure;

import java.util.Arrays;
import java.util.Random;

/// Rows of several labels that no net has made: scores of both signs, and the probabilities that
/// follow, few different ones, so that many are the same.
record LabelRows(int count, int outputWidth, float[] scores, float[] targets)
    implements BlockTally.Rows {

  private static final int LEVELS = 9;

  /// @param share of the examples that have the label, by label
  static LabelRows of(Random random, int count, double... share) {
    float[] scores = new float[count * share.length];
    float[] targets = new float[count * share.length];
    for (int at = 0; at < scores.length; at++) {
      targets[at] = random.nextDouble() < share[at % share.length] ? 1 : 0;
      scores[at] = random.nextInt(LEVELS) - LEVELS / 2 + targets[at];
    }
    return new LabelRows(count, share.length, scores, targets);
  }

  /// Rows `[from, end)`.
  LabelRows cut(int from, int end) {
    float[] someScores = Arrays.copyOfRange(scores, from * outputWidth, end * outputWidth);
    float[] someTargets = Arrays.copyOfRange(targets, from * outputWidth, end * outputWidth);
    return new LabelRows(end - from, outputWidth, someScores, someTargets);
  }

  boolean has(int row, int label) {
    return targets[row * outputWidth + label] == 1;
  }

  boolean isTold(int row, int label) {
    return scores[row * outputWidth + label] > 0;
  }

  float score(int row, int label) {
    return scores[row * outputWidth + label];
  }

  @Override
  public double lossSum() {
    return 0.25 * count;
  }

  @Override
  public double logLossSum() {
    return Double.NaN;
  }

  @Override
  public boolean isRight(int row) {
    for (int label = 0; label < outputWidth; label++) {
      if (has(row, label) != isTold(row, label)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public float[] predictions() {
    float[] probabilities = new float[scores.length];
    for (int at = 0; at < scores.length; at++) {
      probabilities[at] = (float) (1 / (1 + Math.exp(-scores[at])));
    }
    return probabilities;
  }
}
