package io.lockstep.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lockstep.kernel.Kernels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class NoiseDrawTest {

  private static float[] drawn(int width, int from, int rows, int firstPosition, Kernels kernels) {
    float[] x = new float[(from + rows) * width];
    float[] y = new float[x.length];
    new NoiseDraw(width, kernels).add(1, 77, 5, firstPosition, from, rows, x, y);
    return y;
  }

  @Test
  void theNumbersAreStandardNormal() {
    float[] z = drawn(101, 0, 2000, 0, Kernels.best());
    double[] moments = new double[5];
    int beyondTwo = 0;
    for (float value : z) {
      for (int power = 1; power <= 4; power++) {
        moments[power] += Math.pow(value, power) / z.length;
      }
      beyondTwo += Math.abs(value) > 2 ? 1 : 0;
    }
    // Five deviations of each estimate.
    double unit = 5 / Math.sqrt(z.length);
    assertThat(moments[1]).isCloseTo(0, within(unit));
    assertThat(moments[2]).isCloseTo(1, within(unit * Math.sqrt(2)));
    assertThat(moments[3]).isCloseTo(0, within(unit * Math.sqrt(15)));
    assertThat(moments[4]).isCloseTo(3, within(unit * Math.sqrt(96)));
    assertThat((double) beyondTwo / z.length).isCloseTo(0.0455, within(unit * 0.21));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 63, 64, 257, 5000})
  void aNumberDependsOnUnitAndPositionOnly(int width) {
    float[] whole = drawn(width, 0, 9, 20, Kernels.best());
    float[] rest = drawn(width, 4, 5, 20, Kernels.scalar());
    float[] later = drawn(width, 0, 5, 24, Kernels.best());
    for (int i = 4 * width; i < 9 * width; i++) {
      assertThat(rest[i]).isEqualTo(whole[i]);
      assertThat(later[i - 4 * width]).isEqualTo(whole[i]);
    }
  }

  @Test
  void unitsOfARowDiffer() {
    assertThat(drawn(64, 0, 4, 0, Kernels.best())).doesNotHaveDuplicates();
  }
}
