package io.lockstep.cli;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.LockstepException;
import io.lockstep.run.Metrics;
import io.lockstep.run.RunFolder;
import io.lockstep.run.RunReport;
import io.lockstep.training.TrainingResult;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;

/// The last words of a command that has trained.
///
/// @param again the command that goes on with an interrupted run
record RunEnd(Output output, String again) {

  private static final List<String> SETS = List.of("train", "validation", "test");

  /// @return the exit code
  int show(TrainingResult result) {
    return switch (result.status()) {
      case DONE -> {
        figures(result);
        yield ExitCode.DONE.number();
      }
      case INTERRUPTED -> {
        try {
          figures(result);
        } catch (DataSink.ReaderGone _) {
          // Ctrl-C has ended it as well; how to go on is said in any case.
        } finally {
          output.failure(interrupted(result));
        }
        yield ExitCode.INTERRUPTED.number();
      }
      case HANDED_OVER -> {
        output.failure(handedOver(result));
        yield ExitCode.INTERRUPTED.number();
      }
    };
  }

  private void figures(TrainingResult result) {
    Optional<RunReport> report = report(result.folder());
    report
        .flatMap(RunReport::best)
        .ifPresent(best -> {
          Map<String, Metrics> parts = new LinkedHashMap<>(best.metrics());
          if (parts.containsKey("validation")) {
            parts.remove("train");
          }
          output.data().println(line("best", best.epoch(), parts));
        });
    int epochs = report.map(RunReport::epochs).orElse(0);
    boolean endsWithLast = report.map(of -> of.weightsStep() == of.steps()).orElse(true);
    if (endsWithLast && !result.metrics().isEmpty()) {
      output.data().println(line("last", epochs, result.metrics()));
    }
    output.data().println("run " + result.folder());
    output.data().println("weights sha256 " + result.weightsSha256());
  }

  /// The books may be gone where the weights are good; then the epochs are not named.
  private static Optional<RunReport> report(Path run) {
    try {
      return Optional.of(RunFolder.reportOf(run));
    } catch (LockstepException unreadable) {
      return Optional.empty();
    }
  }

  private Failure interrupted(TrainingResult result) {
    return Failure.of(ExitCode.INTERRUPTED, "interrupted; the run can go on")
        .at("step " + result.steps())
        .keeping("checkpoint of step %d in %s".formatted(result.steps(), result.folder()))
        .advising(again);
  }

  private static Failure handedOver(TrainingResult result) {
    return Failure.of(ExitCode.INTERRUPTED, "interrupted; another coordinator goes on with the run")
        .at("step " + result.steps())
        .keeping("checkpoint of step %d in %s".formatted(result.steps(), result.folder()))
        .advising(
            "start this coordinator again when it may stand by; lockstep cluster down ends all");
  }

  /// Such as `best model, epoch 12, validation: loss 0.101341 accuracy 0.9667; test: loss …`.
  private static String line(String model, int epoch, Map<String, Metrics> parts) {
    StringJoiner figures = new StringJoiner("; ");
    for (String set : SETS) {
      if (parts.containsKey(set)) {
        figures.add(set + ": " + figures(parts.get(set)));
      }
    }
    return "%s model%s, %s".formatted(model, epoch > 0 ? ", epoch " + epoch : "", figures);
  }

  private static String figures(Metrics metrics) {
    double size = Math.abs(metrics.loss());
    boolean usual = size == 0 || size >= 1e-4 && size < 1e6;
    String loss = String.format(Locale.ROOT, usual ? "loss %.6f" : "loss %.6e", metrics.loss());
    StringBuilder text = new StringBuilder(loss);
    metrics.accuracy().ifPresent(share -> text.append(place(" accuracy %.4f", share)));
    metrics
        .figure("label_accuracy")
        .ifPresent(share -> text.append(place(" label_accuracy %.4f", share)));
    metrics.figure("rmse").ifPresent(error -> text.append(place(" rmse %.6g", error)));
    metrics.figure("r2").ifPresent(share -> text.append(place(" r2 %.4f", share)));
    return text.toString();
  }

  private static String place(String pattern, double value) {
    return String.format(Locale.ROOT, pattern, value);
  }
}
