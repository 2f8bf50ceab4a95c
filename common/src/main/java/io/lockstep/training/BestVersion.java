package io.lockstep.training;

import io.lockstep.format.FormatException;
import io.lockstep.format.JsonText;
import io.lockstep.format.Sha256;
import io.lockstep.run.Metrics;
import io.lockstep.run.RunReport;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicReference;

/// The best version so far, as the course of the run has found it: its metrics, and its parameters
/// until they are on the disk.
final class BestVersion {

  private static final String STEP = "best.step";
  private static final String EPOCH = "best.epoch";
  private static final String WEIGHTS = "best.weights-sha256";

  /// Behind `best.`: all that was measured on each of them, as JSON.
  private static final List<String> PARTS = List.of("train", "validation");

  /// Facts of earlier builds, which had the loss and the accuracy on the validation part alone.
  private static final String LOSS = "best.loss-bits";

  private static final String ACCURACY = "best.accuracy-bits";
  private static final String EXAMPLES = "best.examples";

  private RunReport.Best best;
  private final AtomicReference<float[]> unstored = new AtomicReference<>();

  /// Keeps a copy of this version, which is better than any before.
  ///
  /// @param metrics by part
  RunReport.Best found(long step, int epoch, Map<String, Metrics> metrics, float[] parameters) {
    best = new RunReport.Best(step, epoch, metrics, Sha256.weights(parameters));
    unstored.set(parameters.clone());
    return best;
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
    for (String part : PARTS) {
      Metrics measured = best.metrics().get(part);
      if (measured != null) {
        byte[] json = JsonText.line(measured.json());
        facts.put("best." + part, new String(json, StandardCharsets.UTF_8));
      }
    }
    facts.put(WEIGHTS, best.weightsSha256());
    return facts;
  }

  void restore(Map<String, String> facts) {
    if (!facts.containsKey(STEP)) {
      return;
    }
    Map<String, Metrics> metrics = new LinkedHashMap<>();
    for (String part : PARTS) {
      Optional.ofNullable(facts.get("best." + part))
          .ifPresent(json -> metrics.put(part, measured(json)));
    }
    if (metrics.isEmpty()) {
      metrics.put("validation", lossAndAccuracy(facts));
    }
    best =
        new RunReport.Best(
            Long.parseLong(facts.get(STEP)),
            Integer.parseInt(facts.get(EPOCH)),
            metrics,
            facts.get(WEIGHTS));
  }

  private static Metrics measured(String json) {
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

  private static double value(String bits) {
    return Double.longBitsToDouble(Long.parseUnsignedLong(bits, 16));
  }
}
