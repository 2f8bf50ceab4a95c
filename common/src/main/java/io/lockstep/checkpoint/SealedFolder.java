package io.lockstep.checkpoint;

import io.lockstep.format.FileSeal;
import io.lockstep.format.FormatException;
import io.lockstep.format.SafetensorsReader;
import io.lockstep.format.SafetensorsWriter;
import io.lockstep.format.SealedJson;
import io.lockstep.format.TensorSlice;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The inside of one checkpoint folder: data files and the manifest that seals them.
final class SealedFolder {

  static final int FORMAT_VERSION = 1;
  static final String MANIFEST = "manifest.json";
  static final String WEIGHTS = "weights.safetensors";
  static final String OPTIMIZER = "optimizer.safetensors";
  private static final String PARAMETERS = "parameters";

  private SealedFolder() {}

  /// Bytes of the data files of this checkpoint.
  static long bytesOf(Checkpoint checkpoint) {
    return SafetensorsWriter.bytesOf(weights(checkpoint), Map.of())
        + SafetensorsWriter.bytesOf(moments(checkpoint), Map.of());
  }

  /// Writes and forces the data files, then the manifest.
  ///
  /// @param parent name of the last good checkpoint, or empty
  static void write(Path folder, Checkpoint checkpoint, String parent, Failpoint failpoint)
      throws IOException {
    Map<String, Object> files = new LinkedHashMap<>();
    failpoint.reached(Failpoint.Place.BEFORE_DATA);
    files.put(WEIGHTS, sealed(folder.resolve(WEIGHTS), weights(checkpoint)));
    files.put(OPTIMIZER, sealed(folder.resolve(OPTIMIZER), moments(checkpoint)));
    failpoint.reached(Failpoint.Place.AFTER_DATA);
    Map<String, Object> manifest = new LinkedHashMap<>();
    manifest.put("format", FORMAT_VERSION);
    manifest.put("step", checkpoint.step());
    manifest.put("term", checkpoint.origin().term());
    manifest.put("configuration_hash", checkpoint.origin().configurationHash());
    manifest.put("data_fingerprint", checkpoint.origin().dataFingerprint());
    manifest.put("parent", parent);
    manifest.put("files", files);
    manifest.put("facts", checkpoint.facts());
    failpoint.reached(Failpoint.Place.BEFORE_MANIFEST);
    SealedJson.write(folder.resolve(MANIFEST), manifest);
  }

  /// Verifies every byte, then reads.
  ///
  /// @throws FormatException saying what does not verify
  static Checkpoint read(Path folder) throws IOException {
    Map<String, Object> manifest = SealedJson.read(folder.resolve(MANIFEST));
    try {
      if (number(manifest, "format") != FORMAT_VERSION) {
        throw new FormatException(
            "format %s of %s, this program reads %d"
                .formatted(manifest.get("format"), MANIFEST, FORMAT_VERSION));
      }
      Map<String, Object> files = object(manifest, "files");
      for (String file : List.of(WEIGHTS, OPTIMIZER)) {
        Map<String, Object> seal = object(files, file);
        new FileSeal(number(seal, "length"), text(seal, "sha256")).verify(folder.resolve(file));
      }
      Manifest says = manifest(manifest);
      return new Checkpoint(
          says.step(),
          says.origin(),
          tensors(folder.resolve(WEIGHTS)).get(PARAMETERS),
          tensors(folder.resolve(OPTIMIZER)),
          says.facts());
    } catch (ClassCastException | NullPointerException | IllegalArgumentException misfit) {
      throw notAManifest(misfit);
    }
  }

  /// Reads and verifies the manifest alone: the data files may still be damaged.
  ///
  /// @throws FormatException saying what does not verify
  static Manifest manifest(Path folder) throws IOException {
    Map<String, Object> manifest = SealedJson.read(folder.resolve(MANIFEST));
    try {
      return manifest(manifest);
    } catch (ClassCastException | NullPointerException | IllegalArgumentException misfit) {
      throw notAManifest(misfit);
    }
  }

  private static Manifest manifest(Map<String, Object> json) {
    Map<String, String> facts = new LinkedHashMap<>();
    object(json, "facts").forEach((name, value) -> facts.put(name, (String) value));
    Origin origin =
        new Origin(
            number(json, "term"), text(json, "configuration_hash"), text(json, "data_fingerprint"));
    return new Manifest(number(json, "step"), origin, facts);
  }

  private static FormatException notAManifest(RuntimeException misfit) {
    return new FormatException(MANIFEST + " is not a manifest: " + misfit.getMessage());
  }

  private static List<TensorSlice> weights(Checkpoint checkpoint) {
    return List.of(TensorSlice.flat(PARAMETERS, checkpoint.parameters()));
  }

  private static List<TensorSlice> moments(Checkpoint checkpoint) {
    List<TensorSlice> slices = new ArrayList<>();
    checkpoint.moments().forEach((name, moment) -> slices.add(TensorSlice.flat(name, moment)));
    return slices;
  }

  private static Map<String, Object> sealed(Path file, List<TensorSlice> tensors)
      throws IOException {
    FileSeal seal = SafetensorsWriter.write(file, tensors, Map.of());
    return Map.of("length", seal.length(), "sha256", seal.sha256());
  }

  private static Map<String, float[]> tensors(Path file) throws IOException {
    try (SafetensorsReader reader = SafetensorsReader.open(file)) {
      Map<String, float[]> tensors = new LinkedHashMap<>();
      for (String name : reader.names()) {
        tensors.put(name, reader.read(name));
      }
      return tensors;
    }
  }

  private static long number(Map<String, Object> object, String key) {
    return ((Number) object.get(key)).longValue();
  }

  private static String text(Map<String, Object> object, String key) {
    return (String) object.get(key);
  }

  @SuppressWarnings("unchecked") // JSON objects have string keys; a list here fails the cast.
  private static Map<String, Object> object(Map<String, Object> object, String key) {
    return (Map<String, Object>) object.get(key);
  }
}
