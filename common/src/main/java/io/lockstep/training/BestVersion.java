package io.lockstep.training;

import io.lockstep.format.Sha256;
import io.lockstep.run.Metrics;
import io.lockstep.run.RunReport;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicReference;

/// The version with the smallest validation loss so far; of equal ones the earliest. A loss that is
/// no finite number is never best.
final class BestVersion {

  private static final String STEP = "best.step";
  private static final String EPOCH = "best.epoch";
  private static final String LOSS = "best.loss-bits";
  private static final String ACCURACY = "best.accuracy-bits";
  private static final String EXAMPLES = "best.examples";
  private static final String WEIGHTS = "best.weights-sha256";

  private RunReport.Best best;
  private final AtomicReference<float[]> unstored = new AtomicReference<>();

  /// Keeps a copy when this version is better.
  ///
  /// @return this version as the new best; empty when it is none
  Optional<RunReport.Best> consider(long step, int epoch, Metrics validation, float[] candidate) {
    if (!Double.isFinite(validation.loss())) {
      return Optional.empty();
    }
    if (best != null && !(validation.loss() < best.validation().loss())) {
      return Optional.empty();
    }
    best = new RunReport.Best(step, epoch, validation, Sha256.weights(candidate));
    unstored.set(candidate.clone());
    return Optional.of(best);
  }

  /// Notes how the best version does on the test set. Nothing is best after that.
  void tested(Metrics test) {
    best = best.tested(test);
  }

  Optional<RunReport.Best> report() {
    return Optional.ofNullable(best);
  }

  /// The best parameters while they are not stored yet.
  Optional<float[]> unstored() {
    return Optional.ofNullable(unstored.get());
  }

  /// These parameters are stored now; better ones may have been found meanwhile. Any thread.
  void stored(float[] found) {
    unstored.compareAndSet(found, null);
  }

  Map<String, String> facts() {
    if (best == null) {
      return Map.of();
    }
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put(STEP, Long.toString(best.step()));
    facts.put(EPOCH, Integer.toString(best.epoch()));
    facts.put(LOSS, bits(best.validation().loss()));
    best.validation().accuracy().ifPresent(share -> facts.put(ACCURACY, bits(share)));
    facts.put(EXAMPLES, Long.toString(best.validation().examples()));
    facts.put(WEIGHTS, best.weightsSha256());
    return facts;
  }

  void restore(Map<String, String> facts) {
    if (!facts.containsKey(STEP)) {
      return;
    }
    OptionalDouble accuracy =
        facts.containsKey(ACCURACY)
            ? OptionalDouble.of(value(facts.get(ACCURACY)))
            : OptionalDouble.empty();
    Metrics validation =
        new Metrics(value(facts.get(LOSS)), accuracy, Long.parseLong(facts.get(EXAMPLES)));
    best =
        new RunReport.Best(
            Long.parseLong(facts.get(STEP)),
            Integer.parseInt(facts.get(EPOCH)),
            validation,
            facts.get(WEIGHTS));
  }

  private static String bits(double value) {
    return Long.toHexString(Double.doubleToLongBits(value));
  }

  private static double value(String bits) {
    return Double.longBitsToDouble(Long.parseUnsignedLong(bits, 16));
  }
}
