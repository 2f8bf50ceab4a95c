package io.lockstep.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.data.Examples;
import io.lockstep.data.LoadedData;
import io.lockstep.failure.ExitCode;
import io.lockstep.failure.LockstepException;
import io.lockstep.kernel.Kernels;
import io.lockstep.model.Network;
import io.lockstep.run.RunFolder;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LocalTrainingTest {

  private static final String[] CLIPPED = {
    "train.clip={ value: 0.05, norm: 0.2 }",
    "train.penalty={ l1: 0.001, l2: 0.01, decay: 0.1, tensors: weights }"
  };

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

  /// Their rates follow from the norms of tensors, which no lane knows by itself.
  @ParameterizedTest
  @ValueSource(strings = {"lars", "lamb"})
  void optimizersOfLargeBatchesGiveTheSameWeightsOnAnyNumberOfLanes(String optimizer) {
    PreparedRun run = SmallRun.prepare(folder, "train.optimizer=" + optimizer);
    TrainingResult one = SmallRun.train(run, folder.resolve("runs"), 1);
    TrainingResult many = SmallRun.train(run, folder.resolve("runs"), 3);
    assertThat(many.weightsSha256()).isEqualTo(one.weightsSha256());
  }

  @Test
  void clippingAndPenaltiesDoNotMakeTheWeightsDependOnTheNumberOfLanes() {
    PreparedRun run = SmallRun.prepare(folder, CLIPPED);
    TrainingResult one = SmallRun.train(run, folder.resolve("runs"), 1);
    TrainingResult many = SmallRun.train(run, folder.resolve("runs"), 3);
    assertThat(many.weightsSha256()).isEqualTo(one.weightsSha256());
    assertThat(one.weightsSha256()).isNotEqualTo(GoldenWeights.sha256("small"));
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
            fast.configurationHash(),
            fast.start());
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
    AtomicReference<LocalTraining> first = new AtomicReference<>();
    Examples watched =
        new WatchedExamples(
            run.data().train(), examplesBefore(run, interruptAt), () -> first.get().interrupt());
    first.set(new LocalTraining(trainingOn(run, watched), 2));
    try (RunFolder made = RunFolder.create(runs, "small")) {
      TrainingResult stopped = first.get().train(made, TrainingObserver.SILENT);
      assertThat(stopped.status()).isEqualTo(TrainingResult.Status.INTERRUPTED);
      assertThat(stopped.steps()).isEqualTo(interruptAt);
    }
    try (RunFolder again = RunFolder.open(runs.resolve("small-1"))) {
      TrainingResult resumed = new LocalTraining(run, 3).train(again, TrainingObserver.SILENT);
      assertThat(resumed.weightsSha256()).isEqualTo(undisturbed.weightsSha256());
      assertThat(resumed.metrics()).isEqualTo(undisturbed.metrics());
      assertThat(again.report().best()).isEqualTo(RunFolder.reportOf(undisturbed.folder()).best());
    }
  }

  /// Examples that all steps before this one look at.
  private static long examplesBefore(PreparedRun run, long step) {
    long examples = 0;
    for (long before = 1; before < step; before++) {
      examples += run.batches().examplesIn(before);
    }
    return examples;
  }

  private static PreparedRun trainingOn(PreparedRun run, Examples train) {
    LoadedData data = run.data();
    return new PreparedRun(
        run.configuration(),
        new LoadedData(
            train,
            data.validation(),
            data.test(),
            data.encoding(),
            data.contents(),
            data.columns(),
            data.rejected(),
            data.notes()),
        run.network(),
        run.batches(),
        run.kernels(),
        run.configurationHash(),
        run.start());
  }

  /// Does something, on the thread of a lane, when more than so many examples were looked at.
  private static final class WatchedExamples implements Examples {
    private final Examples examples;
    private final long quiet;
    private final Runnable action;
    private final AtomicLong seen = new AtomicLong();

    WatchedExamples(Examples examples, long quiet, Runnable action) {
      this.examples = examples;
      this.quiet = quiet;
      this.action = action;
    }

    @Override
    public int count() {
      return examples.count();
    }

    @Override
    public int featureWidth() {
      return examples.featureWidth();
    }

    @Override
    public int targetWidth() {
      return examples.targetWidth();
    }

    @Override
    public void features(int example, float[] target, int offset) {
      if (seen.getAndIncrement() == quiet) {
        action.run();
      }
      examples.features(example, target, offset);
    }

    @Override
    public void target(int example, float[] target, int offset) {
      examples.target(example, target, offset);
    }
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
              assertThat(thrown.failure().kept()).as("its numbers are large").contains("step 1");
              assertThat(thrown.failure().advice()).contains("train.optimizer.sgd.learning-rate");
            });
  }
}
