package io.lockstep.cli;

import io.lockstep.config.ConfigurationReader;
import io.lockstep.config.RunConfiguration;
import io.lockstep.data.Encoding;
import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.kernel.Kernels;
import io.lockstep.model.Network;
import io.lockstep.run.ModelFile;
import io.lockstep.run.StoredModel;
import io.lockstep.training.Labelling;
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

  /// @param folder of a model
  /// @throws io.lockstep.failure.LockstepException when there is no whole model
  static TrainedModel read(Path folder) {
    StoredModel stored = ModelFile.read(folder);
    RunConfiguration configuration =
        ConfigurationReader.of(
            folder.resolve("model.json").toString(), stored.configurationYaml(), List.of());
    Encoding encoding = Encoding.fromMap(stored.encoding());
    Kernels kernels = Kernels.best();
    Network network =
        Network.of(
            configuration.model(),
            encoding.featureWidth(),
            Labelling.of(configuration.model(), encoding),
            kernels);
    if (!network.layout().fits(stored.layout())) {
      throw Failure.of(ExitCode.DATA, "the weights do not fit the model's configuration")
          .at(folder.toString())
          .advising("train it again, or name another model folder")
          .exception();
    }
    return new TrainedModel(folder, configuration, encoding, network, kernels, stored.parameters());
  }

  boolean isClassifier() {
    return encoding.classCount() > 0;
  }
}
