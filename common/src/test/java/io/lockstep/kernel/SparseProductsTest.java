package io.lockstep.kernel;

import static io.lockstep.kernel.Twins.SCALAR;
import static io.lockstep.kernel.Twins.VECTOR;
import static io.lockstep.kernel.Twins.assertSameBits;
import static io.lockstep.kernel.Twins.mostlyZeros;
import static io.lockstep.kernel.Twins.plainNumbers;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The products that leave out the zeros of their left matrix, against the definition, which does
/// not. That they are taken at all is checked by calling them directly.
final class SparseProductsTest {

  private static final int MARGIN = 5;
  private static final FinalRows IGNORED = (_, _) -> {};

  private final PackBuffers buffers = new PackBuffers();

  /// Edges of blocks of depth and rows, of panels and of half panels, for vectors of 4 to 16 lanes.
  @ParameterizedTest
  @CsvSource({"64,784,256", "65,257,100", "1,6000,64", "600,33,130", "513,98,72", "130,100,200"})
  void rowsGiveTheBitsOfTheDefinition(int m, int k, int n) {
    for (double density : new double[] {0, 0.02, 0.2}) {
      Random random = new Random(m + k + n);
      float[] a = mostlyZeros(random, 3 + m * k, density);
      float[] w = plainNumbers(random, 1 + k * n);
      float[] bias = plainNumbers(random, 2 + n);
      float[] y = margins(m * n);
      float[] expected = margins(m * n);
      assertThat(SparseProducts.forward(a, 3, w, 1, bias, 2, y, MARGIN, m, k, n, buffers)).isTrue();
      SCALAR.forwardProduct(a, 3, w, 1, bias, 2, expected, MARGIN, m, k, n, buffers);
      assertSameBits(y, expected, "forward %d %d %d, %s not 0", m, k, n, density);

      float[] dx = margins(m * n);
      expected = margins(m * n);
      assertThat(SparseProducts.inputGradient(a, 3, w, 1, dx, MARGIN, m, n, k, buffers)).isTrue();
      SCALAR.inputGradient(a, 3, w, 1, expected, MARGIN, m, n, k, buffers);
      assertSameBits(dx, expected, "dx %d %d %d, %s not 0", m, k, n, density);
    }
  }

  @ParameterizedTest
  @CsvSource({"64,784,256", "130,100,200", "513,98,72", "300,33,130", "7,1000,64", "70,80,1100"})
  void treesGiveTheBitsOfTheDefinition(int m, int k, int n) {
    Random random = new Random(m + k + n);
    float[] x = mostlyZeros(random, 3 + m * k, 0.2);
    float[] dy = plainNumbers(random, 4 + m * n);
    for (int shardRows : new int[] {1, 16, 64, 65, 1000}) {
      float[] expected = margins(k * n);
      SCALAR.weightGradient(
          x, 3, dy, 4, expected, MARGIN, m, shardRows, k, n, RowSplit.WHOLE, buffers, IGNORED);
      for (int members = 1; members <= 3; members++) {
        float[] dw = margins(k * n);
        float[] seen = dw.clone();
        FinalRows rows = (from, end) -> copyRows(dw, from, end, n, seen);
        for (int member = 0; member < members; member++) {
          RowSplit split = RowSplit.of(k, member, members);
          assertThat(
                  SparseProducts.weightGradient(
                      x, 3, dy, 4, dw, MARGIN, m, shardRows, k, n, split, buffers, rows))
              .isTrue();
        }
        assertSameBits(dw, expected, "dw %d %d %d in shards of %d", m, k, n, shardRows);
        assertSameBits(seen, dw, "rows when they were called final");
      }
    }
  }

  /// More than 4 MiB of packed dy.
  @Test
  void blocksOfColumnsOfAWeightGradientChangeNoBit() {
    int m = 600;
    int k = 40;
    int n = 2000;
    Random random = new Random(1);
    float[] x = mostlyZeros(random, m * k, 0.3);
    float[] dy = plainNumbers(random, m * n);
    float[] dw = margins(k * n);
    float[] expected = margins(k * n);
    RowSplit whole = RowSplit.WHOLE;
    assertThat(
            SparseProducts.weightGradient(
                x, 0, dy, 0, dw, MARGIN, m, 64, k, n, whole, buffers, IGNORED))
        .isTrue();
    SCALAR.weightGradient(x, 0, dy, 0, expected, MARGIN, m, 64, k, n, whole, buffers, IGNORED);
    assertSameBits(dw, expected, "dw");
  }

