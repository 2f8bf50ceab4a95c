package io.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Examples of the textbook that keep a net from learning too much or from not learning at all:
/// each beside the same run without it.
final class TextbookRegularisationTest {

  @TempDir Path folder;

  private TextbookRun train(String example, String... sets) {
    return TextbookRun.of(folder, example, sets);
  }

  @Test
  void dropoutMakesTrainingHarderThanMeasuring() {
    double with = train("dropout").recorded("train", "loss").getLast();
    String without = "model.layers=[{dense: 16, activation: relu}, {dense: 1}]";
    assertThat(with)
        .isGreaterThan(2 * train("dropout", without).recorded("train", "loss").getLast());
  }

  @Test
  void weightDecayKeepsWeightsSmall() {
    double with = train("weight-decay").size();
    assertThat(with)
        .isLessThan(0.9 * train("weight-decay", "train.optimizer.sgd.weight-decay=0").size());
  }

  /// Nothing of a weight is left but what the last steps have given it.
  @Test
  void anL1PenaltyBringsWeightsOfNoUseToNothingAtSomeLoss() {
    TextbookRun with = train("l1-penalty");
    TextbookRun without = train("l1-penalty", "train.penalty.l1=0");
    assertThat(shareOfNothing(with)).isGreaterThan(0.2);
    assertThat(shareOfNothing(without)).isLessThan(0.01);
    assertThat(with.recorded("train", "loss").getLast())
        .isGreaterThan(1.1 * without.recorded("train", "loss").getLast());
  }

  private static double shareOfNothing(TextbookRun run) {
    float[] weights = run.model().parameters();
    long nothing =
        IntStream.range(0, weights.length).filter(i -> Math.abs(weights[i]) < 1e-3).count();
    return (double) nothing / weights.length;
  }

  /// The gradient is told as it was before it was cut, the change of the weights as it came to be.
  @Test
  void aClippedStepIsNoLongerThanItsRateHoweverLargeTheGradient() {
    TextbookRun clipped = train("clipping");
    List<Double> gradients = clipped.recorded("gradient_norm");
    assertThat(gradients).hasSize(40).allSatisfy(norm -> assertThat(norm).isGreaterThan(1));
    assertThat(lastChange(clipped)).isCloseTo(0.05, Percentage.withPercentage(1));
    assertThat(clipped.last("validation").figure("r2").orElseThrow()).isGreaterThan(0.8);

    TextbookRun whole =
        train("clipping", "train.clip.norm=0", "train.optimizer.sgd.learning-rate=0.01");
    double last = whole.recorded("gradient_norm").getLast();
    assertThat(last).isGreaterThan(5);
    assertThat(lastChange(whole)).isCloseTo(0.01 * last, Percentage.withPercentage(3));
  }

  /// How far the last step has moved the weights.
  private static double lastChange(TextbookRun run) {
    return run.recorded("update_ratio").getLast() * run.size();
  }

  @Test
  void withoutClippingTheSameRunIsThrownOut() {
    Invocation diverged =
        Invocation.of(
            folder,
            "train",
            TextbookRun.configuration("clipping"),
            "--runs",
            "{dir}/runs",
            "--set",
            "train.clip.norm=0");
    assertThat(diverged.code()).as(diverged.talk()).isEqualTo(7);
  }

  @Test
  void batchNormLearnsFromInputsOfAnySize() {
    List<Double> with = train("batch-norm").recorded("validation", "accuracy");
    String sigmoid = "{dense: 16, activation: sigmoid}, ";
    List<Double> without =
        train("batch-norm", "model.layers=[" + sigmoid.repeat(2) + "{dense: 1}]")
            .recorded("validation", "accuracy");
    assertThat(with.getLast()).isGreaterThan(0.95);
    assertThat(without).hasSize(20).allSatisfy(each -> assertThat(each).isLessThan(0.75));
  }

  @Test
  void tenLayersLearnWithTheirInputsAdded() {
    assertThat(train("residual").last("train").accuracy().orElseThrow()).isGreaterThan(0.95);
    String ten = "{dense: 16, activation: sigmoid}, ".repeat(9);
    TextbookRun plain = train("residual", "model.layers=[" + ten + "{dense: 1}]");
    assertThat(plain.last("train").accuracy().orElseThrow()).isLessThan(0.7);
  }
}
