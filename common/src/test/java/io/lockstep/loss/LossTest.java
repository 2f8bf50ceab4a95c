package io.lockstep.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lockstep.config.ClassWeights;
import io.lockstep.config.LossSpec;
import io.lockstep.kernel.Kernels;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// What the corners of the losses do; their values and gradients are proved with whole models.
final class LossTest {

  @Test
  void largeScoresOverflowNoCrossEntropy() {
    float[] scores = {1000, -1000, -1000, 1000};
    float[] dy = new float[4];
    float[] rowLoss = new float[2];
    loss(LossSpec.CROSS_ENTROPY, 2).gradient(scores, new float[] {0, 0}, dy, rowLoss, 0, 2);
    assertThat(rowLoss).containsExactly(0, 2000);
    assertThat(dy).containsExactly(0, 0, -1, 1);
  }

  @Test
  void largeScoresOverflowNoBinaryCrossEntropy() {
    float[] dy = new float[3];
    float[] rowLoss = new float[3];
    loss(LossSpec.BINARY_CROSS_ENTROPY, 1)
        .gradient(new float[] {-1000, 1000, 1000}, new float[] {0, 0, 1}, dy, rowLoss, 0, 3);
    assertThat(rowLoss).containsExactly(0, 1000, 0);
    assertThat(dy).containsExactly(0, 1, 0);
  }

  @Test
  void notANumberStaysVisibleInEveryLoss() {
    for (LossSpec spec : LossSpec.KINDS) {
      int width = spec == LossSpec.BINARY_CROSS_ENTROPY ? 1 : 3;
      float[] outputs = new float[width];
      outputs[width - 1] = Float.NaN;
      float[] dy = new float[width];
      float[] rowLoss = new float[1];
      loss(spec, width).gradient(outputs, new float[width], dy, rowLoss, 0, 1);
      assertThat(rowLoss[0]).as("%s", spec).isNaN();
      assertThat(dy[width - 1]).as("%s", spec).isNaN();
    }
  }

  @Test
  void someRowsComeOutAsAmongAll() {
    for (LossSpec spec : LossSpec.KINDS) {
      int width = spec == LossSpec.BINARY_CROSS_ENTROPY ? 1 : 3;
      Random random = new Random(1);
      float[] outputs = new float[8 * width];
      float[] targets = new float[8 * width];
      for (int i = 0; i < outputs.length; i++) {
        outputs[i] = (float) random.nextGaussian();
        targets[i] = random.nextInt(2);
      }
      Loss loss = loss(spec, width);
      float[] dy = new float[8 * width];
      float[] rowLoss = new float[8];
      loss.gradient(outputs, targets, dy, rowLoss, 0, 8);
      float[] dyInParts = new float[8 * width];
      float[] rowLossInParts = new float[8];
      loss.gradient(outputs, targets, dyInParts, rowLossInParts, 3, 5);
      loss.gradient(outputs, targets, dyInParts, rowLossInParts, 0, 3);
      assertThat(dyInParts).as("%s", spec).containsExactly(dy);
      assertThat(rowLossInParts).as("%s", spec).containsExactly(rowLoss);
      assertThat(loss.correct(outputs, targets, 0, 3) + loss.correct(outputs, targets, 3, 5))
          .as("%s", spec)
          .isEqualTo(loss.correct(outputs, targets, 0, 8));
    }
  }

  @Test
  void anExactHitHasNoSlopeInAbsoluteError() {
    float[] dy = new float[3];
    float[] rowLoss = new float[1];
    loss(LossSpec.MAE, 3).gradient(new float[] {1, 2, 3}, new float[] {1, 4, 0}, dy, rowLoss, 0, 1);
    assertThat(dy[0]).isZero();
    assertThat(dy[1]).isCloseTo(-1 / 3f, within(1e-7f));
    assertThat(dy[2]).isCloseTo(1 / 3f, within(1e-7f));
    assertThat(rowLoss[0]).isCloseTo(5 / 3f, within(1e-6f));
  }

