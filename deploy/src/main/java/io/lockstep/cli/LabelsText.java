package io.lockstep.cli;

import io.lockstep.cli.progress.TextTable;
import io.lockstep.data.Encoding;
import io.lockstep.data.Encoding.ClassLabel;
import io.lockstep.measure.ClassFigures;
import io.lockstep.measure.Findings;
import io.lockstep.measure.LabelFigures;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// How well each of several labels was told, for people and for programs.
///
/// @param told of each label, in the order of the configuration; empty where there is one label, or
///   where they were too many to be counted each
record LabelsText(List<Told> told) {

  /// More are given to programs alone.
  private static final int SHOWN_MAX = 50;

  private static final int NAMED_MAX = 8;

  /// @param label column, and the names of who has it not and who has it
  record Told(ClassLabel label, LabelFigures figures) {

    String positive() {
      return label.names().getLast();
    }
  }

  static LabelsText of(Findings findings, Encoding.Label label) {
    List<Told> told = new ArrayList<>();
    for (int at = 0; at < findings.labels().size(); at++) {
      told.add(new Told((ClassLabel) label.columns().get(at), findings.labels().get(at)));
    }
    return new LabelsText(told);
  }

  boolean isEmpty() {
    return told.isEmpty();
  }

  void addTo(Map<String, Object> json) {
    if (!told.isEmpty()) {
      json.put("labels", told.stream().map(LabelsText::json).toList());
      json.put(
          "label_confusions", told.stream().map(one -> one.figures().confusion().rows()).toList());
    }
  }

  private static Map<String, Object> json(Told one) {
    ClassFigures positive = one.figures().told();
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("label", one.label().name());
    row.put("class", one.positive());
    row.put("accuracy", one.figures().accuracy());
    row.put("precision", positive.precision());
    row.put("recall", positive.recall());
    row.put("f1", positive.f1());
    one.figures().rocAuc().ifPresent(area -> row.put("roc_auc", area));
    row.put("examples", positive.examples());
    return row;
  }

  /// A line each, as far as they fit a screen or two.
  String table() {
    TextTable table =
        new TextTable(
            "label", "class", "accuracy", "precision", "recall", "f1", "roc_auc", "examples");
    told.stream()
        .limit(SHOWN_MAX)
        .forEach(one -> {
          ClassFigures positive = one.figures().told();
          Optional<Double> area = one.figures().rocAuc().stream().boxed().findFirst();
          table.row(
              one.label().name(),
              one.positive(),
              FindingsText.share(one.figures().accuracy()),
              FindingsText.share(positive.precision()),
              FindingsText.share(positive.recall()),
              FindingsText.share(positive.f1()),
              area.map(FindingsText::share).orElse("-"),
              Long.toString(positive.examples()));
        });
    int more = told.size() - SHOWN_MAX;
    return table.text() + (more > 0 ? "and %d more labels: --json has all%n".formatted(more) : "");
  }

  /// Labels that are the same in all examples have no area under the curve.
  Optional<String> note() {
    List<Told> same = told.stream().filter(one -> one.figures().sameInAll().isPresent()).toList();
    if (same.isEmpty()) {
      return Optional.empty();
    }
    String names =
        same.stream().limit(NAMED_MAX).map(LabelsText::named).collect(Collectors.joining(", "));
    int more = same.size() - NAMED_MAX;
    int others = told.size() - same.size();
    return Optional.of(
        "%s %s%s %s one class in these examples and no roc_auc%s"
            .formatted(
                same.size() == 1 ? "label" : "labels",
                names,
                more > 0 ? " and %d more".formatted(more) : "",
                same.size() == 1 ? "has" : "have",
                others == 0 ? "" : ", which is the mean over the " + otherLabels(others)));
  }

  private static String named(Told one) {
    String only = one.label().names().get(one.figures().sameInAll().orElseThrow());
    return "'%s' (always %s)".formatted(one.label().name(), only);
  }

  private static String otherLabels(int count) {
    return count == 1 ? "other one" : "other %d".formatted(count);
  }
}
