package io.lockstep.cli;

import io.lockstep.config.Fold;
import io.lockstep.config.RunConfiguration;
import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.run.Metrics;
import io.lockstep.run.RunFolder;
import io.lockstep.run.RunReport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/// Cross-validation: an ordinary run for each part of the rows, and what they say together.
final class Folds {

  private static final int NAME_CHARS_MAX = 80;

  private final String name;
  private final int count;
  private final List<Metrics> measured = new ArrayList<>();
  private final List<String> lines = new ArrayList<>();

  /// @throws io.lockstep.failure.LockstepException when there are too few or too many, or a run is
  ///   to be resumed
  Folds(RunConfiguration configuration, int count, ResumeOption resume) {
    String whole = configuration.run().name();
    name = whole.substring(0, Math.min(NAME_CHARS_MAX, whole.length()));
    this.count = count;
    if (count < 2 || count > Fold.MOST) {
      throw Failure.of(
              ExitCode.USAGE, "--folds is %d, but must be from 2 to %d".formatted(count, Fold.MOST))
          .at("--folds")
          .advising("5 or 10 are usual")
          .exception();
    }
    if (resume.isAsked()) {
      throw Failure.of(ExitCode.USAGE, "--folds begins anew, and --resume goes on with one run")
          .at("--folds")
          .advising(
              "go on with a single fold: --resume --set data.folds=%d --set data.fold=NUMBER --set run.name=%s-fold-NUMBER"
                  .formatted(count, name))
          .exception();
    }
  }

  /// What makes of the configuration that of one fold.
  List<String> overrides(List<String> common, int number) {
    return Stream.concat(
            common.stream(),
            Stream.of(
                "data.folds=" + count,
                "data.fold=" + number,
                "run.name=%s-fold-%d".formatted(name, number)))
        .toList();
  }

  /// The best model of a run counts, where there is one; it was chosen by other rows.
  void add(int number, Path run) {
    RunReport report = RunFolder.reportOf(run);
    Metrics metrics =
        report.best().map(RunReport.Best::metrics).orElseGet(report::metrics).get("test");
    measured.add(metrics);
    lines.add("fold %d of %d: %s; %s".formatted(number, count, figures(metrics), run));
  }

  private static String figures(Metrics metrics) {
    String loss = String.format(Locale.ROOT, "loss %.6f", metrics.loss());
    OptionalDouble accuracy = metrics.accuracy();
    return accuracy.isPresent()
        ? loss + String.format(Locale.ROOT, " accuracy %.4f", accuracy.getAsDouble())
        : loss;
  }

  /// Mean and deviation (divided by one less than the folds) over all folds.
  void show(Output output) {
    lines.forEach(output.data()::println);
    StringBuilder all = new StringBuilder("mean of %d folds: ".formatted(count));
    all.append(mean("loss %.6f ± %.6f", Metrics::loss));
    if (measured.stream().allMatch(metrics -> metrics.accuracy().isPresent())) {
      all.append(mean(" accuracy %.4f ± %.4f", metrics -> metrics.accuracy().getAsDouble()));
    }
    output.data().println(all.toString());
  }

  private String mean(String pattern, ToDoubleFunction<Metrics> figure) {
    double mean = measured.stream().mapToDouble(figure).average().orElseThrow();
    double squares = measured.stream().mapToDouble(figure).map(x -> (x - mean) * (x - mean)).sum();
    return String.format(Locale.ROOT, pattern, mean, Math.sqrt(squares / (count - 1)));
  }
}
