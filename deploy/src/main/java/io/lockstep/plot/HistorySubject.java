package io.lockstep.plot;

import static java.util.Map.entry;

import io.lockstep.plot.canvas.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// One of the figures that a history shows over the epochs.
///
/// @param metric its key; empty for what is no matter of a part
/// @param name in words, with its unit
/// @param factor of what is drawn to what is recorded
record HistorySubject(String metric, String name, double factor, List<Series> series) {

  private static final Pattern SHARE =
      Pattern.compile("(accuracy|label_accuracy|precision|recall|f1|top).*");

  private static final String RATE = "learning rate";

  private static final Map<String, String> NAMES =
      Map.ofEntries(
          entry("roc_auc", "ROC AUC"),
          entry("f1_macro", "F1 (macro)"),
          entry("precision_macro", "precision (macro)"),
          entry("recall_macro", "recall (macro)"),
          entry("f1_micro", "F1 (micro)"),
          entry("precision_micro", "precision (micro)"),
          entry("recall_micro", "recall (micro)"),
          entry("r2", "R²"),
          entry("mse", "MSE"),
          entry("rmse", "RMSE"),
          entry("mae", "MAE"));

  /// @param part empty for what is no matter of a part
  /// @param values by epoch
  record Series(String part, List<Point> values) {

    Series {
      values = List.copyOf(values);
    }
  }

  HistorySubject {
    series = List.copyOf(series);
  }

  /// The loss, then all others that are not the same figures under another name.
  static List<HistorySubject> of(History history) {
    List<HistorySubject> subjects = new ArrayList<>();
    Stream.concat(
            history.metrics().stream().map(metric -> ofMetric(history, metric)),
            history.runSeries().stream().map(name -> ofRun(history, name)))
        .filter(subject -> !subject.isOneRate())
        .filter(subject -> subjects.stream().noneMatch(subject::repeats))
        .forEach(subjects::add);
    return subjects;
  }

  private static HistorySubject ofMetric(History history, String metric) {
    boolean isShare = SHARE.matcher(metric).matches();
    double factor = isShare ? 100 : 1;
    List<Series> series = new ArrayList<>();
    for (String part : history.parts()) {
      List<Point> values =
          history.epochs().stream()
              .filter(epoch -> epoch.has(part, metric))
              .map(epoch -> new Point(epoch.epoch(), factor * epoch.value(part, metric)))
              .toList();
      if (!values.isEmpty()) {
        series.add(new Series(part, values));
      }
    }
    String name =
        metric.equals("loss") ? history.lossName() : words(metric) + unit(history, metric);
    return new HistorySubject(metric, isShare ? name + ", %" : name, factor, series);
  }

  private static String unit(History history, String metric) {
    return history.unit().isEmpty()
        ? ""
        : switch (metric) {
          case "rmse", "mae" -> " (%s)".formatted(history.unit());
          case "mse" -> " (%s, squared)".formatted(history.unit());
          default -> "";
        };
  }

  /// A figure of an epoch in words: `validation accuracy 93.33 %`.
  static String told(History.Epoch epoch, String part, String metric) {
    boolean isShare = SHARE.matcher(metric).matches();
    double value = (isShare ? 100 : 1) * epoch.value(part, metric);
    return "%s %s %s%s".formatted(part, words(metric), Numeral.figure(value), isShare ? " %" : "");
  }

  private static HistorySubject ofRun(History history, String name) {
    List<Point> values =
        history.epochs().stream()
            .filter(epoch -> epoch.run().containsKey(name))
            .map(epoch -> new Point(epoch.epoch(), epoch.run().get(name)))
            .toList();
    return new HistorySubject("", words(name), 1, List.of(new Series("", values)));
  }

  private static String words(String key) {
    return NAMES.getOrDefault(key, key.replace('_', ' '));
  }

  /// Whether all that it would show is shown by another already, as the loss is again in
  /// `log_loss`.
  private boolean repeats(HistorySubject other) {
    return !metric.isEmpty() && other.series.containsAll(series);
  }

  boolean isRate() {
    return name.equals(RATE);
  }

  /// A rate that is the same in all epochs has nothing to show.
  private boolean isOneRate() {
    return isRate() && values().mapToDouble(Point::y).distinct().count() == 1;
  }

  /// Values that lines are drawn through.
  Stream<Point> values() {
    return series.stream().flatMap(each -> each.values().stream());
  }

  /// Its name, and what a line that ends, or is not there, leaves open.
  String heading() {
    return values()
        .filter(value -> !Double.isFinite(value.y()))
        .mapToInt(value -> (int) value.x())
        .min()
        .stream()
        .mapToObj(epoch -> "%s, no finite number in epoch %d".formatted(name, epoch))
        .findFirst()
        .orElse(name);
  }
}
