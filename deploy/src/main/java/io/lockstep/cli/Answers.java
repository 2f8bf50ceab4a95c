package io.lockstep.cli;

import io.lockstep.data.Examples;
import io.lockstep.model.Pass;
import java.util.Arrays;

/// What a model gives for many rows of features.
final class Answers {

  private static final int ROWS = 256;

  private final ClassScores meaning;
  private final int width;
  private final float[] outputs;

  private Answers(ClassScores meaning, int width, float[] outputs) {
    this.meaning = meaning;
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
    return new Answers(ClassScores.of(model), width, outputs);
  }

  /// The first output, as it is.
  float number(int row) {
    return outputs[row * width];
  }

  /// Of each class, row-major, as `predict` tells them.
  float[] scores() {
    float[] first = scores(0);
    float[] all = Arrays.copyOf(first, Math.multiplyExact(count(), first.length));
    for (int row = 1; row < count(); row++) {
      System.arraycopy(scores(row), 0, all, row * first.length, first.length);
    }
    return all;
  }

  int predictedClass(int row) {
    return ClassScores.best(scores(row));
  }

  /// Of the predicted class.
  double score(int row) {
    float[] scores = scores(row);
    return scores[ClassScores.best(scores)];
  }

  private int count() {
    return outputs.length / width;
  }

  private float[] scores(int row) {
    return meaning.of(outputs, row * width, width);
  }
}
