package io.lockstep.cli;

import io.lockstep.cli.progress.TextTable;
import io.lockstep.data.Encoding;
import io.lockstep.measure.ClassFigures;
import io.lockstep.measure.Confusion;
import io.lockstep.measure.Findings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What a model was found to be worth, for people and for programs.
///
/// @param classNames by class; empty for numbers and for several labels
/// @param labels what was found of each of several labels
record FindingsText(Findings findings, List<String> classNames, LabelsText labels) {

  /// Classes against classes fit a screen up to here; programs are given more.
  private static final int CONFUSION_SHOWN_MAX = 12;

  private static final int CLASSES_SHOWN_MAX = 50;

  static FindingsText of(Findings findings, Encoding encoding) {
    return new FindingsText(
        findings, encoding.classNames(), LabelsText.of(findings, encoding.label()));
  }

  double loss() {
    return findings.loss();
  }

  /// All of it.
  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>(figures());
    if (!findings.classes().isEmpty()) {
      List<Map<String, Object>> classes = new ArrayList<>();
      for (int one = 0; one < classNames.size(); one++) {
        ClassFigures figures = findings.classes().get(one);
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("class", classNames.get(one));
        row.put("precision", figures.precision());
        row.put("recall", figures.recall());
        row.put("f1", figures.f1());
        row.put("examples", figures.examples());
        classes.add(row);
      }
      json.put("classes", classes);
    }
    findings.confusion().ifPresent(counts -> json.put("confusion", counts.rows()));
    labels.addTo(json);
    return json;
  }

  private Map<String, Object> figures() {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("loss", findings.loss());
    findings.accuracy().ifPresent(share -> figures.put("accuracy", share));
    figures.put("examples", findings.examples());
    figures.putAll(findings.figures());
    return figures;
  }

  /// One figure a line; then, of not too many classes, how each is told from the others and what it
  /// is taken for; of labels, how each is told.
  String text() {
    StringBuilder text = new StringBuilder();
    figures().forEach((name, value) -> text.append(name + " " + shown(value) + "\n"));
    if (!findings.classes().isEmpty() && classNames.size() <= CLASSES_SHOWN_MAX) {
      text.append('\n').append(classTable());
    }
    findings
        .confusion()
        .filter(counts -> counts.classes() <= CONFUSION_SHOWN_MAX)
        .ifPresent(counts -> text.append('\n').append(confusionTable(counts)));
    if (!labels.isEmpty()) {
      text.append('\n').append(labels.table());
    }
    return text.toString();
  }

  private String classTable() {
    TextTable table = new TextTable("class", "precision", "recall", "f1", "examples");
    for (int one = 0; one < classNames.size(); one++) {
      ClassFigures figures = findings.classes().get(one);
      table.row(
          classNames.get(one),
          share(figures.precision()),
          share(figures.recall()),
          share(figures.f1()),
          Long.toString(figures.examples()));
    }
    return table.text();
  }

  private String confusionTable(Confusion counts) {
    List<String> head = new ArrayList<>(List.of("is \\ taken for"));
    head.addAll(classNames);
    TextTable table = new TextTable(head.toArray(String[]::new));
    for (int actual = 0; actual < classNames.size(); actual++) {
      List<String> row = new ArrayList<>(List.of(classNames.get(actual)));
      counts.rows().get(actual).forEach(count -> row.add(count.toString()));
      table.row(row.toArray(String[]::new));
    }
    return table.text();
  }

  static String share(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }

  /// Figures of the size of a share have six places; larger and smaller ones as many digits as they
  /// need to be told apart.
  private static String shown(Object value) {
    if (!(value instanceof Double number)) {
      return value.toString();
    }
    double size = Math.abs(number);
    boolean usual = !Double.isFinite(number) || size == 0 || size >= 1e-4 && size < 1e9;
    return String.format(Locale.ROOT, usual ? "%.6f" : "%.6e", number);
  }
}
