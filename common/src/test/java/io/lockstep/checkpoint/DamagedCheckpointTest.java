package io.lockstep.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.LockstepException;
import io.lockstep.format.DurableFiles;
import io.lockstep.format.FormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever happens to the bytes of the newest checkpoint, the one before is used and the damaged
/// one is named.
final class DamagedCheckpointTest {

  private static final int EDGE_BYTES = 4096;

  @TempDir Path folder;

  @BeforeEach
  void writeTwo() {
    CheckpointStore store = CheckpointStore.open(folder, 2);
    store.write(Trained.at(800));
    store.write(Trained.at(900));
  }

  @ParameterizedTest
  @ValueSource(strings = {"weights.safetensors", "optimizer.safetensors", "manifest.json"})
  void aFileCutAtAnyEdgeOrAnywhereIsNotUsed(String name) throws IOException {
    byte[] bytes = Files.readAllBytes(newest().resolve(name));
    Random random = new Random(4096);
    var lengths = new TreeSet<Integer>(List.of(0, bytes.length - 1));
    for (int edge = 0; edge < bytes.length; edge += EDGE_BYTES) {
      lengths.add(edge);
    }
    for (int length : lengths) {
      damageAndExpectFallback(name, bytes, Arrays.copyOf(bytes, length));
    }
    for (int i = 0; i < 100; i++) {
      damageAndExpectRefusal(name, Arrays.copyOf(bytes, random.nextInt(bytes.length)));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"weights.safetensors", "optimizer.safetensors", "manifest.json"})
  void aFlippedBitAnywhereIsNotUsed(String name) throws IOException {
    byte[] bytes = Files.readAllBytes(newest().resolve(name));
    Random random = new Random(17);
    for (int i = 0; i < 300; i++) {
      byte[] flipped = bytes.clone();
      flipped[i < 100 ? i : random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      if (i % 30 == 0) {
        damageAndExpectFallback(name, bytes, flipped);
      } else {
        damageAndExpectRefusal(name, flipped);
      }
    }
  }

  @Test
  void theWarningNamesTheCheckpointTheFileAndWhatIsUsedInstead() throws IOException {
    Path weights = newest().resolve("weights.safetensors");
    byte[] bytes = Files.readAllBytes(weights);
    bytes[5000] ^= 1;
    Files.write(weights, bytes);

    Restored restored = CheckpointStore.open(folder, 2).newestValid();

    assertThat(restored.warnings())
        .containsExactly("checkpoint 900 invalid (sha256 of weights.safetensors), using 800");
    assertThat(folder.resolve("step-900-term-1.invalid")).isDirectory();
    assertThat(newest()).doesNotExist();
  }

  @Test
  void whenAllAreDamagedThereIsNoneAndEachIsNamed() throws IOException {
    Files.delete(folder.resolve("step-800-term-1").resolve("weights.safetensors"));
    Files.delete(newest().resolve("manifest.json"));

    Restored restored = CheckpointStore.open(folder, 2).newestValid();

    assertThat(restored.checkpoint()).isEmpty();
    assertThat(restored.warnings())
        .containsExactly(
            "checkpoint 900 invalid (manifest.json is missing), none older is valid",
            "checkpoint 800 invalid (weights.safetensors is missing), none older is valid");
  }

  /// Permissions, a failing disk, too many open files: here a link that leads round in a circle.
  @Test
  void aCheckpointThatCannotBeReadIsPassedOverAndNotCondemned() throws IOException {
    Path manifest = newest().resolve("manifest.json");
    byte[] bytes = Files.readAllBytes(manifest);
    Files.delete(manifest);
    Files.createSymbolicLink(manifest, manifest.getFileName());

    Restored older = CheckpointStore.open(folder, 2).newestValid();

    Trained.assertWhole(older.checkpoint().orElseThrow(), 800);
    assertThat(older.warnings())
        .containsExactly(
            "checkpoint 900 cannot be read (the links at %s lead in a circle), using 800"
                .formatted(manifest));
    Files.delete(manifest);
    Files.write(manifest, bytes);
    Restored restored = CheckpointStore.open(folder, 2).newestValid();
    Trained.assertWhole(restored.checkpoint().orElseThrow(), 900);
  }

  @ParameterizedTest
  @ValueSource(strings = {"weights.safetensors", "manifest.json", ""})
  void linksInACircleInPlaceOfAnyFileOrTheFolderArePassedOver(String name) throws IOException {
    Path file = newest().resolve(name);
    if (name.isEmpty()) {
      DurableFiles.deleteFolder(newest());
      file = newest();
    } else {
      Files.delete(file);
    }
    Files.createSymbolicLink(file, file.getFileName());

    assertThat(CheckpointStore.open(folder, 2).newestValid().checkpoint().orElseThrow().step())
        .isEqualTo(800);
  }

  @Test
  void whereNoneCanBeReadAllStayAndTheRunEnds() throws IOException {
    for (String name : List.of("step-800-term-1", "step-900-term-1")) {
      Path manifest = folder.resolve(name).resolve("manifest.json");
      Files.delete(manifest);
      Files.createSymbolicLink(manifest, manifest.getFileName());
    }

    assertThatThrownBy(() -> CheckpointStore.open(folder, 2).newestValid())
        .isInstanceOfSatisfying(
            LockstepException.class,
            refused -> {
              assertThat(refused.failure().code()).isEqualTo(ExitCode.STORAGE);
              assertThat(refused.failure().kept()).isEqualTo("all checkpoints, as they are");
            });
  }

  @Test
  void aFolderInPlaceOfAFileIsDamage() throws IOException {
    Path weights = newest().resolve("weights.safetensors");
    Files.delete(weights);
    Files.createDirectory(weights);

    assertThat(CheckpointStore.open(folder, 2).newestValid().warnings())
        .containsExactly(
            "checkpoint 900 invalid (weights.safetensors is no regular file), using 800");
  }

  @Test
  void filesOfTwoCheckpointsMixedAreNotUsed() throws IOException {
    Files.copy(
        folder.resolve("step-800-term-1").resolve("optimizer.safetensors"),
        newest().resolve("optimizer.safetensors"),
        StandardCopyOption.REPLACE_EXISTING);

    Restored restored = CheckpointStore.open(folder, 2).newestValid();

    Trained.assertWhole(restored.checkpoint().orElseThrow(), 800);
  }

  private void damageAndExpectRefusal(String name, byte[] damaged) throws IOException {
    Files.write(newest().resolve(name), damaged);

    assertThatThrownBy(() -> SealedFolder.read(newest()))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining(name);
  }

  private void damageAndExpectFallback(String name, byte[] good, byte[] damaged)
      throws IOException {
    Files.write(newest().resolve(name), damaged);
    var store = CheckpointStore.open(folder, 2);

    Restored restored = store.newestValid();

    assertThat(restored.checkpoint().orElseThrow().step()).isEqualTo(800);
    assertThat(restored.warnings())
        .singleElement()
        .asString()
        .startsWith("checkpoint 900 invalid (")
        .contains(name)
        .endsWith("), using 800");
    Path aside = folder.resolve("step-900-term-1.invalid");
    Files.write(aside.resolve(name), good);
    Files.move(aside, newest());
  }

  private Path newest() {
    return folder.resolve("step-900-term-1");
  }
}
