package io.lockstep.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.LockstepException;
import io.lockstep.kernel.Kernels;
import io.lockstep.model.Network;
import io.lockstep.run.EpochMetrics;
import io.lockstep.run.RunFolder;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LocalTrainingTest {

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 5, 8})
  void theWeightsDoNotDependOnTheNumberOfLanes(int lanes) {
    PreparedRun run = SmallRun.prepare(folder);
    TrainingResult one = SmallRun.train(run, folder.resolve("runs"), 1);
    TrainingResult many = SmallRun.train(run, folder.resolve("runs"), lanes);
    assertThat(many.weightsSha256()).isEqualTo(one.weightsSha256());
    assertThat(many.metrics()).isEqualTo(one.metrics());
  }

  @Test
  void theWeightsAreThoseOfEarlierVersions() {
    assertThat(SmallRun.train(SmallRun.prepare(folder), folder.resolve("runs"), 1).weightsSha256())
        .isEqualTo(GoldenWeights.sha256("small"));
  }

  @Test
  void theWeightsDoNotDependOnTheKernels() {
    PreparedRun fast = SmallRun.prepare(folder);
    Kernels scalar = Kernels.scalar();
    Network network =
        Network.of(fast.configuration().model(), fast.network().inputWidth(), 3, scalar);
    PreparedRun slow =
        new PreparedRun(
            fast.configuration(),
            fast.data(),
            network,
            fast.batches(),
            scalar,
            fast.configurationHash());
    assertThat(SmallRun.train(slow, folder.resolve("slow"), 2).weightsSha256())
        .isEqualTo(SmallRun.train(fast, folder.resolve("fast"), 1).weightsSha256());
  }

  @Test
  void theSeedDecidesTheWeights() {
    String seven = SmallRun.train(SmallRun.prepare(folder), folder.resolve("a"), 1).weightsSha256();
    PreparedRun eight = SmallRun.prepare(folder, "run.seed=8");
    assertThat(SmallRun.train(eight, folder.resolve("b"), 1).weightsSha256()).isNotEqualTo(seven);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 3, 7, 13, 20})
  void anInterruptedRunEndsWithTheUndisturbedWeights(long interruptAt) {
    PreparedRun run = SmallRun.prepare(folder);
    TrainingResult undisturbed = SmallRun.train(run, folder.resolve("undisturbed"), 2);
    Path runs = folder.resolve("interrupted");
    LocalTraining first = new LocalTraining(run, 2);
    try (RunFolder made = RunFolder.create(runs, "small")) {
      TrainingResult stopped = first.train(made, stopAt(first, interruptAt));
      assertThat(stopped.status()).isEqualTo(TrainingResult.Status.INTERRUPTED);
      assertThat(stopped.steps()).isLessThan(run.lastStep());
    }
    try (RunFolder again = RunFolder.resume(runs, "small")) {
      TrainingResult resumed = new LocalTraining(run, 3).train(again, TrainingObserver.SILENT);
      assertThat(resumed.weightsSha256()).isEqualTo(undisturbed.weightsSha256());
      assertThat(resumed.metrics()).isEqualTo(undisturbed.metrics());
      assertThat(again.report().best()).isEqualTo(RunFolder.reportOf(undisturbed.folder()).best());
    }
  }

  /// Interrupts from a thread that watches the gauge, at the given step or soon after.
  private static TrainingObserver stopAt(LocalTraining training, long step) {
    return new TrainingObserver() {
      @Override
      public void begun(PreparedRun run, Path folder, long version, ProgressGauge gauge) {
        if (step <= 1) {
          training.interrupt();
          return;
        }
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              while (gauge.step() < step - 1) {
                Thread.onSpinWait();
              }
              training.interrupt();
            });
      }

      @Override
      public void epoch(EpochMetrics metrics) {}

      @Override
      public void warned(String warning) {}
    };
  }

  @Test
  void aLearningRateThatDivergesEndsWithTheLastFiniteCheckpoint() {
    PreparedRun run =
        SmallRun.prepare(
            folder, "train.optimizer={sgd: {learning-rate: 1e30}}", "checkpoint.every-steps=1");
    assertThatThrownBy(() -> SmallRun.train(run, folder.resolve("runs"), 1))
        .isInstanceOfSatisfying(
            LockstepException.class,
            thrown -> {
              assertThat(thrown.failure().code()).isEqualTo(ExitCode.DIVERGED);
              assertThat(thrown.failure().kept()).contains("step 0");
              assertThat(thrown.failure().advice()).contains("train.optimizer.sgd.learning-rate");
            });
  }
}
