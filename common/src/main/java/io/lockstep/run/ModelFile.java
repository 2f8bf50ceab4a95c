package io.lockstep.run;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.LockstepException;
import io.lockstep.failure.StorageFault;
import io.lockstep.format.DurableFiles;
import io.lockstep.format.FileSeal;
import io.lockstep.format.FormatException;
import io.lockstep.format.SafetensorsReader;
import io.lockstep.format.SafetensorsWriter;
import io.lockstep.format.SealedJson;
import io.lockstep.format.Sha256;
import io.lockstep.format.TensorSlice;
import io.lockstep.layout.ParameterLayout;
import io.lockstep.layout.Tensor;
import io.lockstep.layout.TensorKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// A model folder: `model.json`, sealed with its own hash, and `weights.safetensors`, one entry for
/// each tensor, sealed by `model.json`.
///
/// A folder cannot be replaced in one motion, so a new model is written beside the old one as
/// `NAME.new`, the old one steps aside as `NAME.old`, the new one takes the name, and the old one
/// goes. Reading takes the first in that order that verifies, so a kill at any moment leaves a
/// whole model to be found.
public final class ModelFile {

  static final String MODEL = "model.json";
  static final String WEIGHTS = "weights.safetensors";
  private static final int FORMAT_VERSION = 1;

  private ModelFile() {}

  /// Writes the model, in place of one that may be there.
  ///
  /// @throws LockstepException with exit code 5 if it cannot be written
  public static void write(Path folder, StoredModel model) {
    Path fresh = beside(folder, ".new");
    Path old = beside(folder, ".old");
    try {
      if (!Files.exists(folder) && Files.exists(old)) {
        Files.move(old, folder, StandardCopyOption.ATOMIC_MOVE);
      }
      DurableFiles.deleteFolder(fresh);
      DurableFiles.deleteFolder(old);
      Files.createDirectories(fresh);
      fill(fresh, model);
      DurableFiles.syncFolder(fresh);
      if (Files.exists(folder)) {
        Files.move(folder, old, StandardCopyOption.ATOMIC_MOVE);
      }
      Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
      DurableFiles.syncFolder(folder.toAbsolutePath().getParent());
      DurableFiles.deleteFolder(old);
    } catch (IOException fault) {
      if (Trouble.isGone(folder.toAbsolutePath().getParent())) {
        throw Trouble.of("the model cannot be written", folder, fault);
      }
      StorageFault told = StorageFault.of(fault, folder);
      throw told.failure(ExitCode.STORAGE, "the model cannot be written")
          .keeping("the model written before, and all checkpoints")
          .advising(told.advice() + ", then resume the run")
          .exception(fault);
    }
  }

  /// Whether there is a model to read, whole or not.
  public static boolean exists(Path folder) {
    return !found(folder).isEmpty();
  }

  private static List<Path> found(Path folder) {
    return Stream.of(folder, beside(folder, ".new"), beside(folder, ".old"))
        .filter(each -> Files.exists(each.resolve(MODEL)))
        .toList();
  }

  /// Reads and verifies a model. Trusts nothing in the files.
  ///
  /// @throws LockstepException with exit code 4 if files are missing, damaged or not a model
  public static StoredModel read(Path folder) {
    List<Path> found = found(folder);
    Optional<LockstepException> first = Optional.empty();
    for (Path candidate : found.isEmpty() ? List.of(folder) : found) {
      try {
        return readFrom(candidate);
      } catch (LockstepException refused) {
        first = first.or(() -> Optional.of(refused));
      }
    }
    throw first.orElseThrow();
  }

  private static StoredModel readFrom(Path folder) {
    try {
      return verified(folder);
    } catch (IOException refused) {
      throw refusal(folder, StorageFault.of(refused, folder).reason()).exception(refused);
    } catch (ClassCastException | NullPointerException | IllegalArgumentException misfit) {
      throw refusal(folder, MODEL + " is not a model: " + misfit.getMessage()).exception(misfit);
    }
  }

  private static Failure refusal(Path folder, String reason) {
    return Failure.of(ExitCode.DATA, "the model cannot be read: " + reason)
        .at(folder.toString())
        .advising("train it again, or name another model folder");
  }

