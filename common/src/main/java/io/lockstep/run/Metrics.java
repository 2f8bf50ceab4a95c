package io.lockstep.run;

import io.lockstep.measure.Confusion;
import io.lockstep.measure.Findings;
import io.lockstep.measure.LabelFigures;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/// How well a version does on a set of examples.
///
/// @param loss mean over the examples, in nats for the two cross-entropies
/// @param accuracy share of examples answered rightly, 0..1; empty for a regression
/// @param examples how many were counted
/// @param figures others by name, such as `f1_macro` or `rmse`, each a finite number; of what is
///   counted while training goes on there are none
/// @param confusion of few classes, where it was counted
/// @param labelConfusions of few labels, where they were counted: of each who has it not and who
///   has it, against who is predicted so
public record Metrics(
    double loss,
    OptionalDouble accuracy,
    long examples,
    Map<String, Double> figures,
    Optional<Confusion> confusion,
    List<Confusion> labelConfusions) {

  /// Of more classes, or labels, the books keep no confusion: each epoch would have a line of many
  /// thousand characters.
  static final int CONFUSION_CLASSES_MAX = 32;

  private static final String LOSS = "loss";
  private static final String ACCURACY = "accuracy";
  private static final String EXAMPLES = "examples";
  private static final String CONFUSION = "confusion";
  private static final String LABEL_CONFUSIONS = "label_confusions";

  public Metrics {
    if (examples < 1) {
      throw new IllegalArgumentException("metrics of %d examples say nothing".formatted(examples));
    }
    if (accuracy.isPresent() && !(accuracy.getAsDouble() >= 0 && accuracy.getAsDouble() <= 1)) {
      throw new IllegalArgumentException("accuracy %s is not in 0..1".formatted(accuracy));
    }
    figures = Collections.unmodifiableMap(new LinkedHashMap<>(figures));
    labelConfusions = List.copyOf(labelConfusions);
  }

  /// Of what is counted while training goes on.
  public Metrics(double loss, OptionalDouble accuracy, long examples) {
    this(loss, accuracy, examples, Map.of(), Optional.empty(), List.of());
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

  /// Of a version that was measured.
  public static Metrics of(Findings findings) {
    return new Metrics(
        findings.loss(),
        findings.accuracy(),
        findings.examples(),
        findings.figures(),
        findings.confusion().filter(all -> all.classes() <= CONFUSION_CLASSES_MAX),
        findings.labels().size() <= CONFUSION_CLASSES_MAX
            ? findings.labels().stream().map(LabelFigures::confusion).toList()
            : List.of());
  }

  /// The figure of this name, `loss` and `accuracy` among them; empty when there is none.
  public OptionalDouble figure(String name) {
    return switch (name) {
      case LOSS -> OptionalDouble.of(loss);
      case ACCURACY -> accuracy;
      default -> {
        Double figure = figures.get(name);
        yield figure == null ? OptionalDouble.empty() : OptionalDouble.of(figure);
      }
    };
  }

  /// Maps, lists and numbers, fit for JSON; [#ofJson] reads them back.
  public Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put(LOSS, loss);
    accuracy.ifPresent(share -> json.put(ACCURACY, share));
    json.put(EXAMPLES, examples);
    json.putAll(figures);
    confusion.ifPresent(counts -> json.put(CONFUSION, counts.rows()));
    if (!labelConfusions.isEmpty()) {
      json.put(LABEL_CONFUSIONS, labelConfusions.stream().map(Confusion::rows).toList());
    }
    return json;
  }

  /// @throws RuntimeException if it is not what [#json] writes
  public static Metrics ofJson(Map<?, ?> json) {
    if (!json.containsKey(LOSS)) {
      throw new IllegalArgumentException("metrics without a loss");
    }
    Object accuracy = json.get(ACCURACY);
    Map<String, Double> figures = new LinkedHashMap<>();
    json.forEach((name, value) -> {
      if (value instanceof Number number && !isOwn((String) name)) {
        figures.put((String) name, number.doubleValue());
      }
    });
    return new Metrics(
        asDouble(json.get(LOSS)),
        accuracy == null ? OptionalDouble.empty() : OptionalDouble.of(asDouble(accuracy)),
        ((Number) json.get(EXAMPLES)).longValue(),
        figures,
        Optional.ofNullable((List<?>) json.get(CONFUSION)).map(Metrics::confusion),
        Optional.ofNullable((List<?>) json.get(LABEL_CONFUSIONS)).stream()
            .flatMap(List::stream)
            .map(rows -> confusion((List<?>) rows))
            .toList());
  }

  private static boolean isOwn(String name) {
    return name.equals(LOSS) || name.equals(ACCURACY) || name.equals(EXAMPLES);
  }

  private static Confusion confusion(List<?> rows) {
    List<List<Long>> counts = new ArrayList<>();
    for (Object row : rows) {
      counts.add(((List<?>) row).stream().map(count -> ((Number) count).longValue()).toList());
    }
    return new Confusion(counts);
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
