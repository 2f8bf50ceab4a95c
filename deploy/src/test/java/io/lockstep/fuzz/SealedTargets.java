package io.lockstep.fuzz;

import io.lockstep.checkpoint.Checkpoint;
import io.lockstep.checkpoint.CheckpointStore;
import io.lockstep.checkpoint.Origin;
import io.lockstep.checkpoint.SealedCheckpoint;
import io.lockstep.config.ConfigurationReader;
import io.lockstep.data.Encoding;
import io.lockstep.failure.ExitCode;
import io.lockstep.format.JsonText;
import io.lockstep.format.SafetensorsReader;
import io.lockstep.format.SafetensorsWriter;
import io.lockstep.format.SealedJson;
import io.lockstep.format.TensorSlice;
import io.lockstep.layout.ParameterLayout;
import io.lockstep.layout.TensorKind;
import io.lockstep.run.ModelFile;
import io.lockstep.run.Provenance;
import io.lockstep.run.StoredModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Tensors, checkpoints and models. What is sealed by a hash is sealed again after the damage.
final class SealedTargets {

  private static final int INPUTS = 300;

  private SealedTargets() {}

  static List<Target> in(Path folder) throws IOException {
    return List.of(tensors(folder), checkpoint(folder), model(folder));
  }

  private static Target tensors(Path folder) throws IOException {
    Path file = folder.resolve("w.safetensors");
    SafetensorsWriter.write(
        file,
        List.of(
            TensorSlice.flat("a", new float[] {1, 2, 3}), TensorSlice.flat("b", new float[] {4})),
        Map.of("k", "v"));
    return Target.of(
        "safetensors",
        List.of(Files.readAllBytes(file)),
        INPUTS,
        bytes -> {
          try (SafetensorsReader reader = SafetensorsReader.open(Files.write(file, bytes))) {
            for (String name : reader.names()) {
              reader.read(name);
            }
          }
        });
  }

  private static Target checkpoint(Path folder) throws IOException {
    Path store = folder.resolve("checkpoints");
    CheckpointStore.open(store, 2)
        .write(
            new Checkpoint(
                7,
                new Origin(3, "c0ffee", "da7a"),
                new float[] {1, -2},
                Map.of("velocity", new float[] {0, 4}),
                Map.of("loss", "0.25")));
    SealedCheckpoint sealed = SealedCheckpoint.in(store).getFirst();
    Path manifest = sealed.folder().resolve("manifest.json");
    return Target.of(
        "checkpoint",
        List.of(JsonText.line(SealedJson.read(manifest))),
        INPUTS,
        bytes -> {
          Files.write(manifest, SealedJson.bytes(JsonText.object(bytes)));
          CheckpointStore.sighted(store);
          sealed.read();
        });
  }

  private static Target model(Path folder) throws IOException {
    Path model = folder.resolve("model");
    ModelFile.write(model, small());
    Path description = model.resolve("model.json");
    return Target.of(
        "model",
        List.of(JsonText.line(SealedJson.read(description))),
        INPUTS,
        bytes -> {
          Files.write(description, SealedJson.bytes(JsonText.object(bytes)));
          StoredModel read = ModelFile.read(model);
          ConfigurationReader.of("model.json", read.configurationYaml(), List.of());
          Encoding.fromMap(read.encoding());
        },
        ExitCode.DATA,
        ExitCode.USAGE);
  }

  private static StoredModel small() {
    ParameterLayout.Builder layout = ParameterLayout.builder();
    layout.add("dense_1/weight", TensorKind.Trained.WEIGHT, 2, 2);
    layout.add("dense_1/bias", TensorKind.Trained.BIAS, 2);
    return new StoredModel(
        new StoredModel.Description(
            """
            data: { train: { images: a, labels: b } }
            model: { layers: [{ dense: 2 }], loss: cross-entropy }
            train: { epochs: 1 }
            """,
            List.of("dense_1 dense 2"),
            Map.of(
                "kind",
                "pixels",
                "shape",
                List.of(1, 2),
                "scale",
                "1/255",
                "label",
                Map.of("kind", "classes", "name", "label", "classes", List.of("0", "1")))),
        layout.build(),
        new float[] {1, 2, 3, 4, 5, 6},
        new Provenance(Map.of("lockstep", "0.1.0"), 42, "c0ffee", "da7a", 7, Optional.empty()));
  }
}
