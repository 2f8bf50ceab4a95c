package io.lockstep.fuzz;

import static io.lockstep.fuzz.Target.texts;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.lockstep.config.ConfigurationReader;
import io.lockstep.failure.ExitCode;
import io.lockstep.format.JsonText;
import io.lockstep.launch.HostsFile;
import io.lockstep.wire.ForeignFrames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// All of them.
final class Targets {

  private static final int OF_TEXT = 1_000;
  private static final int OF_FRAMES = 5_000;
  private static final int BY_FILE = 300;

  private static final String IRIS =
      """
      run: { name: iris, seed: 42 }
      data:
        dir: data
        train: { csv: iris.csv, label: species }
        test-fraction: 0.3
      model:
        layers:
          - dense: 16
            activation: tanh
          - dropout: 0.2
          - dense: 3
        loss: cross-entropy
      train:
        epochs: 60
        batch: 16
        optimizer: { adam: { learning-rate: 0.01 } }
      """;

  private Targets() {}

  /// @param folder for the files that they read
  static List<Target> in(Path folder) throws IOException {
    List<Target> all = new ArrayList<>();
    all.add(configuration());
    all.add(override());
    all.add(Target.of("json", json(), OF_TEXT, JsonText::object));
    all.add(hosts(folder));
    all.addAll(RunFileTargets.in(folder));
    all.addAll(SealedTargets.in(folder));
    all.addAll(DataTargets.in(folder));
    all.addAll(EdgeTargets.in(folder));
    all.add(
        Target.of(
            "worker-frames",
            ForeignFrames.ofWorkers(),
            OF_FRAMES,
            ForeignFrames::readByCoordinator));
    all.add(
        Target.of(
            "coordinator-frames",
            ForeignFrames.ofCoordinators(),
            OF_FRAMES,
            ForeignFrames::readByWorker));
    all.add(
        Target.of(
            "follower-frames",
            ForeignFrames.ofFollowers(),
            OF_FRAMES,
            ForeignFrames::readByLeader));
    all.add(
        Target.of(
            "leader-frames", ForeignFrames.ofLeaders(), OF_FRAMES, ForeignFrames::readByFollower));
    all.add(
        Target.of(
            "messages", ForeignFrames.messages(), OF_FRAMES, ForeignFrames::readAsEachMessage));
    return all;
  }

  private static Target configuration() {
    return Target.of(
        "configuration",
        texts(
            IRIS,
            """
            %YAML 1.2
            ---
            data: &d {train: {images: "a\\x41\\u00e9", labels: 'b'}}
            model: {layers: [{dense: 4}, &x {dense: 2}, *x], loss: mean-squared-error}
            train: !!map {epochs: 1, batch: 0x10, optimizer: sgd}
            ...
            """),
        OF_TEXT,
        bytes -> ConfigurationReader.of("c.yaml", new String(bytes, UTF_8), List.of()),
        ExitCode.USAGE);
  }

  private static Target override() {
    return Target.of(
        "override",
        texts("train.epochs=3", "model.layers.1={dense: [1, 2]}", "data.columns.a.scale=none"),
        OF_TEXT,
        bytes -> ConfigurationReader.of("c.yaml", IRIS, List.of(new String(bytes, UTF_8))),
        ExitCode.USAGE);
  }

  private static List<byte[]> json() {
    return texts("{\"a\":[1,-2.5e3,true,null,{\"b\":\"\\u00e9\\n\"}],\"c\":12345678901234567890}");
  }

  private static Target hosts(Path folder) {
    Path file = folder.resolve("hosts");
    return Target.of(
        "hosts",
        texts("# ours\nme@a.example coordinator\nb 4\r\nc worker 12 # d\n", "\ufefflocalhost"),
        BY_FILE,
        bytes -> HostsFile.read(Files.write(file, bytes)),
        ExitCode.USAGE);
  }
}
