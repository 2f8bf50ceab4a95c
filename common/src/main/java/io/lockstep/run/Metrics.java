package io.lockstep.run;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;

/// How well a version does on a set of examples.
///
/// @param loss mean over the examples, in nats for the two cross-entropies
/// @param accuracy share of examples classified correctly, 0..1; empty for a regression
/// @param examples how many were counted
public record Metrics(double loss, OptionalDouble accuracy, long examples) {

  public Metrics {
    if (examples < 1) {
      throw new IllegalArgumentException("metrics of %d examples say nothing".formatted(examples));
    }
    if (accuracy.isPresent() && !(accuracy.getAsDouble() >= 0 && accuracy.getAsDouble() <= 1)) {
      throw new IllegalArgumentException("accuracy %s is not in 0..1".formatted(accuracy));
    }
  }

  /// From the sums of a classifier.
  public static Metrics ofClassifier(double lossSum, long correctCount, long examples) {
    return new Metrics(
        lossSum / examples, OptionalDouble.of((double) correctCount / examples), examples);
  }

  /// From the sum of a regression.
  public static Metrics ofRegression(double lossSum, long examples) {
    return new Metrics(lossSum / examples, OptionalDouble.empty(), examples);
  }

  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("loss", loss);
    accuracy.ifPresent(share -> json.put("accuracy", share));
    json.put("examples", examples);
    return json;
  }

  static Metrics ofJson(Map<?, ?> json) {
    if (!json.containsKey("loss")) {
      throw new IllegalArgumentException("metrics without a loss");
    }
    Object accuracy = json.get("accuracy");
    return new Metrics(
        asDouble(json.get("loss")),
        accuracy == null ? OptionalDouble.empty() : OptionalDouble.of(asDouble(accuracy)),
        ((Number) json.get("examples")).longValue());
  }

  /// Null stands for what is no finite number; runs of earlier versions hold its name as a text.
  private static double asDouble(Object value) {
    return switch (value) {
      case null -> Double.NaN;
      case String text -> Double.parseDouble(text);
      default -> ((Number) value).doubleValue();
    };
  }
}
