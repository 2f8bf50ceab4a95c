package io.lockstep.kernel;

import static jdk.incubator.vector.FloatVector.fromArray;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// The fast twin of [ScalarLayers]: whole vectors of columns first, then the rest as the definition
/// does it.
final class VectorLayers implements LayerKernels {

  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();
  private static final ScalarLayers SCALAR = ScalarLayers.INSTANCE;

  VectorLayers() {}

  @Override
  public void columnSums(
      float[] x, int xAt, int rows, int width, float[] sums, int sumsAt, int columns) {
    Arrays.fill(sums, sumsAt, sumsAt + columns, 0f);
    for (int r = 0; r < rows; r++) {
      VectorLoops.add(sums, sumsAt, x, xAt + r * width, columns);
    }
  }

  @Override
  public void columnSquares(
      float[] x,
      int xAt,
      int rows,
      int width,
      float[] means,
      float[] sums,
      int columnAt,
      int columns) {
    Arrays.fill(sums, columnAt, columnAt + columns, 0f);
    int whole = SPECIES.loopBound(columns);
    for (int r = 0; r < rows; r++) {
      int row = xAt + r * width;
      for (int c = 0; c < whole; c += LANES) {
        FloatVector d = fromArray(SPECIES, x, row + c).sub(fromArray(SPECIES, means, columnAt + c));
        fromArray(SPECIES, sums, columnAt + c).add(d.mul(d)).intoArray(sums, columnAt + c);
      }
      ScalarLayers.addSquares(x, row + whole, means, sums, columnAt + whole, columns - whole);
    }
  }

  @Override
  public void columnDots(
      float[] dy,
      float[] x,
      int at,
      int rows,
      int width,
      float[] means,
      float[] inverses,
      float[] sums,
      int columnAt,
      int columns) {
    Arrays.fill(sums, columnAt, columnAt + columns, 0f);
    int whole = SPECIES.loopBound(columns);
    for (int r = 0; r < rows; r++) {
      int row = at + r * width;
      for (int c = 0; c < whole; c += LANES) {
        FloatVector xhat =
            fromArray(SPECIES, x, row + c)
                .sub(fromArray(SPECIES, means, columnAt + c))
                .mul(fromArray(SPECIES, inverses, columnAt + c));
        FloatVector dot = fromArray(SPECIES, dy, row + c).mul(xhat);
        fromArray(SPECIES, sums, columnAt + c).add(dot).intoArray(sums, columnAt + c);
      }
      ScalarLayers.addColumnDots(
          dy, x, row + whole, means, inverses, sums, columnAt + whole, columns - whole);
    }
  }

  @Override
  public void normalizeColumns(
      float[] x,
      float[] y,
      int at,
      int rows,
      int width,
      float[] means,
      int meansAt,
      float[] inverses,
      int inversesAt,
      float[] parameters,
      int scaleAt,
      int shiftAt) {
    int whole = SPECIES.loopBound(width);
    for (int r = 0; r < rows; r++) {
      int row = at + r * width;
      for (int c = 0; c < whole; c += LANES) {
        FloatVector xhat =
            fromArray(SPECIES, x, row + c)
                .sub(fromArray(SPECIES, means, meansAt + c))
                .mul(fromArray(SPECIES, inverses, inversesAt + c));
        fromArray(SPECIES, parameters, scaleAt + c)
            .mul(xhat)
            .add(fromArray(SPECIES, parameters, shiftAt + c))
            .intoArray(y, row + c);
      }
      ScalarLayers.normalizeColumns(
          x,
          y,
          row + whole,
          means,
          meansAt + whole,
          inverses,
          inversesAt + whole,
          parameters,
          scaleAt + whole,
          shiftAt + whole,
          width - whole);
    }
  }

  @Override
  public void columnsGradient(
      float[] dy,
      float[] x,
      float[] dx,
      int at,
      int rows,
      int width,
      float[] means,
      float[] inverses,
      float[] meanShifts,
      float[] meanScales,
      int columnAt,
      float[] parameters,
      int scaleAt) {
    int whole = SPECIES.loopBound(width);
    for (int r = 0; r < rows; r++) {
      int row = at + r * width;
      for (int c = 0; c < whole; c += LANES) {
        FloatVector inverse = fromArray(SPECIES, inverses, columnAt + c);
        FloatVector xhat =
            fromArray(SPECIES, x, row + c)
                .sub(fromArray(SPECIES, means, columnAt + c))
                .mul(inverse);
        FloatVector scaled = xhat.mul(fromArray(SPECIES, meanScales, columnAt + c));
        FloatVector rest =
            fromArray(SPECIES, dy, row + c)
                .sub(fromArray(SPECIES, meanShifts, columnAt + c))
                .sub(scaled);
        fromArray(SPECIES, parameters, scaleAt + c).mul(inverse).mul(rest).intoArray(dx, row + c);
      }
      ScalarLayers.columnsGradient(
          dy,
          x,
          dx,
          row + whole,
          means,
          inverses,
          meanShifts,
          meanScales,
          columnAt + whole,
          parameters,
          scaleAt + whole,
          width - whole);
    }
  }