  /// Each of these would come out otherwise if the terms of a zero were left out.
  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 1e-30f})
  void whatAZeroTermWouldChangeIsMultiplied(float special) {
    int m = 65;
    int k = 100;
    int n = 130;
    float[] a = new float[m * k];
    for (int i = 0; i < m; i++) {
      a[i * k + 7] = -1e-30f; // times 1e-30 it is rounded to -0, which a later zero makes +0
    }
    float[] b = new float[k * n];
    Arrays.fill(b, special);
    float[] start = new float[n];
    float[] y = margins(m * n);
    float[] expected = margins(m * n);
    VECTOR.forwardProduct(a, 0, b, 0, start, 0, y, MARGIN, m, k, n, buffers);
    SCALAR.forwardProduct(a, 0, b, 0, start, 0, expected, MARGIN, m, k, n, buffers);
    assertSameBits(y, expected, "forward");
    VECTOR.inputGradient(a, 0, b, 0, y, MARGIN, m, n, k, buffers);
    SCALAR.inputGradient(a, 0, b, 0, expected, MARGIN, m, n, k, buffers);
    assertSameBits(y, expected, "dx");
    float[] x = new float[k * m];
    Arrays.fill(x, 7 * m, 8 * m, -1e-30f);
    RowSplit whole = RowSplit.WHOLE;
    VECTOR.weightGradient(x, 0, b, 0, y, MARGIN, k, 64, m, n, whole, buffers, IGNORED);
    SCALAR.weightGradient(x, 0, b, 0, expected, MARGIN, k, 64, m, n, whole, buffers, IGNORED);
    assertSameBits(y, expected, "dw");
  }

  /// Most products vanish, so sums are rounded to zeros of both signs, and zeros follow.
  @ParameterizedTest
  @CsvSource({"64,784,256", "130,100,200", "257,40,67", "1,4000,70"})
  void aWeightGradientOfTinyNumbersHasTheSignsOfTheDefinition(int m, int k, int n) {
    Random random = new Random(m + k + n);
    float[] x = mostlyZeros(random, 3 + m * k, 0.1);
    float[] dy = plainNumbers(random, 4 + m * n);
    for (int i = 0; i < dy.length; i++) {
      dy[i] *= 1e-38f * (float) Math.exp(-20 * random.nextDouble());
    }
    for (int shardRows : new int[] {1, 16, 64, 1000}) {
      float[] dw = margins(k * n);
      float[] expected = margins(k * n);
      float[] told = dw.clone();
      FinalRows rows = (from, end) -> copyRows(dw, from, end, n, told);
      RowSplit whole = RowSplit.WHOLE;
      assertThat(
              SparseProducts.weightGradient(
                  x, 3, dy, 4, dw, MARGIN, m, shardRows, k, n, whole, buffers, rows))
          .isTrue();
      SCALAR.weightGradient(
          x, 3, dy, 4, expected, MARGIN, m, shardRows, k, n, whole, buffers, IGNORED);
      assertSameBits(dw, expected, "dw %d %d %d in shards of %d", m, k, n, shardRows);
      assertSameBits(told, dw, "rows when they were called final");
    }
  }

  private static void copyRows(float[] dw, int from, int end, int n, float[] to) {
    System.arraycopy(dw, MARGIN + from * n, to, MARGIN + from * n, (end - from) * n);
  }

  @Test
  void aBiasOfNegativeZeroIsNotLeftAsItIs() {
    int m = 65;
    int k = 100;
    int n = 130;
    float[] x = new float[m * k];
    float[] w = plainNumbers(new Random(1), k * n);
    float[] bias = new float[n];
    bias[n - 1] = -0f;
    float[] y = margins(m * n);
    float[] expected = margins(m * n);
    assertThat(SparseProducts.forward(x, 0, w, 0, bias, 0, y, MARGIN, m, k, n, buffers)).isFalse();
    VECTOR.forwardProduct(x, 0, w, 0, bias, 0, y, MARGIN, m, k, n, buffers);
    SCALAR.forwardProduct(x, 0, w, 0, bias, 0, expected, MARGIN, m, k, n, buffers);
    assertSameBits(y, expected, "forward");
  }

  /// An infinity in x is not 0; only in the right matrix does it forbid to leave terms out.
  @Test
  void infinitiesAndTinyNumbersAmongZerosSpreadAsTheyDoByDefinition() {
    Random random = new Random(5);
    for (int round = 0; round < 4; round++) {
      int m = 65;
      int k = 100;
      int n = 130;
      float[] x = mostlyZeros(random, m * k, 0.3);
      x[random.nextInt(x.length)] = round % 2 == 0 ? Float.NaN : Float.POSITIVE_INFINITY;
      float[] w = round < 2 ? plainNumbers(random, k * n) : Twins.numbersAndWorse(random, k * n);
      float[] y = margins(m * n);
      float[] expected = margins(m * n);
      VECTOR.forwardProduct(x, 0, w, 0, new float[n], 0, y, MARGIN, m, k, n, buffers);
      SCALAR.forwardProduct(x, 0, w, 0, new float[n], 0, expected, MARGIN, m, k, n, buffers);
      assertSameBits(y, expected, "forward");
    }
  }

  @Test
  void denseAndSmallProductsAreLeftToTheDenseLoops() {
    assertThat(SparseChoice.pays(plainNumbers(new Random(1), 100 * 784), 0, 100, 784, 784, 256))
        .isFalse();
    assertThat(SparseChoice.pays(plainNumbers(new Random(1), 4000), 0, 1, 4000, 4000, 256))
        .isFalse();
    assertThat(SparseChoice.pays(new float[100 * 784], 0, 100, 784, 784, 10)).isFalse();
    assertThat(SparseChoice.pays(new float[32 * 64], 0, 32, 64, 64, 32)).isFalse();
    assertThat(SparseChoice.pays(new float[100 * 784], 0, 100, 784, 784, 256)).isTrue();
  }

  @Test
  void theSmallestMagnitudeIsThatOfAnElementOtherThanZero() {
    float[] x = plainNumbers(new Random(1), 53);
    assertThat(SparseChoice.smallest(x, 0, 0)).isInfinite();
    assertThat(SparseChoice.smallest(new float[53], 0, 53)).isInfinite();
    for (float least : new float[] {-1e-30f, Float.MIN_VALUE, -Float.MIN_NORMAL}) {
      for (int at = 0; at < x.length; at++) {
        float[] y = x.clone();
        y[at] = least;
        y[(at + 1) % x.length] = -0f;
        assertThat(SparseChoice.smallest(y, 0, y.length)).isEqualTo(Math.abs(least));
        y[(at + 2) % x.length] = Float.NaN;
        assertThat(SparseChoice.smallest(y, 0, y.length)).isZero();
        y[(at + 2) % x.length] = Float.NEGATIVE_INFINITY;
        assertThat(SparseChoice.smallest(y, 0, y.length)).isZero();
      }
    }
  }

  @Test
  void panelsTellTheSmallestMagnitudeWhereverItIs() {
    int depth = 3;
    int n = 2 * SparseTiles.WIDTH + 5;
    float[] panels = new float[depth * 3 * SparseTiles.WIDTH];
    for (int at = 0; at < depth * n; at++) {
      float[] b = plainNumbers(new Random(2), depth * n);
      b[at] = -1e-33f;
      assertThat(SparsePack.panels(b, 0, n, depth, n, panels)).isEqualTo(1e-33f);
      assertThat(SparsePack.transposed(b, 0, depth, depth, n, panels)).isEqualTo(1e-33f);
      b[at] = Float.NEGATIVE_INFINITY;
      assertThat(SparsePack.panels(b, 0, n, depth, n, panels)).isZero();
      assertThat(SparsePack.transposed(b, 0, depth, depth, n, panels)).isZero();
    }
  }

  private static float[] margins(int length) {
    float[] x = new float[length + 2 * MARGIN];
    Arrays.fill(x, 77f);
    return x;
  }
}
