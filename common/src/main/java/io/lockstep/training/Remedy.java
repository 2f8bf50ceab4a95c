package io.lockstep.training;

import io.lockstep.config.LossSpec;
import io.lockstep.data.Examples;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;
import java.util.Optional;

/// What helps a run whose loss grew beyond bounds, or did not move: found in the sizes of labels,
/// inputs and first weights, and in what makes steps long or short. Reads the data, so it is for
/// the end of a run.
///
/// @param reason what is at fault beside the learning rate; empty when nothing is
/// @param advice what to change, all of it
record Remedy(String reason, String advice) {

  /// Of a large number, log cosh is so much less than the number.
  private static final double LN_2 = 0.6931471805599453;

  /// For a loss that grew.
  static Remedy forGrowth(PreparedRun run) {
    RemedySearch search = new RemedySearch(run);
    search.labels();
    search.inputs();
    search.weights();
    StepRemedies steps = new StepRemedies(run, search);
    steps.takingTooMuch();
    steps.tooLong();
    return search.found();
  }

  /// For a loss that stayed where it was.
  static Remedy forStandstill(PreparedRun run) {
    RemedySearch search = new RemedySearch(run);
    search.labels();
    search.weights();
    search.zeroWeights();
    StepRemedies steps = new StepRemedies(run, search);
    steps.heldDown();
    steps.tooShort();
    if (search.isClean()) {
      steps.longerThanUsual();
    }
    if (search.isClean()) {
      search.advise("see what the inputs say of the label, with: lockstep summary CONFIG");
    }
    return search.found();
  }

  /// For a large label that the outputs never came near: the loss is above that of a net which
  /// always gives the mean.
  static Optional<Remedy> forOutOfReach(PreparedRun run, double loss) {
    RemedySearch search = new RemedySearch(run);
    search.labels();
    return search.isClean() || loss <= lossOfTheMean(run)
        ? Optional.empty()
        : Optional.of(search.found());
  }

  /// Of numbers to be predicted.
  static double lossOfTheMean(PreparedRun run) {
    Examples train = run.data().train();
    float[] target = new float[train.targetWidth()];
    double[] means = new double[target.length];
    for (int i = 0; i < train.count(); i++) {
      train.target(i, target, 0);
      for (int j = 0; j < means.length; j++) {
        means[j] += target[j];
      }
    }
    for (int j = 0; j < means.length; j++) {
      means[j] /= train.count();
    }
    LossSpec spec = run.configuration().model().loss();
    double loss = 0;
    for (int i = 0; i < train.count(); i++) {
      train.target(i, target, 0);
      for (int j = 0; j < means.length; j++) {
        loss += lossAt(Math.abs(target[j] - means[j]), spec) / means.length;
      }
    }
    return loss / train.count() * run.lossFactor();
  }

  private static double lossAt(double distance, LossSpec loss) {
    return switch (loss) {
      case LossSpec.Mse _ -> distance * distance;
      case LossSpec.Huber huber when distance <= huber.delta() -> distance * distance / 2;
      case LossSpec.Huber huber -> huber.delta() * (distance - huber.delta() / 2);
      case LossSpec.LogCosh _ -> Math.max(0, distance - LN_2);
      default -> distance;
    };
  }

  /// In three digits.
  static String shown(double value) {
    return Math.abs(value) < 1e5
        ? new BigDecimal(value).round(new MathContext(3)).stripTrailingZeros().toPlainString()
        : String.format(Locale.ROOT, "%.2e", value);
  }

  /// With a separator in front, for the end of a sentence.
  String afterwards() {
    return Optional.of(reason).filter(text -> !text.isEmpty()).map("; "::concat).orElse("");
  }
}