  private static void fill(Path folder, StoredModel model) throws IOException {
    List<TensorSlice> slices = new ArrayList<>();
    List<Map<String, Object>> tensors = new ArrayList<>();
    for (Tensor tensor : model.layout().tensors()) {
      slices.add(
          new TensorSlice(tensor.name(), tensor.shape(), model.parameters(), tensor.offset()));
      tensors.add(Map.of("name", tensor.name(), "shape", tensor.shape()));
    }
    FileSeal seal = SafetensorsWriter.write(folder.resolve(WEIGHTS), slices, Map.of());
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("format", FORMAT_VERSION);
    json.put("layers", model.layers());
    json.put("tensors", tensors);
    json.put("weights_sha256", Sha256.weights(model.parameters()));
    json.put("weights_file", Map.of("length", seal.length(), "sha256", seal.sha256()));
    json.put("provenance", model.provenance().json());
    json.put("encoding", model.encoding());
    json.put("configuration", model.configurationYaml());
    SealedJson.write(folder.resolve(MODEL), json);
  }

  private static StoredModel verified(Path folder) throws IOException {
    Map<String, Object> json = SealedJson.read(folder.resolve(MODEL));
    if (((Number) json.get("format")).intValue() != FORMAT_VERSION) {
      throw new FormatException(
          "format %s, this program reads %d".formatted(json.get("format"), FORMAT_VERSION));
    }
    Map<?, ?> seal = (Map<?, ?>) json.get("weights_file");
    Path weights = folder.resolve(WEIGHTS);
    new FileSeal(((Number) seal.get("length")).longValue(), (String) seal.get("sha256"))
        .verify(weights);
    ParameterLayout layout = layout((List<?>) json.get("tensors"));
    float[] parameters = parameters(weights, layout);
    if (!Sha256.weights(parameters).equals(json.get("weights_sha256"))) {
      throw new FormatException("weights_sha256 of " + MODEL + " is not that of the weights");
    }
    return new StoredModel(
        new StoredModel.Description(
            (String) json.get("configuration"),
            ((List<?>) json.get("layers")).stream().map(String.class::cast).toList(),
            stringKeyed((Map<?, ?>) json.get("encoding"))),
        layout,
        parameters,
        Provenance.ofJson((Map<?, ?>) json.get("provenance")));
  }

  private static ParameterLayout layout(List<?> tensors) {
    ParameterLayout.Builder layout = ParameterLayout.builder();
    for (Object each : tensors) {
      Map<?, ?> tensor = (Map<?, ?>) each;
      layout.add(
          (String) tensor.get("name"),
          TensorKind.Trained.WEIGHT, // What it was to training is not in the file.
          ((List<?>) tensor.get("shape"))
              .stream().map(Integer.class::cast).toArray(Integer[]::new));
    }
    return layout.build();
  }

  /// Every tensor is checked against the file before the vector is allocated.
  private static float[] parameters(Path weights, ParameterLayout layout) throws IOException {
    try (SafetensorsReader reader = SafetensorsReader.open(weights)) {
      if (reader.names().size() != layout.tensors().size()) {
        throw new FormatException(
            "%s has %d tensors, the layout %d"
                .formatted(WEIGHTS, reader.names().size(), layout.tensors().size()));
      }
      for (Tensor tensor : layout.tensors()) {
        if (!reader.shape(tensor.name()).equals(tensor.shape())) {
          throw new FormatException(
              "tensor '%s' has shape %s, the layout says %s"
                  .formatted(tensor.name(), reader.shape(tensor.name()), tensor.shape()));
        }
      }
      float[] parameters = new float[layout.length()];
      for (Tensor tensor : layout.tensors()) {
        reader.readInto(tensor.name(), parameters, tensor.offset());
      }
      return parameters;
    }
  }

  private static Map<String, Object> stringKeyed(Map<?, ?> map) {
    Map<String, Object> copy = new LinkedHashMap<>();
    map.forEach((key, value) -> copy.put((String) key, value));
    return copy;
  }

  private static Path beside(Path folder, String suffix) {
    return folder.resolveSibling(folder.getFileName() + suffix);
  }
}
