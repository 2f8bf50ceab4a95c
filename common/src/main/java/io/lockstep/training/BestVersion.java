package io.lockstep.training;

import io.lockstep.format.FormatException;
import io.lockstep.format.JsonText;
import io.lockstep.format.Sha256;
import io.lockstep.run.Metrics;
import io.lockstep.run.RunReport;
import java.nio.charset.StandardCharsets;
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

  /// All that was measured, as JSON; earlier versions had the loss and the accuracy alone.
  private static final String VALIDATION = "best.validation";

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
    facts.put(
        VALIDATION, new String(JsonText.line(best.validation().json()), StandardCharsets.UTF_8));
    return facts;
  }

  void restore(Map<String, String> facts) {
    if (!facts.containsKey(STEP)) {
      return;
    }
    best =
        new RunReport.Best(
            Long.parseLong(facts.get(STEP)),
            Integer.parseInt(facts.get(EPOCH)),
            facts.containsKey(VALIDATION) ? all(facts.get(VALIDATION)) : lossAndAccuracy(facts),
            facts.get(WEIGHTS));
  }

  private static Metrics all(String json) {
    try {
      return Metrics.ofJson(JsonText.object(json.getBytes(StandardCharsets.UTF_8)));
    } catch (FormatException torn) {
      throw new IllegalStateException("what a sealed checkpoint says of the best version", torn);
    }
  }

  private static Metrics lossAndAccuracy(Map<String, String> facts) {
    OptionalDouble accuracy =
        facts.containsKey(ACCURACY)
            ? OptionalDouble.of(value(facts.get(ACCURACY)))
            : OptionalDouble.empty();
    return new Metrics(value(facts.get(LOSS)), accuracy, Long.parseLong(facts.get(EXAMPLES)));
  }

  private static String bits(double value) {
    return Long.toHexString(Double.doubleToLongBits(value));
  }

  private static double value(String bits) {
    return Double.longBitsToDouble(Long.parseUnsignedLong(bits, 16));
  }
}
