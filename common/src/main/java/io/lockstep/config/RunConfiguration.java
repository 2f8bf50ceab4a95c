package io.lockstep.config;

import java.nio.file.Path;
import java.util.Objects;

/// Everything that a run is told, after defaults are filled in.
public record RunConfiguration(
    RunSection run,
    DataSection data,
    ModelSection model,
    TrainSection train,
    CheckpointSection checkpoint,
    WireSection wire,
    ClusterSection cluster,
    LimitsSection limits) {

  public RunConfiguration {
    Objects.requireNonNull(run, "run");
    Objects.requireNonNull(data, "data");
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(train, "train");
    Objects.requireNonNull(checkpoint, "checkpoint");
    Objects.requireNonNull(wire, "wire");
    Objects.requireNonNull(cluster, "cluster");
    Objects.requireNonNull(limits, "limits");
  }

  public RunConfiguration withLoss(LossSpec loss) {
    return new RunConfiguration(
        run, data, model.withLoss(loss), train, checkpoint, wire, cluster, limits);
  }

  /// The same run with `data.dir` and `train.from` made absolute, so that it can be written to
  /// another folder.
  ///
  /// @param configFolder folder of the file that this configuration was read from
  public RunConfiguration locatedIn(Path configFolder) {
    String dir = configFolder.resolve(data.dir()).toAbsolutePath().normalize().toString();
    RunConfiguration located =
        new RunConfiguration(
            run, data.withDir(dir), model, train, checkpoint, wire, cluster, limits);
    return train
        .from()
        .map(from -> {
          Path place = configFolder.resolve(from.model()).toAbsolutePath().normalize();
          return located.with(new FromSpec(place.toString(), from.weightsSha256()));
        })
        .orElse(located);
  }

  /// The same run that begins with this model.
  public RunConfiguration with(FromSpec from) {
    return new RunConfiguration(
        run, data, model, train.withFrom(from), checkpoint, wire, cluster, limits);
  }
}
