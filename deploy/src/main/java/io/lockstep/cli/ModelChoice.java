package io.lockstep.cli;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.FaultKind;
import io.lockstep.failure.LockstepException;
import io.lockstep.failure.StorageFault;
import io.lockstep.run.ModelFile;
import io.lockstep.run.RunFolder;
import io.lockstep.run.RunReport;
import io.lockstep.run.Runs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/// Which of the models of a run a command takes: the best one where there is one, else the last.
final class ModelChoice {

  private static final int RUNS_MAX = 5;

  @Option(
      names = "--last",
      description = "Of a run, take the last model, not the best on the validation part.")
  private boolean last;

  /// Reads the model, and says which it is where there are two.
  ///
  /// @param place a model folder, the folder of a run, or `runs/last`
  /// @throws LockstepException when there is no whole model
  TrainedModel read(Path place, Output output) {
    return choose(find(place, output), output);
  }

  /// The folder that a person means.
  ///
  /// @param place a model folder, the folder of a run, or `runs/last`
  /// @throws LockstepException when there is none
  static Path find(Path place, Output output) {
    Path run = pointed(place, output).orElse(place);
    StorageFault.inTheWayOf(run).ifPresent(fault -> refuse(run, fault));
    if (!Files.isDirectory(run)) {
      Path folder = run.toAbsolutePath().getParent();
      throw Failure.of(
              ExitCode.USAGE, "a model or run is a folder, and %s is a file".formatted(run))
          .at(run.toAbsolutePath().toString())
          .advising(ModelFile.exists(folder) ? "name its folder: " + folder : runsBeside(run))
          .exception();
    }
    return run;
  }

  /// @param run a folder that [#find] found
  /// @throws LockstepException when there is no whole model
  TrainedModel choose(Path run, Output output) {
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

  /// What `RUNS/last` means where it is no way to a run: lost, a link astray, a file with a name or
  /// of something else. Empty when it is one, or there is no run.
  private static Optional<Path> pointed(Path place, Output output) {
    if (!place.endsWith("last") || ModelFile.exists(place) || Runs.hasBegun(place)) {
      return Optional.empty();
    }
    Path runs = place.toAbsolutePath().getParent();
    if (Runs.names(runs).isEmpty()) {
      return Optional.empty();
    }
    Path run = Runs.last(runs);
    if (!Runs.lastLeads(runs)) {
      output.talk().println("note: %s leads to no run; this is %s".formatted(place, run));
    }
    return Optional.of(run);
  }

  private static void refuse(Path place, StorageFault fault) {
    if (fault.kind() == FaultKind.ABSENT) {
      throw Failure.of(ExitCode.USAGE, "there is no model or run " + place)
          .at(place.toAbsolutePath().toString())
          .advising(runsBeside(place))
          .exception();
    }
    throw fault.failure(ExitCode.DATA, "the model cannot be read").exception();
  }

  private static String runsBeside(Path absent) {
    String names = String.join(", ", runsIn(absent.toAbsolutePath().getParent()));
    return names.isEmpty()
        ? "name the folder that training printed, such as runs/iris-1"
        : "name one of those there: " + names;
  }

  /// A few of them, the newest first.
  private static List<String> runsIn(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(entry -> Files.exists(entry.resolve("run.json"), LinkOption.NOFOLLOW_LINKS))
          .filter(entry -> !Files.isSymbolicLink(entry))
          .sorted(
              Comparator.comparingLong((Path entry) -> entry.toFile().lastModified()).reversed())
          .limit(RUNS_MAX)
          .map(entry -> entry.getFileName().toString())
          .toList();
    } catch (IOException | UncheckedIOException unreadable) {
      return List.of();
    }
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
    if (!isRun && !runsIn(run).isEmpty()) {
      throw Failure.of(ExitCode.USAGE, "%s holds runs, and is none".formatted(run))
          .at(run.toAbsolutePath().toString())
          .advising("name one of those in it: " + String.join(", ", runsIn(run)))
          .exception();
    }
    if (!ModelFile.exists(model) && isRun) {
      throw Failure.of(ExitCode.DATA, "this run has no model yet: it is written at the end")
          .at(run.toString())
          .keeping("its checkpoints")
          .advising(resumption(run))
          .exception();
    }
    return ModelFile.exists(model) ? model : run;
  }

  /// The command that goes on with a run.
  static String resumption(Path run) {
    return new CommandWords("lockstep", "train", run.resolve("config.yaml").toString())
        .add("--runs", run.toAbsolutePath().getParent().toString())
        .add(ResumeOption.NAME + "=" + run.toAbsolutePath().getFileName())
        .text();
  }

  private static Optional<RunReport> report(Path run) {
    try {
      return Optional.of(RunFolder.reportOf(run));
    } catch (LockstepException unreadable) {
      return Optional.empty();
    }
  }
}
