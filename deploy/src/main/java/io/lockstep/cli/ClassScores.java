package io.lockstep.cli;

import io.lockstep.config.LossSpec;
import io.lockstep.plot.Certainty;

/// What a net says of the classes of one example: probabilities, or scores of which the largest
/// counts.
///
/// @param loss that it was trained with
record ClassScores(LossSpec loss) {

  static ClassScores of(TrainedModel model) {
    return new ClassScores(model.configuration().model().loss());
  }

  /// What one of them is called.
  String word() {
    return certainty().word();
  }

  String words() {
    return switch (certainty()) {
      case PROBABILITY -> "probabilities";
      case SCORE -> "scores";
    };
  }

  Certainty certainty() {
    return switch (loss) {
      case LossSpec.CrossEntropy _, LossSpec.BinaryCrossEntropy _, LossSpec.Focal _ ->
          Certainty.PROBABILITY;
      case LossSpec.Hinge _,
          LossSpec.Mse _,
          LossSpec.Mae _,
          LossSpec.Huber _,
          LossSpec.LogCosh _,
          LossSpec.KullbackLeibler _ ->
          Certainty.SCORE;
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

  /// The class that scores say: the largest, ties going to the lowest class.
  static int best(float[] scores) {
    int best = 0;
    for (int i = 1; i < scores.length; i++) {
      best = scores[i] > scores[best] ? i : best;
    }
    return best;
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
