package io.lockstep.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import io.lockstep.data.Examples;
import io.lockstep.failure.LockstepException;
import io.lockstep.layout.Tensor;
import io.lockstep.run.ModelFile;
import io.lockstep.run.RunFolder;
import io.lockstep.run.StoredModel;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Whole runs of nets with norms, noise, prelu and residual blocks.
final class NormedRunTest {

  private static final String LAYERS =
      "model.layers=[batch-norm, noise: 0.1, { dense: 13, activation: prelu }, "
          + "{ residual: [{ dense: 9 }, batch-norm, activation: relu, { dense: 13 }, batch-norm], "
          + "activation: relu }, { residual: [layer-norm, { dense: 9, activation: tanh }] }, "
          + "{ scale: 0.5, offset: 0.1 }, dropout: 0.1, { dense: 3 }]";

  private static final String FIRST = "model.layers=[batch-norm, { dense: 3 }]";

  @TempDir Path folder;

  private PreparedRun prepare(String... overrides) {
    return SmallRun.prepare(folder, overrides);
  }

  private StoredModel trained(String name, String... overrides) {
    Path runs = folder.resolve(name);
    try (RunFolder run = RunFolder.create(runs, "small")) {
      new LocalTraining(prepare(overrides), 2).train(run, TrainingObserver.SILENT);
      return ModelFile.read(run.model());
    }
  }

  private static float[] numbers(StoredModel model, String tensor) {
    Tensor found = model.layout().tensor(tensor);
    return Arrays.copyOfRange(model.parameters(), found.offset(), found.end());
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 5})
  void theWeightsAndStatisticsDoNotDependOnTheNumberOfLanes(int lanes) {
    PreparedRun run = prepare(LAYERS);
    TrainingResult one = SmallRun.train(run, folder.resolve("runs"), 1);
    TrainingResult many = SmallRun.train(run, folder.resolve("runs"), lanes);
    assertThat(many.weightsSha256()).isEqualTo(one.weightsSha256());
    assertThat(many.metrics()).isEqualTo(one.metrics());
    assertThat(one.weightsSha256()).isEqualTo(GoldenWeights.sha256("normed"));
  }

  @Test
  void runningStatisticsComeToThoseOfTheData() {
    StoredModel model = trained("runs", FIRST, "data.standardize=false", "train.epochs=20");
    float[] means = numbers(model, "batch-norm_1/mean");
    float[] variances = numbers(model, "batch-norm_1/variance");
    Examples train = prepare(FIRST, "data.standardize=false").data().train();
    for (int column = 0; column < 3; column++) {
      double sum = 0;
      double squares = 0;
      float[] row = new float[3];
      for (int i = 0; i < train.count(); i++) {
        train.features(i, row, 0);
        sum += row[column];
        squares += row[column] * row[column];
      }
      double mean = sum / train.count();
      double variance = squares / train.count() - mean * mean;
      assertThat((double) means[column]).isCloseTo(mean, within(0.1));
      assertThat((double) variances[column]).isCloseTo(variance, within(0.15));
    }
  }

  /// What the first layer sees does not depend on any weight.
  @ParameterizedTest
  @CsvSource({"'{ adamw: { weight-decay: 0.5 } }'", "'{ sgd: { weight-decay: 0.9 } }'"})
  void noOptimizerAndNoDecayTouchesStatistics(String optimizer) {
    StoredModel plain = trained("a", FIRST);
    StoredModel decayed = trained("b", FIRST, "train.optimizer=" + optimizer);
    for (String statistic : new String[] {"batch-norm_1/mean", "batch-norm_1/variance"}) {
      assertThat(numbers(decayed, statistic)).containsExactly(numbers(plain, statistic));
    }
    assertThat(numbers(decayed, "batch-norm_1/scale"))
        .isNotEqualTo(numbers(plain, "batch-norm_1/scale"));
  }

  @Test
  void momentumIsTheShareOfTheNewestStep() {
    String last = "model.layers=[{ batch-norm: { momentum: 1 } }, { dense: 3 }]";
    float[] whole = numbers(trained("a", last, "train.epochs=1"), "batch-norm_1/mean");
    float[] tenth = numbers(trained("b", FIRST, "train.epochs=1"), "batch-norm_1/mean");
    assertThat(whole).isNotEqualTo(tenth);
    float[] first =
        numbers(trained("c", last, "train.epochs=1", "train.batch=265"), "batch-norm_1/mean");
    float[] share =
        numbers(trained("d", FIRST, "train.epochs=1", "train.batch=265"), "batch-norm_1/mean");
    for (int column = 0; column < 3; column++) {
      assertThat(share[column]).isCloseTo(0.1f * first[column], within(1e-9f));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "train.batch=1 | train.shard=1 | train.batch: 1 | larger batches: --set train.batch=32,",
        "train.batch=41 | train.shard=1 | train.shard: 1 | larger shards: --set train.shard=41,",
        "train.batch=100 | train.shard=1 | train.shard: 1 | larger shards: --set train.shard=64,"
      })
  void aShardOfOneExampleIsRefused(String batch, String shard, String cause, String advice) {
    LockstepException refused =
        catchThrowableOfType(LockstepException.class, () -> prepare(LAYERS, batch, shard));
    assertThat(refused.failure().block())
        .isEqualTo(
            """
            error: batch-norm compares the examples of a shard, and a shard is one example here
              cause: layer 'batch-norm_1', %s
              kept:  nothing was changed
              try:   %s or layer-norm in its place\
            """
                .formatted(cause, advice));
    assertThat(prepare("model.layers=[layer-norm, { dense: 3 }]", batch, shard)).isNotNull();
  }

  @Test
  void aLastShardOfOneExampleIsToldOf() {
    assertThat(prepare(FIRST, "train.batch=24", "train.shard=24").notes())
        .contains(
            "the last shard of each epoch is one example, of which batch-norm passes nothing on");
    assertThat(prepare(FIRST, "train.batch=25", "train.shard=24").notes())
        .contains(
            "the last shard of each step is one example, of which batch-norm passes nothing on");
    assertThat(prepare(FIRST, "train.batch=25", "train.shard=25").notes()).isEmpty();
  }
}
