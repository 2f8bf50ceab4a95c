package io.lockstep.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lockstep.config.LossSpec;
import io.lockstep.kernel.Kernels;
import org.junit.jupiter.api.Test;

/// What the corners of the losses do; their values and gradients are proved with whole models.
final class LossTest {

  @Test
  void largeScoresOverflowNoCrossEntropy() {
    float[] scores = {1000, -1000, -1000, 1000};
    float[] dy = new float[4];
    float[] rowLoss = new float[2];
    loss(LossSpec.CROSS_ENTROPY, 2).gradient(scores, new float[] {0, 0}, dy, rowLoss, 2);
    assertThat(rowLoss).containsExactly(0, 2000);
    assertThat(dy).containsExactly(0, 0, -1, 1);
  }

  @Test
  void largeScoresOverflowNoBinaryCrossEntropy() {
    float[] dy = new float[3];
    float[] rowLoss = new float[3];
    loss(LossSpec.BINARY_CROSS_ENTROPY, 1)
        .gradient(new float[] {-1000, 1000, 1000}, new float[] {0, 0, 1}, dy, rowLoss, 3);
    assertThat(rowLoss).containsExactly(0, 1000, 0);
    assertThat(dy).containsExactly(0, 1, 0);
  }

  @Test
  void notANumberStaysVisibleInEveryLoss() {
    for (LossSpec spec : LossSpec.values()) {
      int width = spec == LossSpec.BINARY_CROSS_ENTROPY ? 1 : 3;
      float[] outputs = new float[width];
      outputs[width - 1] = Float.NaN;
      float[] dy = new float[width];
      float[] rowLoss = new float[1];
      loss(spec, width).gradient(outputs, new float[width], dy, rowLoss, 1);
      assertThat(rowLoss[0]).as("%s", spec).isNaN();
      assertThat(dy[width - 1]).as("%s", spec).isNaN();
    }
  }

  @Test
  void anExactHitHasNoSlopeInAbsoluteError() {
    float[] dy = new float[3];
    float[] rowLoss = new float[1];
    loss(LossSpec.MAE, 3).gradient(new float[] {1, 2, 3}, new float[] {1, 4, 0}, dy, rowLoss, 1);
    assertThat(dy[0]).isZero();
    assertThat(dy[1]).isCloseTo(-1 / 3f, within(1e-7f));
    assertThat(dy[2]).isCloseTo(1 / 3f, within(1e-7f));
    assertThat(rowLoss[0]).isCloseTo(5 / 3f, within(1e-6f));
  }

  @Test
  void classifiersCountWhatTheyGetRight() {
    assertThat(
            loss(LossSpec.CROSS_ENTROPY, 3)
                .correct(new float[] {1, 1, 0, 0, 2, 3}, new float[] {0, 2}, 2))
        .isEqualTo(2);
    assertThat(
            loss(LossSpec.CROSS_ENTROPY, 3)
                .correct(new float[] {1, 1, 0, 0, 2, 3}, new float[] {1, 1}, 2))
        .isZero();
    assertThat(
            loss(LossSpec.BINARY_CROSS_ENTROPY, 1)
                .correct(new float[] {0.1f, 0, -1, 2}, new float[] {1, 0, 1, 0}, 4))
        .isEqualTo(2);
    assertThat(loss(LossSpec.MSE, 1).correct(new float[] {1}, new float[] {1}, 1)).isZero();
  }

  @Test
  void predictionsAreProbabilitiesOrPlainOutputs() {
    float[] out = new float[2];
    loss(LossSpec.CROSS_ENTROPY, 2).predictions(new float[] {5, 5}, out, 1);
    assertThat(out).containsExactly(0.5f, 0.5f);
    loss(LossSpec.BINARY_CROSS_ENTROPY, 1).predictions(new float[] {0, 0}, out, 2);
    assertThat(out).containsExactly(0.5f, 0.5f);
    loss(LossSpec.MAE, 2).predictions(new float[] {5, -5}, out, 1);
    assertThat(out).containsExactly(5, -5);
  }

  @Test
  void binaryCrossEntropyHasOneScore() {
    assertThatThrownBy(() -> loss(LossSpec.BINARY_CROSS_ENTROPY, 2))
        .hasMessage("binary cross-entropy of 2 scores");
  }

  private static Loss loss(LossSpec spec, int width) {
    return Loss.of(spec, width, Kernels.best());
  }
}
