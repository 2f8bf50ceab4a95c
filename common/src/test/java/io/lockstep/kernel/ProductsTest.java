package io.lockstep.kernel;

import static io.lockstep.kernel.Twins.LENGTHS;
import static io.lockstep.kernel.Twins.SCALAR;
import static io.lockstep.kernel.Twins.VECTOR;
import static io.lockstep.kernel.Twins.assertSameBits;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ProductsTest {

  private final PackBuffers buffers = new PackBuffers();

  /// One product: its operands at odd offsets inside larger arrays.
  private record Shape(int m, int k, int n) {}

  private interface Source {
    float[] numbers(Random random, int length);
  }

  /// Every extent up to 33, 0 among them: there the vector twin leaves the work to the scalar one,
  /// and comparing the two would compare a loop with itself.
  @Test
  void productsAreTheChainsOfTheContract() {
    int[] extents = Arrays.stream(LENGTHS).filter(length -> length <= 33).toArray();
    for (int m : extents) {
      for (int k : extents) {
        for (int n : extents) {
          Case c = new Case(new Shape(m, k, n), 31L * m + 7L * k + n, Twins::numbers);
          assertDefinition(SCALAR, c, 7);
          assertDefinition(VECTOR, c, 7);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 7, 20, 64})
  void shardsAreAddedByTheDefinitionOfTheTree(int shardRows) {
    for (Shape shape : new Shape[] {new Shape(5, 7, 3), new Shape(20, 33, 17)}) {
      Case c = new Case(shape, 11, Twins::numbers);
      assertDefinition(SCALAR, c, shardRows);
      assertDefinition(VECTOR, c, shardRows);
    }
  }

  private void assertDefinition(Kernels kernels, Case c, int shardRows) {
    String twin = kernels.description();
    assertSameBits(c.forward(kernels), c.forwardByDefinition(), "%s forward %s", twin, c.shape);
    assertSameBits(
        c.inputGradient(kernels), c.inputGradientByDefinition(), "%s dx %s", twin, c.shape);
    assertSameBits(
        c.weightGradient(kernels, shardRows),
        c.weightGradientByDefinition(shardRows),
        "%s dw %s in shards of %d",
        twin,
        c.shape,
        shardRows);
    assertSameBits(
        c.biasGradient(kernels, shardRows),
        c.biasGradientByDefinition(shardRows),
        "%s db %s in shards of %d",
        twin,
        c.shape,
        shardRows);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 7, 8, 15, 16, 17, 31, 33, 100, 257})
  void vectorProductsGiveTheBitsOfTheScalarOnes(int m) {
    for (int k : LENGTHS) {
      for (int n : LENGTHS) {
        compare(new Case(new Shape(m, k, n), 1000L * m + 31L * k + n, Twins::numbers), 64);
      }
    }
  }

  @Test
  void shardsOfAnySizeAndNumberAreAddedInTheTree() {
    for (int shardRows : new int[] {1, 3, 64, 65, 200}) {
      for (int shards = 1; shards <= 9; shards++) {
        for (int missing : new int[] {0, 1}) {
          int m = Math.max(1, shardRows * shards - missing);
          compare(new Case(new Shape(m, 9, 35), m, Twins::numbers), shardRows);
          compare(new Case(new Shape(m, 40, 10), m, Twins::numbers), shardRows);
        }
      }
    }
  }

  @Test
  void blocksOfDepthAndRowsChangeNoBit() {
    compare(new Case(new Shape(600, 13, 40), 1, Twins::numbers), 64);
    compare(new Case(new Shape(21, 1100, 70), 2, Twins::numbers), 64);
    compare(new Case(new Shape(21, 70, 1100), 3, Twins::numbers), 64);
  }

  /// More than 4 MiB of packed panels, which several blocks of rows use.
  @Test
  void blocksOfColumnsChangeNoBit() {
    compare(new Case(new Shape(300, 256, 4200), 6, Twins::numbers), 64);
    compare(new Case(new Shape(300, 4200, 256), 7, Twins::numbers), 64);
  }

  /// More packed x than the second-level cache holds.
  @Test
  void columnsOfXThatDoNotFitTheWorkspaceAreTakenInBlocks() {
    Case c = new Case(new Shape(4100, 1300, 3), 4, Twins::numbers);
    assertSameBits(c.weightGradient(VECTOR, 64), c.weightGradient(SCALAR, 64), "dw %s", c.shape);
    assertThat(buffers.left(0).length).isLessThanOrEqualTo(1 << 22);
  }

  @Test
  void infinitiesAndNaNSpreadAlike() {
    for (int n : new int[] {1, 10, 16, 33, 64}) {
      compare(new Case(new Shape(33, 20, n), n, Twins::numbersAndWorse), 8);
    }
  }

  @Test
  void aNegativeZeroIsKept() {
    Case c = new Case(new Shape(17, 3, 19), 5, (_, length) -> filled(length, -0f));
    Arrays.fill(c.x, 0f);
    compare(c, 4);
  }

  private static float[] filled(int length, float value) {
    float[] x = new float[length];
    Arrays.fill(x, value);
    return x;
  }

  private void compare(Case c, int shardRows) {
    assertSameBits(c.forward(VECTOR), c.forward(SCALAR), "forward %s", c.shape);
    assertSameBits(c.inputGradient(VECTOR), c.inputGradient(SCALAR), "dx %s", c.shape);
    assertSameBits(
        c.weightGradient(VECTOR, shardRows),
        c.weightGradient(SCALAR, shardRows),
        "dw %s in shards of %d",
        c.shape,
        shardRows);
    assertSameBits(
        c.biasGradient(VECTOR, shardRows),
        c.biasGradient(SCALAR, shardRows),
        "db %s in shards of %d",
        c.shape,
        shardRows);
  }

  /// Results are whole arrays with a margin, so that a write outside the slice is seen.
  private final class Case {
    static final int MARGIN = 5;
    final Shape shape;
    final float[] x;
    final float[] w;
    final float[] bias;
    final float[] dy;

    Case(Shape shape, long seed, Source source) {
      this.shape = shape;
      Random random = new Random(seed);
      x = source.numbers(random, 3 + shape.m * shape.k);
      w = source.numbers(random, 1 + shape.k * shape.n);
      bias = source.numbers(random, 2 + shape.n);
      dy = source.numbers(random, 4 + shape.m * shape.n);
    }

    float[] forward(Kernels kernels) {
      float[] y = margins(shape.m * shape.n);
      kernels.forwardProduct(x, 3, w, 1, bias, 2, y, MARGIN, shape.m, shape.k, shape.n, buffers);
      return y;
    }

    float[] forwardByDefinition() {
      float[] y = margins(shape.m * shape.n);
      for (int i = 0; i < shape.m; i++) {
        for (int j = 0; j < shape.n; j++) {
          float acc = bias[2 + j];
          for (int t = 0; t < shape.k; t++) {
            acc = Math.fma(x[3 + i * shape.k + t], w[1 + t * shape.n + j], acc);
          }
          y[MARGIN + i * shape.n + j] = acc;
        }
      }
      return y;
    }

    float[] inputGradient(Kernels kernels) {
      float[] dx = margins(shape.m * shape.k);
      kernels.inputGradient(dy, 4, w, 1, dx, MARGIN, shape.m, shape.k, shape.n, buffers);
      return dx;
    }

    float[] inputGradientByDefinition() {
      float[] dx = margins(shape.m * shape.k);
      for (int i = 0; i < shape.m; i++) {
        for (int j = 0; j < shape.k; j++) {
          float acc = 0f;
          for (int t = 0; t < shape.n; t++) {
            acc = Math.fma(dy[4 + i * shape.n + t], w[1 + j * shape.n + t], acc);
          }
          dx[MARGIN + i * shape.k + j] = acc;
        }
      }
      return dx;
    }

    float[] weightGradient(Kernels kernels, int shardRows) {
      float[] whole = weightGradient(kernels, shardRows, 1);
      float[] byMembers = weightGradient(kernels, shardRows, 3);
      assertSameBits(byMembers, whole, "%s by three members", kernels.description());
      return whole;
    }

    private float[] weightGradient(Kernels kernels, int shardRows, int members) {
      int k = shape.k;
      int n = shape.n;
      float[] dw = margins(k * n);
      float[] seen = dw.clone();
      AtomicInteger told = new AtomicInteger();
      FinalRows rows =
          (from, end) -> {
            System.arraycopy(dw, MARGIN + from * n, seen, MARGIN + from * n, (end - from) * n);
            told.addAndGet(end - from);
          };
      for (int member = 0; member < members; member++) {
        RowSplit split = RowSplit.of(k, member, members);
        kernels.weightGradient(
            x, 3, dy, 4, dw, MARGIN, shape.m, shardRows, k, n, split, buffers, rows);
      }
      assertThat(told).as("rows that are final in the end").hasValue(k);
      assertSameBits(seen, dw, "%s rows when they were called final", kernels.description());
      return dw;
    }

    float[] weightGradientByDefinition(int shardRows) {
      float[] dw = margins(shape.k * shape.n);
      int shards = (shape.m + shardRows - 1) / shardRows;
      for (int i = 0; i < shape.k; i++) {
        for (int j = 0; j < shape.n; j++) {
          float[] nodes = new float[shards];
          for (int r = 0; r < shape.m; r++) {
            int s = r / shardRows;
            nodes[s] = Math.fma(x[3 + r * shape.k + i], dy[4 + r * shape.n + j], nodes[s]);
          }
          dw[MARGIN + i * shape.n + j] = root(nodes);
        }
      }
      return dw;
    }

    float[] biasGradient(Kernels kernels, int shardRows) {
      float[] db = margins(shape.n);
      kernels.biasGradient(dy, 4, db, MARGIN, shape.m, shardRows, shape.n, buffers);
      return db;
    }

    float[] biasGradientByDefinition(int shardRows) {
      float[] db = margins(shape.n);
      for (int j = 0; j < shape.n; j++) {
        float[] nodes = new float[(shape.m + shardRows - 1) / shardRows];
        for (int r = 0; r < shape.m; r++) {
          int s = r / shardRows;
          nodes[s] = nodes[s] + dy[4 + r * shape.n + j];
        }
        db[MARGIN + j] = root(nodes);
      }
      return db;
    }

    private static float[] margins(int length) {
      return filled(length + 2 * MARGIN, 77f);
    }

    /// Level by level; a node without a right sibling goes up as it is.
    private static float root(float[] nodes) {
      float[] level = nodes;
      while (level.length > 1) {
        float[] above = new float[(level.length + 1) / 2];
        for (int i = 0; i < above.length; i++) {
          boolean pair = 2 * i + 1 < level.length;
          above[i] = pair ? level[2 * i] + level[2 * i + 1] : level[2 * i];
        }
        level = above;
      }
      return level.length == 0 ? 0f : level[0];
    }
  }
}
