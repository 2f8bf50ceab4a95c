package io.lockstep.cli;

import io.lockstep.config.LossSpec;

/// What a net says of the classes of one example: probabilities, or scores of which the largest
/// counts.
///
/// @param loss that it was trained with
record ClassScores(LossSpec loss) {

  /// What one of them is called.
  String word() {
    return areProbabilities() ? "probability" : "score";
  }

  String words() {
    return areProbabilities() ? "probabilities" : "scores";
  }

  private boolean areProbabilities() {
    return switch (loss) {
      case LossSpec.CrossEntropy _, LossSpec.BinaryCrossEntropy _, LossSpec.Focal _ -> true;
      case LossSpec.Hinge _,
          LossSpec.Mse _,
          LossSpec.Mae _,
          LossSpec.Huber _,
          LossSpec.LogCosh _,
          LossSpec.KullbackLeibler _ ->
          false;
    };
  }

  /// One for each class; a net with one output gives that of the second class.
  float[] of(float[] outputs, int at, int width) {
    if (width == 1) {
      return new float[] {ofTheFirst(outputs[at]), outputs[at]};
    }
    float[] scores = new float[width];
    System.arraycopy(outputs, at, scores, 0, width);
    return scores;
  }

  private float ofTheFirst(float ofTheSecond) {
    return switch (loss) {
      case LossSpec.Hinge _ -> -ofTheSecond;
      case LossSpec.Mse mse ->
          mse.targets()
              .map(levels -> (float) levels.low() + (float) levels.high() - ofTheSecond)
              .orElse(-ofTheSecond);
      case LossSpec.CrossEntropy _,
          LossSpec.BinaryCrossEntropy _,
          LossSpec.KullbackLeibler _,
          LossSpec.Focal _,
          LossSpec.Mae _,
          LossSpec.Huber _,
          LossSpec.LogCosh _ ->
          1 - ofTheSecond;
    };
  }
}
