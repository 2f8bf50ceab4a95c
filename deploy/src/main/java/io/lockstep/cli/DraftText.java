package io.lockstep.cli;

import io.lockstep.config.LossSpec;
import io.lockstep.config.RunSection;
import io.lockstep.config.Words;
import io.lockstep.failure.OneLine;
import java.nio.file.Path;
import java.util.Locale;

/// Writes a [Draft] as a commented configuration.
final class DraftText {

  private DraftText() {}

  /// @param folder where the configuration will lie
  /// @param csv absolute path of the data
  /// @param name of the run
  static String of(Draft draft, Path folder, Path csv, String name) {
    StringBuilder text = new StringBuilder();
    text.append(
        "# Drafted by `lockstep init` from %s: %s rows, %d columns.\n"
            .formatted(
                OneLine.of(csv.getFileName().toString()),
                number(draft.look().rows()),
                draft.look().columns().size()));
    text.append("# Change what you like; `lockstep train` names what it does not understand.\n\n");
    text.append("run: { name: %s, seed: 42 }\n\n".formatted(quoted(RunSection.nameFrom(name))));
    data(draft, folder, csv, text);
    model(draft, text);
    text.append("\ntrain:\n");
    text.append("  epochs: %d\n".formatted(draft.epochs()));
    text.append("  batch: %d\n".formatted(draft.batch()));
    text.append("  optimizer: { adam: { learning-rate: %s } }\n".formatted(rate(draft)));
    return text.toString();
  }

  private static String rate(Draft draft) {
    return draft.look().rows() < 1_000 ? "0.01" : "0.001";
  }

  private static void data(Draft draft, Path folder, Path csv, StringBuilder text) {
    Path from = csv.normalize().getParent();
    String dir = folder.getRoot().equals(from.getRoot()) ? folder.relativize(from).toString() : "";
    text.append("data:\n");
    text.append("  dir: %s\n".formatted(quoted(dir.isEmpty() ? "." : dir)));
    text.append(
        "  train: { csv: %s, label: %s }\n"
            .formatted(quoted(csv.getFileName().toString()), quoted(draft.label().name())));
    text.append("  validation: 0.15      # kept aside to choose by\n");
    text.append("  test-fraction: 0.15   # kept aside for the last word\n");
    if (!draft.ignored().isEmpty()) {
      text.append("  ignore:\n");
      for (Draft.Ignored ignored : draft.ignored()) {
        text.append("    - %s  # %s\n".formatted(quoted(ignored.column()), ignored.reason()));
      }
    }
    if (!draft.mixed().isEmpty()) {
      text.append("  categories:\n");
      for (Draft.Mixed mixed : draft.mixed()) {
        text.append(
            "    - %s  # %d of %d cells are not numbers, so all are read as texts\n"
                .formatted(quoted(mixed.column()), mixed.texts(), mixed.cells()));
      }
    }
    boolean missing = draft.look().columns().stream().anyMatch(column -> column.missing() > 0);
    if (missing) {
      text.append("  missing: mean         # some cells are empty; or: median, fail\n");
    }
  }

  private static void model(Draft draft, StringBuilder text) {
    text.append("\nmodel:\n  layers:\n");
    for (int units : draft.hidden()) {
      text.append("    - dense: %d\n      activation: relu\n".formatted(units));
    }
    String meaning =
        switch (draft.loss()) {
          case CROSS_ENTROPY, BINARY_CROSS_ENTROPY -> "one score for each class of the label";
          case MSE, MAE -> "the number itself";
        };
    text.append("    - dense: %d   # %s\n".formatted(draft.outputs(), meaning));
    if (draft.loss() == LossSpec.MSE) {
      lastLayerOfANumber(draft, text);
    }
    text.append("  loss: %s\n".formatted(Words.of(draft.loss())));
  }

  /// Labels are not scaled, so the last layer begins at their mean and size; a step of adam would
  /// need very long to get there.
  private static void lastLayerOfANumber(Draft draft, StringBuilder text) {
    double size = draft.label().deviation() / Math.sqrt(draft.hidden().getLast());
    text.append(
        String.format(
            Locale.ROOT,
            "      init: { normal: { deviation: %.4g } }   # begins at the size of the label\n",
            Math.max(size, 1e-6)));
    text.append(
        String.format(
            Locale.ROOT,
            "      bias-init: { constant: %.6g }   # and at its mean\n",
            draft.label().mean()));
  }

  private static String number(long count) {
    return String.format(Locale.ROOT, "%,d", count);
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
