package io.lockstep.cli;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.LockstepException;
import io.lockstep.run.ModelFile;
import io.lockstep.run.RunFolder;
import io.lockstep.run.RunReport;
import io.lockstep.run.Runs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/// Which of the models of a run a command takes: the best one where there is one, else the last.
final class ModelChoice {

  @Option(
      names = "--last",
      description = "Of a run, take the last model, not the best on the validation part.")
  private boolean last;

  /// Reads the model, and says which it is where there are two.
  ///
  /// @param place a model folder, the folder of a run, or `runs/last`
  /// @throws LockstepException when there is no whole model
  TrainedModel read(Path place, Output output) {
    if (!Files.exists(place)) {
      throw Failure.of(ExitCode.USAGE, "there is no model or run " + place)
          .at(place.toAbsolutePath().toString())
          .advising("name the folder that training printed, such as runs/iris-1")
          .exception();
    }
    boolean isPointer = Files.isRegularFile(place) && place.endsWith("last");
    Path run = isPointer ? Runs.last(place.toAbsolutePath().getParent()) : place;
    boolean isModel = ModelFile.exists(run);
    if (isModel && last) {
      throw Failure.of(
              ExitCode.USAGE, "--last chooses between the models of a run, and this is one")
          .at(run.toString())
          .advising("leave --last out, or name the folder of the run")
          .exception();
    }
    return TrainedModel.read(isModel ? run : ofRun(run, output));
  }

  private Path ofRun(Path run, Output output) {
    Path best = RunFolder.bestModelOf(run);
    Path latest = RunFolder.modelOf(run);
    if (!ModelFile.exists(best) || last) {
      return requireThere(run, latest);
    }
    String epoch =
        report(run).flatMap(RunReport::best).map(found -> ", of epoch " + found.epoch()).orElse("");
    String other = ModelFile.exists(latest) ? "; --last takes the last one" : "";
    output.talk().println("note: this is the best model%s%s".formatted(epoch, other));
    return best;
  }

  private static Path requireThere(Path run, Path model) {
    boolean isRun =
        Files.exists(run.resolve("run.json")) || Files.exists(run.resolve("checkpoints"));
    if (!ModelFile.exists(model) && isRun) {
      throw Failure.of(ExitCode.DATA, "this run has no model yet: it is written at the end")
          .at(run.toString())
          .keeping("its checkpoints")
          .advising(
              new CommandWords("lockstep", "train", run.resolve("config.yaml").toString())
                  .add("--runs", run.toAbsolutePath().getParent().toString())
                  .add(ResumeOption.NAME + "=" + run.toAbsolutePath().getFileName())
                  .text())
          .exception();
    }
    return ModelFile.exists(model) ? model : run;
  }

  private static Optional<RunReport> report(Path run) {
    try {
      return Optional.of(RunFolder.reportOf(run));
    } catch (LockstepException unreadable) {
      return Optional.empty();
    }
  }
}
