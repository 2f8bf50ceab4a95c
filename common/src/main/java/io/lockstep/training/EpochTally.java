package io.lockstep.training;

import io.lockstep.run.Metrics;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;

/// Loss and right answers of the training examples counted so far in the epoch at hand. Steps are
/// added in their order, in double, so a resumed run reports the same.
final class EpochTally {

  private static final String EXAMPLES = "epoch.examples";
  private static final String LOSS = "epoch.loss-bits";
  private static final String CORRECT = "epoch.correct";

  private long examples;
  private double lossSum;
  private long correct;

  void add(int stepExamples, double stepLossSum, long stepCorrect) {
    examples += stepExamples;
    lossSum += stepLossSum;
    correct += stepCorrect;
  }

  /// Of values, of which none is right or wrong.
  ///
  /// @param factor that makes of a loss that in units of the file
  Metrics ofValues(double factor) {
    return new Metrics(lossSum / examples * factor, OptionalDouble.empty(), examples);
  }

  Metrics ofClasses() {
    OptionalDouble accuracy = OptionalDouble.of((double) correct / examples);
    return new Metrics(lossSum / examples, accuracy, examples);
  }

  void clear() {
    examples = 0;
    lossSum = 0;
    correct = 0;
  }

  Map<String, String> facts() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put(EXAMPLES, Long.toString(examples));
    facts.put(LOSS, Long.toHexString(Double.doubleToLongBits(lossSum)));
    facts.put(CORRECT, Long.toString(correct));
    return facts;
  }

  void restore(Map<String, String> facts) {
    examples = Long.parseLong(facts.getOrDefault(EXAMPLES, "0"));
    lossSum = Double.longBitsToDouble(Long.parseUnsignedLong(facts.getOrDefault(LOSS, "0"), 16));
    correct = Long.parseLong(facts.getOrDefault(CORRECT, "0"));
  }
}
