package io.lockstep.training;

import io.lockstep.run.EpochMetrics;
import io.lockstep.run.Metrics;
import io.lockstep.version.StepNorms;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;

/// Loss and right answers of the training examples counted so far in the epoch at hand, and the
/// norms of the step that ends it. Steps are added in their order, in double, so a resumed run
/// reports the same.
final class EpochTally {

  private static final String EXAMPLES = "epoch.examples";
  private static final String LOSS = "epoch.loss-bits";
  private static final String CORRECT = "epoch.correct";
  private static final String GRADIENT = "epoch.gradient-norm-bits";
  private static final String UPDATE = "epoch.update-ratio-bits";

  private long examples;
  private double lossSum;
  private long correct;
  private EpochMetrics.Norms norms = EpochMetrics.Norms.UNKNOWN;

  void add(int stepExamples, double stepLossSum, long stepCorrect) {
    examples += stepExamples;
    lossSum += stepLossSum;
    correct += stepCorrect;
  }

  /// Of the step that ends the epoch.
  void lastStep(StepNorms last) {
    norms = new EpochMetrics.Norms(last.gradientNorm(), last.updateRatio());
  }

  EpochMetrics.Norms norms() {
    return norms;
  }

  /// Of values, of which none is right or wrong.
  ///
  /// @param factor that makes of a loss that in units of the file
  Metrics ofValues(double factor) {
    return new Metrics(lossSum / examples * factor, OptionalDouble.empty(), examples);
  }

  /// Of classes, labels and shares, whose loss has no unit of the file.
  Metrics ofAnswers() {
    OptionalDouble accuracy = OptionalDouble.of((double) correct / examples);
    return new Metrics(lossSum / examples, accuracy, examples);
  }

  /// Of what this run is measured by.
  Metrics of(PreparedRun run) {
    return run.hasAccuracy() ? ofAnswers() : ofValues(run.lossFactor());
  }

  void clear() {
    examples = 0;
    lossSum = 0;
    correct = 0;
    norms = EpochMetrics.Norms.UNKNOWN;
  }

  Map<String, String> facts() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put(EXAMPLES, Long.toString(examples));
    facts.put(LOSS, Long.toHexString(Double.doubleToLongBits(lossSum)));
    facts.put(CORRECT, Long.toString(correct));
    if (norms.isKnown()) {
      facts.put(GRADIENT, Long.toHexString(Double.doubleToLongBits(norms.gradient())));
      facts.put(UPDATE, Long.toHexString(Double.doubleToLongBits(norms.updateRatio())));
    }
    return facts;
  }

  void restore(Map<String, String> facts) {
    examples = Long.parseLong(facts.getOrDefault(EXAMPLES, "0"));
    lossSum = number(facts.getOrDefault(LOSS, "0"));
    correct = Long.parseLong(facts.getOrDefault(CORRECT, "0"));
    norms =
        facts.containsKey(GRADIENT)
            ? new EpochMetrics.Norms(number(facts.get(GRADIENT)), number(facts.get(UPDATE)))
            : EpochMetrics.Norms.UNKNOWN;
  }

  private static double number(String bits) {
    return Double.longBitsToDouble(Long.parseUnsignedLong(bits, 16));
  }
}
