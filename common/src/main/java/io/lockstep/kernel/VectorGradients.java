package io.lockstep.kernel;

import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.VectorOperators.F2D;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/// The fast twin of [ScalarGradients]: whole vectors first, then the rest as that does it.
final class VectorGradients implements Gradients {

  static final VectorGradients INSTANCE = new VectorGradients();

  private static final ScalarGradients SCALAR = ScalarGradients.INSTANCE;
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  private static final int PARTIALS = 16;
  private static final VectorSpecies<Double> DOUBLES = DoubleVector.SPECIES_PREFERRED;
  private static final int DOUBLE_LANES = DOUBLES.length();

  /// As many floats as there are doubles in a vector.
  private static final VectorSpecies<Float> HALVES =
      VectorSpecies.of(float.class, VectorShape.forBitSize(DOUBLES.vectorBitSize() / 2));

  private VectorGradients() {}

  @Override
  public void clip(float bound, float[] x, int xAt, int length) {
    int whole = SPECIES.loopBound(length);
    for (int i = xAt; i < xAt + whole; i += LANES) {
      FloatVector v = fromArray(SPECIES, x, i);
      v.blend(bound, v.compare(GT, bound)).blend(-bound, v.compare(LT, -bound)).intoArray(x, i);
    }
    SCALAR.clip(bound, x, xAt + whole, length - whole);
  }

  @Override
  public void penalize(float l1, float l2, float[] w, int wAt, float[] g, int gAt, int length) {
    int whole = SPECIES.loopBound(length);
    for (int i = 0; i < whole; i += LANES) {
      FloatVector x = fromArray(SPECIES, w, wAt + i);
      FloatVector sign = FloatVector.zero(SPECIES).blend(1f, x.compare(GT, 0f));
      sign = sign.blend(-1f, x.compare(LT, 0f));
      fromArray(SPECIES, g, gAt + i).add(x.mul(l2).add(sign.mul(l1))).intoArray(g, gAt + i);
    }
    SCALAR.penalize(l1, l2, w, wAt + whole, g, gAt + whole, length - whole);
  }

  @Override
  public void follow(float keep, float take, float[] w, int wAt, float[] x, int xAt, int length) {
    SCALAR.follow(keep, take, w, wAt, x, xAt, length);
  }

  /// The partial sums two vectors at a time, since each addition waits for the one before: one pass
  /// over the slice with 8 doubles, two with 4, four with 2.
  @Override
  public void squares(float[] x, int xAt, int length, int first, double[] sums) {
    int ahead = Math.min(length, -first & (PARTIALS - 1));
    SCALAR.squares(x, xAt, ahead, first, sums);
    int at = xAt + ahead;
    int whole = (length - ahead) / PARTIALS * PARTIALS;
    for (int lane = 0; lane < PARTIALS; lane += 2 * DOUBLE_LANES) {
      DoubleVector a = DoubleVector.fromArray(DOUBLES, sums, lane);
      DoubleVector b = DoubleVector.fromArray(DOUBLES, sums, lane + DOUBLE_LANES);
      for (int i = at + lane; i < at + lane + whole; i += PARTIALS) {
        var p = fromArray(HALVES, x, i).convertShape(F2D, DOUBLES, 0).reinterpretAsDoubles();
        var q =
            fromArray(HALVES, x, i + DOUBLE_LANES)
                .convertShape(F2D, DOUBLES, 0)
                .reinterpretAsDoubles();
        a = a.add(p.mul(p));
        b = b.add(q.mul(q));
      }
      a.intoArray(sums, lane);
      b.intoArray(sums, lane + DOUBLE_LANES);
    }
    SCALAR.squares(x, at + whole, length - ahead - whole, 0, sums);
  }

  @Override
  public void squaresOfDifference(
      float[] x, int xAt, float[] y, int yAt, int length, int first, double[] sums) {
    SCALAR.squaresOfDifference(x, xAt, y, yAt, length, first, sums);
  }
}
