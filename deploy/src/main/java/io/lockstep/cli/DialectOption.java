package io.lockstep.cli;

import io.lockstep.config.ConfigurationReader;
import io.lockstep.data.Encoding;
import java.util.List;
import picocli.CommandLine.Option;

/// `--set data.KEY=VALUE` for a file that a model is given: how that one is written, where it is
/// not as the file of training was.
final class DialectOption {

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "Say how DATA is written, such as data.delimiter=tab, where it is unlike the training data.")
  private List<String> overrides = List.of();

  /// @throws io.lockstep.failure.LockstepException with exit code 2 for a key that is not of this
  ///   kind
  Encoding of(TrainedModel model) {
    return model.encoding().readingAs(ConfigurationReader.dialect(overrides));
  }
}
