package io.lockstep.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.LockstepException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class CheckpointStoreTest {

  @TempDir Path folder;

  /// What a kill looks like from inside: nothing after it runs, not even the handling of faults.
  private static final class Killed extends Error {
    private static final long serialVersionUID = 1L;
  }

  @Test
  void theNewestIsReadBackWhole() {
    CheckpointStore store = CheckpointStore.open(folder, 3);
    store.write(Trained.at(100));
    store.write(Trained.at(200));

    Restored restored = CheckpointStore.open(folder, 3).newestValid();

    Trained.assertWhole(restored.checkpoint().orElseThrow(), 200);
    assertThat(restored.warnings()).isEmpty();
  }

  @Test
  void anEmptyFolderHasNoCheckpointAndNothingToWarnOf() {
    Restored restored = CheckpointStore.open(folder.resolve("new"), 3).newestValid();

    assertThat(restored.checkpoint()).isEmpty();
    assertThat(restored.warnings()).isEmpty();
  }

  @Test
  void aModelWithoutMomentsIsKeptToo() {
    var plain = new Checkpoint(1, new Origin(1, "", ""), new float[2], Map.of(), Map.of());
    CheckpointStore store = CheckpointStore.open(folder, 2);
    store.write(plain);

    Checkpoint read = store.newestValid().checkpoint().orElseThrow();

    assertThat(read.parameters()).hasSize(2);
    assertThat(read.moments()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Failpoint.Place.class)
  void killedAnywhereInAWriteTheStoreHoldsTheOldOrTheNewCheckpoint(Failpoint.Place place) {
    CheckpointStore.open(folder, 2).write(Trained.at(800));
    CheckpointStore store =
        CheckpointStore.open(
            folder,
            2,
            Fence.NONE,
            reached -> {
              if (reached == place) {
                throw new Killed();
              }
            });

    assertThatThrownBy(() -> store.write(Trained.at(900))).isInstanceOf(Killed.class);

    boolean renamed = place == Failpoint.Place.BEFORE_FOLDER_SYNC;
    CheckpointStore next = CheckpointStore.open(folder, 2);
    Restored restored = next.newestValid();
    Trained.assertWhole(restored.checkpoint().orElseThrow(), renamed ? 900 : 800);
    if (renamed) {
      assertThat(restored.warnings()).isEmpty();
    } else {
      assertThat(restored.warnings())
          .singleElement()
          .asString()
          .startsWith("removed " + folder.resolve(".tmp-step-900-term-1-"))
          .endsWith(", left by a write that did not end");
    }
    next.write(Trained.at(900, 2));
    Trained.assertWhole(next.newestValid().checkpoint().orElseThrow(), 900);
    assertThat(names()).noneMatch(name -> name.startsWith(".tmp-"));
  }

  @ParameterizedTest
  @EnumSource(Failpoint.Place.class)
  void aFaultOfTheDiskLeavesTheLastGoodOneAndAFreshWriteSucceeds(Failpoint.Place place) {
    boolean[] broken = {false};
    CheckpointStore store =
        CheckpointStore.open(
            folder,
            2,
            Fence.NONE,
            reached -> {
              if (broken[0] && reached == place) {
                throw new IOException("Input/output error");
              }
            });
    store.write(Trained.at(800));
    broken[0] = true;

    Failure failure =
        catchThrowableOfType(LockstepException.class, () -> store.write(Trained.at(900))).failure();

    assertThat(failure.code()).isEqualTo(ExitCode.STORAGE);
    assertThat(failure.error())
        .isEqualTo(
            "checkpoint 900 failed: the disk of %s fails (input/output error); last good 800"
                .formatted(folder));
    assertThat(failure.kept()).isEqualTo(folder.resolve("step-800-term-1") + " (step 800)");
    assertThat(names()).containsExactly("step-800-term-1");
    broken[0] = false;
    store.write(Trained.at(900));
    Trained.assertWhole(store.newestValid().checkpoint().orElseThrow(), 900);
  }

  @Test
  void aFullDiskIsNamedWithNeedAndFreeSpace() {
    CheckpointStore store =
        CheckpointStore.open(
            folder,
            2,
            Fence.NONE,
            _ -> {
              throw new IOException("No space left on device");
            });

    assertThatThrownBy(() -> store.write(Trained.at(900)))
        .isInstanceOf(LockstepException.class)
        .hasMessageMatching(
            "checkpoint 900 failed: no space \\(need 1 MB, free \\d+ MB\\); last good none.*");
  }

  @Test
  void aSupersededWriterIsStoppedBeforeItsCheckpointIsVisible() {
    CheckpointStore store =
        CheckpointStore.open(
            folder,
            2,
            term -> {
              if (term < 4) {
                throw Failure.of(ExitCode.CLUSTER, "superseded: term 3 < 4").exception();
              }
            });
    store.write(Trained.at(800, 4));

    assertThatThrownBy(() -> store.write(Trained.at(900, 3))).hasMessage("superseded: term 3 < 4");
    assertThat(names()).containsExactly("step-800-term-4");
  }

  @Test
  void aWriterWhoseFilesItsSuccessorClearsAwayIsToldThatItIsSuperseded() {
    long[] newestTerm = {3};
    CheckpointStore store =
        CheckpointStore.open(
            folder,
            2,
            term -> {
              if (term < newestTerm[0]) {
                throw Failure.of(ExitCode.CLUSTER, "superseded: term 3 < 4").exception();
              }
            },
            place -> {
              if (place == Failpoint.Place.BEFORE_MANIFEST) {
                newestTerm[0] = 4;
                CheckpointStore.open(folder, 2).write(Trained.at(850, 4));
              }
            });

    assertThatThrownBy(() -> store.write(Trained.at(900, 3))).hasMessage("superseded: term 3 < 4");
    assertThat(names()).containsExactly("step-850-term-4");
  }

  @Test
  void onlyTheNewestAreKept() {
    CheckpointStore store = CheckpointStore.open(folder, 3);
    for (long step = 1; step <= 12; step++) {
      store.write(Trained.at(step));
    }

    assertThat(names()).containsExactly("step-10-term-1", "step-11-term-1", "step-12-term-1");
  }

  @Test
  void twoAreKeptHoweverFewAreAskedFor() {
    CheckpointStore store = CheckpointStore.open(folder, 0);
    for (long step = 1; step <= 3; step++) {
      store.write(Trained.at(step));
    }

    assertThat(names()).containsExactly("step-2-term-1", "step-3-term-1");
  }

  @Test
  void checkpointsOfUnknownStateDoNotPushOutOlderOnes() throws IOException {
    CheckpointStore first = CheckpointStore.open(folder, 2);
    first.write(Trained.at(700));
    first.write(Trained.at(800));
    Files.delete(folder.resolve("step-800-term-1").resolve(SealedFolder.MANIFEST));

    CheckpointStore second = CheckpointStore.open(folder, 2);
    second.write(Trained.at(900, 2));
    assertThat(names()).contains("step-700-term-1", "step-900-term-2");
    second.write(Trained.at(1000, 2));

    assertThat(names()).containsExactly("step-1000-term-2", "step-900-term-2");
  }

  @Test
  void writingTheSameStepOfTheSameTermTwiceIsOneCheckpoint() {
    CheckpointStore store = CheckpointStore.open(folder, 2);
    store.write(Trained.at(5));
    store.write(Trained.at(5));

    assertThat(names()).containsExactly("step-5-term-1");
  }

  @Test
  void theManifestNamesItsParent() throws IOException {
    CheckpointStore store = CheckpointStore.open(folder, 2);
    store.write(Trained.at(5));
    store.write(Trained.at(6));

    assertThat(folder.resolve("step-6-term-1").resolve("manifest.json"))
        .content()
        .contains("\"parent\" : \"step-5-term-1\"", "\"configuration_hash\" : \"c0ffee\"");
  }

  @Test
  void aFolderThatVanishesIsAFaultOfStorage() throws IOException {
    Path gone = folder.resolve("gone");
    CheckpointStore store = CheckpointStore.open(gone, 2);
    Files.delete(gone);

    assertThatThrownBy(() -> store.write(Trained.at(1)))
        .isInstanceOfSatisfying(
            LockstepException.class,
            thrown -> assertThat(thrown.failure().code()).isEqualTo(ExitCode.STORAGE));
  }

  private List<String> names() {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    } catch (IOException fault) {
      throw new AssertionError(fault);
    }
  }
}
