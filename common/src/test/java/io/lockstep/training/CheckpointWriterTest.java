package io.lockstep.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lockstep.checkpoint.CheckpointStore;
import io.lockstep.checkpoint.FullDisk;
import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.LockstepException;
import io.lockstep.run.RunFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A disk that is full for a moment is waited for, and told of once.
@Timeout(60)
final class CheckpointWriterTest {

  private static final long STEP = 5;
  private static final Runnable NOTHING = () -> {};

  @TempDir Path folder;

  private final List<String> warnings = Collections.synchronizedList(new ArrayList<>());
  private RunFolder made;
  private CheckpointStore store;
  private Trainee trainee;
  private RecorderSetting setting;

  @BeforeEach
  void prepare() {
    PreparedRun run = SmallRun.prepare(folder, "checkpoint.patience-seconds=0");
    made = RunFolder.create(folder.resolve("runs"), "small");
    trainee = run.newTrainee();
    setting = RecorderSetting.of(run, made, TrainingObserver.SILENT, 1);
  }

  @AfterEach
  void close() {
    made.close();
  }

  private CheckpointWriter writer(int refusals) {
    store = FullDisk.store(folder.resolve("full"), refusals);
    return new CheckpointWriter(store, trainee, warnings::add, setting);
  }

  private void begin(CheckpointWriter writer, Runnable alongside) {
    writer.begin(STEP, setting.origin(), trainee.parameters(), Map.of(), alongside);
  }

  @Test
  void whatIsRefusedTwiceIsWrittenAtTheThirdTryAndToldOnce() {
    try (CheckpointWriter writer = writer(2)) {
      begin(writer, NOTHING);
      writer.requireWritten(STEP);
      assertThat(writer.writtenStep()).isEqualTo(STEP);
    }
    assertThat(store.newestValid().checkpoint().orElseThrow().parameters())
        .isEqualTo(trainee.parameters());
    assertThat(warnings)
        .singleElement()
        .asString()
        .matches(
            "checkpoint 5 failed: no space \\(need 1 MB, free \\d+ MB\\); last good none \\(.*full\\); it is tried again");
  }

  /// The store did not come to a word: it is not the one that says which checkpoint it was.
  @Test
  void whatFailsBesideTheCheckpointNamesItOnceToo() {
    LockstepException first =
        Failure.of(ExitCode.STORAGE, "the best model cannot be written: no space")
            .at("best.lockstep")
            .exception();
    List<LockstepException> refusals = new ArrayList<>(List.of(first));
    Runnable alongside =
        () -> {
          if (!refusals.isEmpty()) {
            LockSupport.unpark(Thread.currentThread()); // The pause after it takes no time.
            throw refusals.removeLast();
          }
        };
    try (CheckpointWriter writer = writer(0)) {
      begin(writer, alongside);
      writer.requireWritten(STEP);
    }
    assertThat(warnings)
        .containsExactly(
            "checkpoint 5 failed: the best model cannot be written: no space (best.lockstep); it is tried again");
  }

  @Test
  void aDiskThatStaysFullEndsTheRunWithOneBlock() {
    try (CheckpointWriter writer = writer(Integer.MAX_VALUE)) {
      begin(writer, NOTHING);
      LockstepException ended = catchThrowableOfType(LockstepException.class, writer::await);

      assertThat(ended.failure().code()).isEqualTo(ExitCode.STORAGE);
      assertThat(ended.failure().error())
          .matches("checkpoint 5 failed: no space \\(need 1 MB, free \\d+ MB\\); last good none");
    }
    assertThat(warnings).hasSize(1);
  }
}