  @Override
  public void squares(float mean, float[] x, int xAt, float[] squares, int squaresAt, int length) {
    int whole = SPECIES.loopBound(length);
    for (int i = 0; i < whole; i += LANES) {
      FloatVector d = fromArray(SPECIES, x, xAt + i).sub(mean);
      d.mul(d).intoArray(squares, squaresAt + i);
    }
    SCALAR.squares(mean, x, xAt + whole, squares, squaresAt + whole, length - whole);
  }

  @Override
  public void normalizeRow(
      float mean,
      float inverse,
      float[] x,
      float[] y,
      int at,
      float[] parameters,
      int scaleAt,
      int shiftAt,
      int length) {
    int whole = SPECIES.loopBound(length);
    for (int i = 0; i < whole; i += LANES) {
      FloatVector xhat = fromArray(SPECIES, x, at + i).sub(mean).mul(inverse);
      fromArray(SPECIES, parameters, scaleAt + i)
          .mul(xhat)
          .add(fromArray(SPECIES, parameters, shiftAt + i))
          .intoArray(y, at + i);
    }
    SCALAR.normalizeRow(
        mean,
        inverse,
        x,
        y,
        at + whole,
        parameters,
        scaleAt + whole,
        shiftAt + whole,
        length - whole);
  }

  @Override
  public void rowTerms(
      float mean,
      float inverse,
      float[] dy,
      float[] x,
      int at,
      float[] parameters,
      int scaleAt,
      float[] terms,
      float[] products,
      int length) {
    int whole = SPECIES.loopBound(length);
    for (int i = 0; i < whole; i += LANES) {
      FloatVector term =
          fromArray(SPECIES, dy, at + i).mul(fromArray(SPECIES, parameters, scaleAt + i));
      FloatVector xhat = fromArray(SPECIES, x, at + i).sub(mean).mul(inverse);
      term.intoArray(terms, i);
      term.mul(xhat).intoArray(products, i);
    }
    ScalarLayers.rowTerms(
        mean, inverse, dy, x, at, parameters, scaleAt, terms, products, whole, length);
  }

  @Override
  public void rowGradient(
      float mean,
      float inverse,
      float meanTerm,
      float meanProduct,
      float[] terms,
      float[] x,
      float[] dx,
      int at,
      int length) {
    int whole = SPECIES.loopBound(length);
    for (int i = 0; i < whole; i += LANES) {
      FloatVector xhat = fromArray(SPECIES, x, at + i).sub(mean).mul(inverse);
      FloatVector rest = fromArray(SPECIES, terms, i).sub(meanTerm).sub(xhat.mul(meanProduct));
      rest.mul(inverse).intoArray(dx, at + i);
    }
    ScalarLayers.rowGradient(mean, inverse, meanTerm, meanProduct, terms, x, dx, at, whole, length);
  }

  @Override
  public void addDots(
      float mean,
      float inverse,
      float[] dy,
      float[] x,
      int at,
      float[] sums,
      int sumsAt,
      int length) {
    int whole = SPECIES.loopBound(length);
    for (int i = 0; i < whole; i += LANES) {
      FloatVector dot =
          fromArray(SPECIES, dy, at + i).mul(fromArray(SPECIES, x, at + i).sub(mean).mul(inverse));
      fromArray(SPECIES, sums, sumsAt + i).add(dot).intoArray(sums, sumsAt + i);
    }
    SCALAR.addDots(mean, inverse, dy, x, at + whole, sums, sumsAt + whole, length - whole);
  }

  @Override
  public void prelu(float[] x, float[] y, int at, float[] slopes, int slopesAt, int length) {
    int whole = SPECIES.loopBound(length);
    for (int i = 0; i < whole; i += LANES) {
      FloatVector v = fromArray(SPECIES, x, at + i);
      fromArray(SPECIES, slopes, slopesAt + i)
          .mul(v)
          .blend(v, v.compare(VectorOperators.GT, 0f))
          .intoArray(y, at + i);
    }
    SCALAR.prelu(x, y, at + whole, slopes, slopesAt + whole, length - whole);
  }

  @Override
  public void preluGradient(
      float[] x, float[] dy, float[] dx, int at, float[] slopes, int slopesAt, int length) {
    int whole = SPECIES.loopBound(length);
    for (int i = 0; i < whole; i += LANES) {
      FloatVector g = fromArray(SPECIES, dy, at + i);
      var open = fromArray(SPECIES, x, at + i).compare(VectorOperators.GT, 0f);
      fromArray(SPECIES, slopes, slopesAt + i).mul(g).blend(g, open).intoArray(dx, at + i);
    }
    SCALAR.preluGradient(x, dy, dx, at + whole, slopes, slopesAt + whole, length - whole);
  }

  @Override
  public void addPreluTerms(float[] x, float[] dy, int at, float[] sums, int sumsAt, int length) {
    int whole = SPECIES.loopBound(length);
    for (int i = 0; i < whole; i += LANES) {
      FloatVector v = fromArray(SPECIES, x, at + i);
      var open = v.compare(VectorOperators.GT, 0f);
      FloatVector term = fromArray(SPECIES, dy, at + i).mul(v).blend(0f, open);
      fromArray(SPECIES, sums, sumsAt + i).add(term).intoArray(sums, sumsAt + i);
    }
    SCALAR.addPreluTerms(x, dy, at + whole, sums, sumsAt + whole, length - whole);
  }
}
