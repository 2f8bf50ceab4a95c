package io.lockstep.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.LockstepException;
import io.lockstep.run.EpochMetrics;
import io.lockstep.run.RunFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A process that was only paused finds that another one has taken its run over.
final class SupersededRunTest {

  private static final int EPOCHS = 4;

  @TempDir Path folder;

  @Test
  void itWritesNoLastModel() {
    try (RunFolder made = RunFolder.create(folder.resolve("runs"), "small")) {
      trainUntilSuperseded(made, EPOCHS);
      assertThat(made.model()).doesNotExist();
    }
  }

  @Test
  void itWritesNoBestModel() {
    try (RunFolder made = RunFolder.create(folder.resolve("runs"), "small")) {
      trainUntilSuperseded(made, 1);
      assertThat(made.bestModel()).doesNotExist();
    }
  }

  private void trainUntilSuperseded(RunFolder made, int epoch) {
    PreparedRun run = SmallRun.prepare(folder);
    assertThatThrownBy(
            () -> new LocalTraining(run, 1).train(made, new Successor(made.path(), epoch)))
        .isInstanceOfSatisfying(
            LockstepException.class,
            thrown -> assertThat(thrown.failure().code()).isEqualTo(ExitCode.CLUSTER));
  }

  /// Begins the next term, as another process would, at the end of an epoch.
  private record Successor(Path run, int epoch) implements TrainingObserver {
    @Override
    public void begun(PreparedRun begun, Path at, long version, ProgressGauge gauge) {}

    @Override
    public void epoch(EpochMetrics metrics) {
      if (metrics.epoch() == epoch) {
        try {
          Files.createFile(run.resolve("terms").resolve("TERM-2"));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }

    @Override
    public void warned(String warning) {}
  }
}
