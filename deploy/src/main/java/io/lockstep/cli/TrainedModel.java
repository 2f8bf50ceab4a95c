package io.lockstep.cli;

import io.lockstep.config.ConfigurationReader;
import io.lockstep.config.RunConfiguration;
import io.lockstep.data.Encoding;
import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.kernel.Kernels;
import io.lockstep.model.Network;
import io.lockstep.run.ModelFile;
import io.lockstep.run.RunFolder;
import io.lockstep.run.Runs;
import io.lockstep.run.StoredModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A model read back, with everything that raw data need to pass through it.
///
/// @param folder where it was found
/// @param parameters flat vector in the network's layout
record TrainedModel(
    Path folder,
    RunConfiguration configuration,
    Encoding encoding,
    Network network,
    Kernels kernels,
    float[] parameters) {

  /// @param place a model folder, the folder of a run (its last model) or `runs/last`
  /// @throws io.lockstep.failure.LockstepException when there is no whole model
  static TrainedModel read(Path place) {
    Path folder = modelFolder(place);
    StoredModel stored = ModelFile.read(folder);
    RunConfiguration configuration =
        ConfigurationReader.of(
            folder.resolve("model.json").toString(), stored.configurationYaml(), List.of());
    Encoding encoding = Encoding.fromMap(stored.encoding());
    int outputs =
        switch (configuration.model().loss()) {
          case CROSS_ENTROPY -> encoding.classCount();
          case BINARY_CROSS_ENTROPY, MSE, MAE -> encoding.targetWidth();
        };
    Kernels kernels = Kernels.best();
    Network network = Network.of(configuration.model(), encoding.featureWidth(), outputs, kernels);
    if (!network.layout().equals(stored.layout())) {
      throw Failure.of(ExitCode.DATA, "the weights do not fit the model's configuration")
          .at(folder.toString())
          .advising("train it again, or name another model folder")
          .exception();
    }
    return new TrainedModel(folder, configuration, encoding, network, kernels, stored.parameters());
  }

  private static Path modelFolder(Path place) {
    if (!Files.exists(place)) {
      throw Failure.of(ExitCode.USAGE, "there is no model or run " + place)
          .at(place.toAbsolutePath().toString())
          .advising("name the folder that training printed, such as runs/iris-1")
          .exception();
    }
    Path run = place;
    if (Files.isRegularFile(place) && place.endsWith("last")) {
      run = Runs.last(place.toAbsolutePath().getParent());
    }
    boolean isRun = Files.exists(run.resolve("run.json"));
    return isRun ? RunFolder.modelOf(run) : run;
  }

  boolean isClassifier() {
    return encoding.classCount() > 0;
  }
}
