package io.lockstep.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.function.BiConsumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The two implementations of the loops of norms and prelu, bit for bit.
final class LayerKernelsTest {

  private static final int ROWS = 7;
  private static final int PAD = 3;

  static int[] widths() {
    return Twins.LENGTHS;
  }

  /// Everything a loop may read and write.
  private static final class Operands {
    final int width;
    final float[] x;
    final float[] dy;
    final float[] y;
    final float[] means;
    final float[] inverses;
    final float[] shifts;
    final float[] scales;
    final float[] parameters;
    final float[] sums;
    final float[] terms;

    Operands(long seed, int width) {
      Random random = new Random(seed);
      this.width = width;
      int rows = PAD + ROWS * width + PAD;
      x = Twins.numbersAndWorse(random, rows);
      dy = Twins.numbers(random, rows);
      y = Twins.numbers(random, rows);
      means = Twins.numbers(random, PAD + width);
      inverses = Twins.numbers(random, PAD + width);
      shifts = Twins.numbers(random, PAD + width);
      scales = Twins.numbers(random, PAD + width);
      parameters = Twins.numbers(random, PAD + 2 * width);
      sums = Twins.numbers(random, PAD + width);
      terms = Twins.numbers(random, width);
    }
  }

  private static void sameBits(int width, BiConsumer<LayerKernels, Operands> loop) {
    Operands scalar = new Operands(width, width);
    Operands vector = new Operands(width, width);
    loop.accept(Twins.SCALAR.layers(), scalar);
    loop.accept(Twins.VECTOR.layers(), vector);
    same(scalar.y, vector.y);
    same(scalar.x, vector.x);
    same(scalar.dy, vector.dy);
    same(scalar.sums, vector.sums);
    same(scalar.terms, vector.terms);
  }

  /// Which NaN comes out is not part of the contract.
  private static void same(float[] one, float[] other) {
    for (int i = 0; i < one.length; i++) {
      assertThat(Float.floatToIntBits(other[i]))
          .as("%d", i)
          .isEqualTo(Float.floatToIntBits(one[i]));
    }
  }

  @ParameterizedTest
  @MethodSource("widths")
  void columnSums(int width) {
    sameBits(
        width,
        (loops, o) -> {
          loops.columnSums(o.x, PAD, ROWS, width, o.sums, PAD, width);
        });
    sameBits(
        width,
        (loops, o) ->
            loops.columnSums(
                o.x, PAD + width / 3, ROWS, width, o.sums, PAD + width / 3, width - width / 3));
    sameBits(
        width,
        (loops, o) -> loops.columnSquares(o.dy, PAD, ROWS, width, o.means, o.sums, PAD, width));
    sameBits(
        width,
        (loops, o) ->
            loops.columnDots(o.dy, o.x, PAD, ROWS, width, o.means, o.inverses, o.sums, PAD, width));
  }

  @ParameterizedTest
  @MethodSource("widths")
  void normalizedColumnsAndTheirGradient(int width) {
    sameBits(
        width,
        (loops, o) ->
            loops.normalizeColumns(
                o.x,
                o.y,
                PAD,
                ROWS,
                width,
                o.means,
                PAD,
                o.inverses,
                PAD,
                o.parameters,
                PAD,
                PAD + width));
    sameBits(
        width,
        (loops, o) ->
            loops.normalizeColumns(
                o.x,
                o.x,
                PAD,
                ROWS,
                width,
                o.means,
                PAD,
                o.inverses,
                PAD,
                o.parameters,
                PAD,
                PAD + width));
    sameBits(
        width,
        (loops, o) ->
            loops.columnsGradient(
                o.dy,
                o.x,
                o.dy,
                PAD,
                ROWS,
                width,
                o.means,
                o.inverses,
                o.shifts,
                o.scales,
                PAD,
                o.parameters,
                PAD));
  }

  @ParameterizedTest
  @MethodSource("widths")
  void normalizedRowsAndTheirGradient(int width) {
    sameBits(width, (loops, o) -> loops.squares(0.3f, o.x, PAD, o.terms, 0, width));
    sameBits(
        width,
        (loops, o) ->
            loops.normalizeRow(0.3f, 1.7f, o.x, o.y, PAD, o.parameters, PAD, PAD + width, width));
    sameBits(
        width,
        (loops, o) ->
            loops.rowTerms(0.3f, 1.7f, o.dy, o.x, PAD, o.parameters, PAD, o.terms, o.sums, width));
    sameBits(
        width,
        (loops, o) -> loops.rowGradient(0.3f, 1.7f, 0.2f, -0.4f, o.terms, o.x, o.y, PAD, width));
    sameBits(width, (loops, o) -> loops.addDots(0.3f, 1.7f, o.dy, o.x, PAD, o.sums, PAD, width));
  }

  @ParameterizedTest
  @MethodSource("widths")
  void preluAndItsGradient(int width) {
    sameBits(width, (loops, o) -> loops.prelu(o.x, o.y, PAD, o.parameters, PAD, width));
    sameBits(width, (loops, o) -> loops.prelu(o.x, o.x, PAD, o.parameters, PAD, width));
    sameBits(
        width, (loops, o) -> loops.preluGradient(o.x, o.dy, o.dy, PAD, o.parameters, PAD, width));
    sameBits(width, (loops, o) -> loops.addPreluTerms(o.x, o.dy, PAD, o.sums, PAD, width));
  }
}
