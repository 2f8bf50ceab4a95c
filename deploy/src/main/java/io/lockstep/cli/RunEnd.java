package io.lockstep.cli;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.run.Metrics;
import io.lockstep.run.RunFolder;
import io.lockstep.training.TrainingResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

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
    };
  }

  private void figures(TrainingResult result) {
    for (String set : SETS) {
      if (result.metrics().containsKey(set)) {
        output.data().println(line(set, result.metrics().get(set)));
      }
    }
    output.data().println("run " + result.folder());
    Path best = RunFolder.bestModelOf(result.folder());
    if (Files.isDirectory(best)) {
      output.data().println("best model " + best);
    }
    output.data().println("weights sha256 " + result.weightsSha256());
  }

  private Failure interrupted(TrainingResult result) {
    return Failure.of(ExitCode.INTERRUPTED, "interrupted; the run can go on")
        .at("step " + result.steps())
        .keeping("checkpoint of step %d in %s".formatted(result.steps(), result.folder()))
        .advising(again);
  }

  private static String line(String set, Metrics metrics) {
    String accuracy =
        metrics.accuracy().isPresent()
            ? String.format(Locale.ROOT, " accuracy %.4f", metrics.accuracy().getAsDouble())
            : "";
    return String.format(Locale.ROOT, "%s loss %.6f%s", set, metrics.loss(), accuracy);
  }
}
