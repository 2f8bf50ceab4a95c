package io.lockstep.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.LockstepException;
import io.lockstep.format.DurableFiles;
import io.lockstep.format.FileSeal;
import io.lockstep.format.SealedJson;
import io.lockstep.layout.ParameterLayout;
import io.lockstep.layout.TensorKind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ModelFileTest {

  @TempDir Path run;
  private Path folder;

  @BeforeEach
  void placeFolder() {
    folder = run.resolve("model");
  }

  @Test
  void aModelIsReadBackAsWritten() {
    ModelFile.write(folder, model(1));

    StoredModel read = ModelFile.read(folder);

    assertThat(read.parameters()).isEqualTo(model(1).parameters());
    assertThat(read.layout()).matches(model(1).layout()::fits, "names, shapes and offsets");
    assertThat(read.encoding()).isEqualTo(model(1).encoding());
    assertThat(read.layers()).containsExactly("dense_1 dense 3 relu", "dense_2 dense 2");
    assertThat(read.configurationYaml()).isEqualTo("run: {name: \"é\"}\n");
    assertThat(read.provenance()).isEqualTo(model(1).provenance());
  }

  @Test
  void aNewModelTakesThePlaceOfTheOldOneAndLeavesNothingBeside() throws IOException {
    ModelFile.write(folder, model(1));
    ModelFile.write(folder, model(2));

    assertThat(ModelFile.read(folder).provenance().step()).isEqualTo(2);
    try (var entries = Files.list(run)) {
      assertThat(entries).containsExactly(folder);
    }
  }

  /// The states a kill can leave while model 2 replaces model 1, by which folders are there.
  @ParameterizedTest
  @ValueSource(strings = {"half new", "new beside", "old aside", "old left"})
  void killedWhileReplacingAWholeModelIsFoundAndTheNextWriteCleansUp(String state)
      throws IOException {
    Path fresh = run.resolve("model.new");
    Path old = run.resolve("model.old");
    ModelFile.write(folder, model(1));
    ModelFile.write(fresh, model(2));
    switch (state) {
      case "half new" -> Files.delete(fresh.resolve("model.json"));
      case "new beside" -> {}
      case "old aside" -> Files.move(folder, old);
      case "old left" -> {
        Files.move(folder, old);
        Files.move(fresh, folder);
      }
      default -> throw new AssertionError(state);
    }

    boolean newIsFound = state.startsWith("old");
    assertThat(ModelFile.read(folder).provenance().step()).isEqualTo(newIsFound ? 2 : 1);
    ModelFile.write(folder, model(3));
    assertThat(ModelFile.read(folder).provenance().step()).isEqualTo(3);
    assertThat(fresh).doesNotExist();
    assertThat(old).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"model.json", "weights.safetensors"})
  void aModelThatDoesNotVerifyGivesWayToTheOneBesideIt(String name) throws IOException {
    Path fresh = run.resolve("model.new");
    ModelFile.write(folder, model(1));
    ModelFile.write(fresh, model(2));
    Files.write(folder.resolve(name), new byte[] {1});

    assertThat(ModelFile.read(folder).provenance().step()).isEqualTo(2);

    Files.delete(fresh.resolve("weights.safetensors"));
    expectRefusal(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"model.json", "weights.safetensors"})
  void damagedFilesAreRefusedAsUnusableData(String name) throws IOException {
    ModelFile.write(folder, model(1));
    byte[] bytes = Files.readAllBytes(folder.resolve(name));
    Random random = new Random(5);
    for (int i = 0; i < 200; i++) {
      byte[] flipped = bytes.clone();
      flipped[i < 80 ? i : random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      Files.write(folder.resolve(name), flipped);
      expectRefusal(name);
      Files.write(folder.resolve(name), Arrays.copyOf(bytes, random.nextInt(bytes.length)));
      expectRefusal(name);
    }
  }

  @Test
  void missingFilesAreRefusedAndNamed() throws IOException {
    expectRefusal("model.json is missing");
    ModelFile.write(folder, model(1));
    Files.delete(folder.resolve("weights.safetensors"));
    expectRefusal("weights.safetensors is missing");
  }

  /// A forger can compute hashes too, so what a sealed file claims is checked as well.
  @ParameterizedTest
  @ValueSource(strings = {"tensors", "layers", "encoding", "provenance", "weights_file", "format"})
  void aSealedFileWithNonsenseInItIsRefused(String key) throws IOException {
    ModelFile.write(folder, model(1));
    for (Object nonsense : new Object[] {"x", List.of(Map.of("name", 1)), Map.of(), 17}) {
      Map<String, Object> json = new LinkedHashMap<>(SealedJson.read(folder.resolve("model.json")));
      Object good = json.put(key, nonsense);
      if (key.equals("encoding") && nonsense instanceof Map) {
        continue; // An empty encoding is one.
      }
      rewrite(json);
      expectRefusal("the model cannot be read");
      json.put(key, good);
      rewrite(json);
    }
  }

  @Test
  void aLayoutThatClaimsOtherShapesThanTheWeightsIsRefusedBeforeItIsAllocated() throws IOException {
    ModelFile.write(folder, model(1));
    Map<String, Object> json = new LinkedHashMap<>(SealedJson.read(folder.resolve("model.json")));
    json.put(
        "tensors",
        List.of(
            Map.of("name", "dense_1/weight", "shape", List.of(1 << 30)),
            Map.of("name", "dense_1/bias", "shape", List.of(3)),
            Map.of("name", "dense_2/weight", "shape", List.of(3, 2))));
    rewrite(json);

    expectRefusal("tensor 'dense_1/weight' has shape [4, 3], the layout says [1073741824]");
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 0, 99_000_000, 4_000_000_000L, Long.MAX_VALUE})
  void aForgedWeightsFileWithAGiantHeaderIsRefused(long headerBytes) throws IOException {
    ModelFile.write(folder, model(1));
    Path weights = folder.resolve("weights.safetensors");
    byte[] bytes = Files.readAllBytes(weights);
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(0, headerBytes);

    sealForged(weights, bytes);

    expectRefusal("weights.safetensors: a header of " + Long.toUnsignedString(headerBytes));
  }

  @Test
  void aForgedWeightsFileWithOverlappingTensorsIsRefused() throws IOException {
    ModelFile.write(folder, model(1));
    Path weights = folder.resolve("weights.safetensors");
    String text = Files.readString(weights, StandardCharsets.ISO_8859_1);
    assertThat(text).contains("[48,60]");

    sealForged(weights, text.replace("[48,60]", "[36,48]").getBytes(StandardCharsets.ISO_8859_1));

    expectRefusal("overlapping");
  }

  /// As a forger would: the seal in `model.json` is made to fit.
  private void sealForged(Path weights, byte[] bytes) throws IOException {
    Files.write(weights, bytes);
    Map<String, Object> json = new LinkedHashMap<>(SealedJson.read(folder.resolve("model.json")));
    FileSeal seal = FileSeal.of(weights);
    json.put("weights_file", Map.of("length", seal.length(), "sha256", seal.sha256()));
    rewrite(json);
  }

  private void rewrite(Map<String, Object> json) throws IOException {
    Files.delete(folder.resolve("model.json"));
    SealedJson.write(folder.resolve("model.json"), json);
    DurableFiles.syncFolder(folder);
  }

  private void expectRefusal(String said) {
    LockstepException refused =
        catchThrowableOfType(LockstepException.class, () -> ModelFile.read(folder));
    assertThat(refused).as(said).isNotNull();
    assertThat(refused.failure().code()).isEqualTo(ExitCode.DATA);
    assertThat(refused.failure().error()).contains(said);
  }

  private static StoredModel model(long step) {
    ParameterLayout.Builder layout = ParameterLayout.builder();
    layout.add("dense_1/weight", TensorKind.Trained.WEIGHT, 4, 3);
    layout.add("dense_1/bias", TensorKind.Trained.BIAS, 3);
    layout.add("dense_2/weight", TensorKind.Trained.WEIGHT, 3, 2);
    float[] parameters = new float[21];
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] = step + i / 3f;
    }
    return new StoredModel(
        new StoredModel.Description(
            "run: {name: \"é\"}\n",
            List.of("dense_1 dense 3 relu", "dense_2 dense 2"),
            Map.of("means", List.of(0.1, -2.5e-300), "classes", List.of("a", "b"), "scale", 255)),
        layout.build(),
        parameters,
        new Provenance(
            Map.of("lockstep", "0.1.0"),
            42,
            "c0ffee",
            "da7a",
            step,
            Optional.of(new Provenance.From(Path.of("/runs/é-1/model"), "ab".repeat(32)))));
  }
}
