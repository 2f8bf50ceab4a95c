package io.lockstep.cli;

import io.lockstep.config.FromSpec;
import io.lockstep.failure.LockstepException;
import io.lockstep.run.ModelFile;
import io.lockstep.run.Runs;
import io.lockstep.training.StartingModel;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/// `--from RUN|MODEL`: with whose weights a new run begins.
final class FromOption {

  @Option(
      names = "--from",
      paramLabel = "RUN|MODEL",
      description = {
        "Begin a new run with the weights of a model: a model folder, or a run by its name, its",
        "folder or 'last', of which the best model is taken where there is one. Data are read as that",
        "model reads them."
      })
  private String from;

  /// As a change of the configuration, so that every process of a cluster knows it.
  ///
  /// @param runs folder in which runs lie
  /// @param resume a run that goes on may keep what is no longer there
  /// @throws io.lockstep.failure.LockstepException with exit code 2 if there is no such model
  List<String> among(List<String> overrides, Path runs, ResumeOption resume) {
    if (from == null) {
      return overrides;
    }
    Path place = resume.isAsked() ? modelOrPlace(runs) : model(runs);
    return with(overrides, "train.from=" + quoted(place.toAbsolutePath().normalize().toString()));
  }

  /// The changes of a configuration, and that it begins with this model.
  static List<String> with(List<String> overrides, FromSpec from) {
    return with(
        overrides,
        "train.from={ model: %s, weights-sha256: \"%s\" }"
            .formatted(quoted(from.model()), from.weightsSha256()));
  }

  private static List<String> with(List<String> overrides, String change) {
    List<String> all = new ArrayList<>(overrides);
    all.add(change);
    return all;
  }

  private static String quoted(String place) {
    return '"' + place.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  /// Where the model is, or, when there is none, where it was.
  private Path modelOrPlace(Path runs) {
    try {
      return model(runs);
    } catch (LockstepException gone) {
      Path named = runs.resolve(from);
      return Path.of(from).getNameCount() == 1 ? named : Path.of(from);
    }
  }

  private Path model(Path runs) {
    return isModel() ? Path.of(from) : StartingModel.find(Runs.find(runs, from));
  }

  private boolean isModel() {
    try {
      return ModelFile.exists(Path.of(from));
    } catch (InvalidPathException noPath) {
      return false;
    }
  }
}