  @Test
  void classifiersCountWhatTheyGetRight() {
    assertThat(
            loss(LossSpec.CROSS_ENTROPY, 3)
                .correct(new float[] {1, 1, 0, 0, 2, 3}, new float[] {0, 2}, 0, 2))
        .isEqualTo(2);
    assertThat(
            loss(LossSpec.CROSS_ENTROPY, 3)
                .correct(new float[] {1, 1, 0, 0, 2, 3}, new float[] {1, 1}, 0, 2))
        .isZero();
    assertThat(
            loss(LossSpec.BINARY_CROSS_ENTROPY, 1)
                .correct(new float[] {0.1f, 0, -1, 2}, new float[] {1, 0, 1, 0}, 0, 4))
        .isEqualTo(2);
    assertThat(loss(LossSpec.MSE, 1).correct(new float[] {1}, new float[] {1}, 0, 1)).isZero();
    for (LossSpec spec :
        List.of(new LossSpec.Focal(2, ClassWeights.EQUAL), new LossSpec.Hinge(1))) {
      assertThat(
              loss(spec, 1).correct(new float[] {0.1f, 0, -1, 2}, new float[] {1, 0, 1, 0}, 0, 4))
          .as("%s", spec)
          .isEqualTo(2);
      assertThat(loss(spec, 3).correct(new float[] {1, 1, 0, 0, 2, 3}, new float[] {0, 2}, 0, 2))
          .as("%s", spec)
          .isEqualTo(2);
    }
  }

  @Test
  void outputsOfSeveralLabelsAreRightWhenAllAre() {
    assertThat(
            loss(LossSpec.BINARY_CROSS_ENTROPY, 2)
                .correct(new float[] {1, -1, 1, -1, 1, -1}, new float[] {1, 0, 1, 1, 0, 1}, 0, 3))
        .isEqualTo(1);
  }

  /// Of equal ones the first counts, of scores as of shares.
  @Test
  void scoresOfSharesAreRightWhenTheLargestIs() {
    float[] scores = {1, 3, 2, 0, 0, -1, 0, 0, -1, 5, 5, 6};
    float[] shares = {0.3f, 0.4f, 0.3f, 0.5f, 0.5f, 0, 0.2f, 0.4f, 0.4f, 0, 0.5f, 0.5f};
    Loss loss = loss(new LossSpec.KullbackLeibler(), 3);
    assertThat(loss.correct(scores, shares, 0, 4)).isEqualTo(2);
    assertThat(loss.correct(scores, shares, 0, 2)).isEqualTo(2);
    assertThat(loss.correct(scores, shares, 2, 2)).isZero();
  }

  @Test
  void levelsStandForClassesAndTheirMiddleTellsTwoApart() {
    Loss loss = loss(new LossSpec.Mse(Optional.of(new LossSpec.Levels(0.01, 0.99))), 2);
    float[] dy = new float[4];
    float[] rowLoss = new float[2];
    loss.gradient(new float[] {0.99f, 0.01f, 0.5f, 0.5f}, new float[] {0, 1}, dy, rowLoss, 0, 2);
    assertThat(rowLoss[0]).isZero();
    assertThat(rowLoss[1]).isCloseTo(0.49f * 0.49f, within(1e-6f));
    assertThat(dy[2]).isCloseTo(0.49f, within(1e-6f));
    assertThat(dy[3]).isCloseTo(-0.49f, within(1e-6f));
    Loss one = loss(new LossSpec.Mse(Optional.of(new LossSpec.Levels(-1, 3))), 1);
    assertThat(one.correct(new float[] {0.9f, 1.1f, 2}, new float[] {0, 1, 0}, 0, 3)).isEqualTo(2);
  }

  @Test
  void largeScoresOverflowNoFocalLoss() {
    float[] dy = new float[4];
    float[] rowLoss = new float[2];
    LossSpec focal = new LossSpec.Focal(2, ClassWeights.EQUAL);
    loss(focal, 2)
        .gradient(new float[] {1000, -1000, -1000, 1000}, new float[2], dy, rowLoss, 0, 2);
    assertThat(rowLoss).containsExactly(0, 2000);
    assertThat(dy[0]).isZero();
    assertThat(dy[2]).isEqualTo(-1);
    loss(focal, 1).gradient(new float[] {1000, -1000}, new float[] {1, 1}, dy, rowLoss, 0, 2);
    assertThat(rowLoss).containsExactly(0, 1000);
    assertThat(dy[1]).isEqualTo(-1);
  }

  @Test
  void aMarginThatIsKeptCostsNothing() {
    float[] dy = new float[3];
    float[] rowLoss = new float[1];
    loss(new LossSpec.Hinge(1), 3)
        .gradient(new float[] {2, 0.5f, 1.5f}, new float[] {0}, dy, rowLoss, 0, 1);
    assertThat(rowLoss[0]).isCloseTo(0.5f / 3, within(1e-7f));
    assertThat(dy).containsExactly(-1 / 3f, 0, 1 / 3f);
    loss(new LossSpec.Hinge(0.5), 1)
        .gradient(new float[] {0.5f}, new float[] {1}, dy, rowLoss, 0, 1);
    assertThat(rowLoss[0]).isZero();
    assertThat(dy[0]).isZero();
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

  private static Loss loss(LossSpec spec, int width) {
    return Loss.of(spec, width, List.of(), Kernels.best());
  }
}
