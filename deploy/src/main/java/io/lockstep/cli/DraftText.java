package io.lockstep.cli;

import io.lockstep.config.RunSection;
import io.lockstep.failure.OneLine;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// Writes a [Draft] as a commented configuration.
final class DraftText {

  private final Draft draft;
  private final Place place;
  private final StringBuilder text = new StringBuilder();

  /// @param folder where the configuration will lie
  /// @param csv absolute path of the data
  /// @param test absolute path of the file to test on
  /// @param name of the run
  record Place(Path folder, Path csv, Optional<Path> test, String name) {}

  private DraftText(Draft draft, Place place) {
    this.draft = draft;
    this.place = place;
  }

  static String of(Draft draft, Place place) {
    DraftText text = new DraftText(draft, place);
    text.head();
    text.data();
    text.model();
    text.train();
    return text.text.toString();
  }

  private void head() {
    text.append(
        "# Drafted by `lockstep init` from %s: %s rows, %d columns.\n"
            .formatted(
                OneLine.of(place.csv().getFileName().toString()),
                number(draft.look().rows()),
                draft.look().columns().size()));
    text.append("# Change what you like; `lockstep train` names what it does not understand.\n\n");
    text.append(
        "run: { name: %s, seed: 42 }\n\n".formatted(quoted(RunSection.nameFrom(place.name()))));
  }

  private void data() {
    Path from = place.csv().normalize().getParent();
    boolean relative = place.folder().getRoot().equals(from.getRoot());
    String dir = relative ? place.folder().relativize(from).toString() : "";
    text.append("data:\n");
    text.append("  dir: %s\n".formatted(quoted(dir.isEmpty() ? "." : dir)));
    text.append(
        "  train: { csv: %s, label: %s }%s\n"
            .formatted(
                quoted(place.csv().getFileName().toString()),
                quoted(draft.target().column().name()),
                draft.target().isOfNumberedClasses() ? "   # numbers, taken as classes" : ""));
    place
        .test()
        .ifPresent(
            test -> text.append("  test: { csv: %s }\n".formatted(quoted(named(test, from)))));
    if (!draft.look().dialect().header().orElse(true)) {
      text.append("  header: false         # columns are named by number, from 0\n");
    }
    split();
    Draft.Columns columns = draft.columns();
    if (!draft.target().isOfClasses()) {
      text.append(
          "  label-scale: standard # inside; figures and predictions are in its own unit\n");
    }
    if (columns.picture() == Draft.Picture.BYTES) {
      text.append("  scale: pixels         # bytes of an image, divided by 255\n");
    }
    longTails(columns.longTails());
    remarks("ignore", columns.ignored());
    remarks("dates", columns.dates());
    remarks("numbers", columns.numbers());
    remarks("categories", columns.categories());
    columns
        .missingMarkers()
        .ifPresent(markers ->
            text.append(
                "  missing-markers: [%s]   # cells that count as missing\n"
                    .formatted(
                        markers.stream()
                            .map(DraftText::marker)
                            .collect(Collectors.joining(", ")))));
    if (columns.skipped()) {
      text.append("  unlabelled: skip      # rows without a label are left out\n");
    }
    if (columns.rare()) {
      text.append("  rare-categories: 5    # texts of fewer rows than this share one input\n");
    }
    if (draft.look().columns().stream().anyMatch(column -> column.counts().missing() > 0)) {
      text.append(
          "  missing: mean         # of cells that are missing; or: median, { constant: 0 }, drop-row, fail\n");
    }
  }

  /// The test file as the folder of the training file sees it.
  private static String named(Path test, Path from) {
    Path normal = test.normalize();
    return normal.getRoot().equals(from.getRoot())
        ? from.relativize(normal).toString()
        : normal.toString();
  }

  private void split() {
    if (!draft.isSplit()) {
      text.append(
          draft.isFolded()
              ? "  validation: 0         # all rows are trained on; measure by: lockstep train … --folds 5\n"
              : "  # too few rows to keep any aside for validation and test\n");
      return;
    }
    text.append(
        String.format(
            Locale.ROOT,
            "  validation: %-10s# kept aside to %s by\n",
            draft.net().validation(),
            draft.net().keepsBest() ? "choose" : "measure"));
  }

  private void longTails(List<String> names) {
    if (!names.isEmpty()) {
      text.append("  columns:              # a few of their numbers are far beyond the others\n");
      names.forEach(name -> text.append("    %s: { scale: log1p }\n".formatted(quoted(name))));
    }
  }

  private void remarks(String key, List<Draft.Remark> remarks) {
    if (!remarks.isEmpty()) {
      text.append("  %s:\n".formatted(key));
      for (Draft.Remark remark : remarks) {
        text.append(
            "    - %s  # %s\n".formatted(quoted(remark.column()), OneLine.of(remark.reason())));
      }
    }
  }

  private void model() {
    text.append("\nmodel:\n  layers:\n");
    for (int units : draft.net().hidden()) {
      text.append(
          "    - dense: %d\n      activation: %s\n".formatted(units, draft.net().activation()));
    }
    String meaning =
        draft.target().isOfClasses()
            ? "one score for each class of the label"
            : "the number itself";
    text.append("    - dense: %d   # %s\n".formatted(draft.target().outputs(), meaning));
    text.append("  loss: %s\n".formatted(draft.target().loss().word()));
  }

  private void train() {
    text.append("\ntrain:\n");
    text.append("  epochs: %d\n".formatted(draft.net().epochs()));
    text.append("  batch: %d\n".formatted(draft.net().batch()));
    text.append(
        "  optimizer: { adamw: { learning-rate: %s, weight-decay: %s } }   # the decay is what keeps a wide net from learning noise\n"
            .formatted(draft.net().rate(), draft.net().decay()));
    text.append("  schedule: cosine      # the rate falls to 0 at the end\n");
    if (draft.isSplit() && !draft.net().keepsBest()) {
      text.append(
          "  keep-best: none       # the last version: few rows would choose an epoch by luck\n");
    }
  }

  private static String number(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  private static String marker(String text) {
    return '"' + OneLine.of(text.replace("\\", "\\\\").replace("\"", "\\\"")) + '"';
  }

  /// A YAML word in double quotes where it needs them.
  private static String quoted(String text) {
    if (text.matches("[A-Za-z_./][A-Za-z0-9_./ -]*")
        && !text.matches("(?i)null|true|false|yes|no|~")) {
      return text.strip().equals(text) ? text : '"' + text + '"';
    }
    return '"' + OneLine.of(text.replace("\\", "\\\\").replace("\"", "\\\"")) + '"';
  }
}
