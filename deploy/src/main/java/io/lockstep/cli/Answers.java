package io.lockstep.cli;

import io.lockstep.data.Examples;
import io.lockstep.model.Pass;

/// What a model gives for many rows of features.
final class Answers {

  private static final int ROWS = 256;

  private final int width;
  private final float[] outputs;

  private Answers(int width, float[] outputs) {
    this.width = width;
    this.outputs = outputs;
  }

  /// Writes the features of one row.
  @FunctionalInterface
  interface Rows {
    void features(int row, float[] target, int offset);
  }

  static Answers of(TrainedModel model, Examples examples) {
    return of(model, examples.count(), examples::features);
  }

  static Answers of(TrainedModel model, int count, Rows rows) {
    int width = model.network().outputWidth();
    float[] outputs = new float[Math.multiplyExact(count, width)];
    Pass pass = model.network().pass(Math.min(ROWS, count), ROWS);
    for (int first = 0; first < count; first += ROWS) {
      int some = Math.min(ROWS, count - first);
      for (int row = 0; row < some; row++) {
        rows.features(first + row, pass.input(), row * model.network().inputWidth());
      }
      pass.predict(model.parameters(), some);
      System.arraycopy(pass.output(), 0, outputs, first * width, some * width);
    }
    return new Answers(width, outputs);
  }

  /// The first output, as it is.
  float number(int row) {
    return outputs[row * width];
  }

  /// One for each class, row-major; a net with one score gives that of the second class.
  float[] probabilities() {
    if (width > 1) {
      return outputs.clone();
    }
    float[] both = new float[2 * outputs.length];
    for (int row = 0; row < outputs.length; row++) {
      both[2 * row] = 1 - outputs[row];
      both[2 * row + 1] = outputs[row];
    }
    return both;
  }

  int predictedClass(int row) {
    if (width == 1) {
      return outputs[row] > 1 - outputs[row] ? 1 : 0;
    }
    int best = 0;
    for (int i = 1; i < width; i++) {
      best = outputs[row * width + i] > outputs[row * width + best] ? i : best;
    }
    return best;
  }

  /// Of the predicted class.
  double probability(int row) {
    if (width == 1) {
      return Math.max(outputs[row], 1 - outputs[row]);
    }
    return outputs[row * width + predictedClass(row)];
  }
}
