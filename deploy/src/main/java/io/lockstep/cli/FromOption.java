package io.lockstep.cli;

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
  /// @throws io.lockstep.failure.LockstepException with exit code 2 if there is no such model
  List<String> among(List<String> overrides, Path runs) {
    if (from == null) {
      return overrides;
    }
    String place = model(runs).toAbsolutePath().normalize().toString();
    List<String> all = new ArrayList<>(overrides);
    all.add("train.from=\"%s\"".formatted(place.replace("\\", "\\\\").replace("\"", "\\\"")));
    return all;
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
