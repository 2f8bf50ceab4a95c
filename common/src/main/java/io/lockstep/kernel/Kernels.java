package io.lockstep.kernel;

/// Every loop of training, in two implementations with the same bits: [ScalarKernels] is the
/// definition, `VectorKernels` the fast twin. Matrices are row-major and dense. Arguments are
/// checked by the caller; nothing is allocated; slices of one call do not overlap unless the method
/// says so.
///
/// Arithmetic is binary32, round to nearest even; `fma` is used exactly where a method says so.
public sealed interface Kernels permits ScalarKernels, VectorKernels {

  /// The fastest kernels of this JVM, chosen once: `VectorKernels` when the module
  /// `jdk.incubator.vector` is there, else the scalar twin.
  ///
  /// @throws io.lockstep.failure.LockstepException when the processor has no fma in hardware
  static Kernels best() {
    return KernelChoice.best();
  }

  /// Those that are done first with a run of so much work: vectors take half a second until they
  /// are faster than plain Java.
  ///
  /// @param work rows times parameters
  /// @throws io.lockstep.failure.LockstepException when the processor has no fma in hardware
  static Kernels forWork(double work) {
    return KernelChoice.forWork(work);
  }

  /// The definition in plain Java: same bits as any other implementation, much slower.
  static Kernels scalar() {
    return ScalarKernels.INSTANCE;
  }

  /// `y[m×n] = x[m×k] · w[k×n] + bias`: `acc = fma(x[i][t], w[t][j], acc)`, t ascending, starting
  /// at `bias[j]`.
  void forwardProduct(
      float[] x,
      int xAt,
      float[] w,
      int wAt,
      float[] bias,
      int biasAt,
      float[] y,
      int yAt,
      int m,
      int k,
      int n,
      PackBuffers buffers);

  /// `dx[m×k] = dy[m×n] · w[k×n]ᵀ`: `acc = fma(dy[i][t], w[j][t], acc)`, t ascending, starting at
  /// 0.
  void inputGradient(
      float[] dy,
      int dyAt,
      float[] w,
      int wAt,
      float[] dx,
      int dxAt,
      int m,
      int k,
      int n,
      PackBuffers buffers);

  /// `dw[k×n]`: the reduction tree over shards of `xᵀ · dy`. Shard s holds rows `[s · shardRows,
  /// (s+1) · shardRows)` of x and dy, the last one what is left of m. Inside a shard `acc =
  /// fma(x[r][i], dy[r][j], acc)`, r ascending, starting at 0. Across shards `node = left + right`,
  /// a missing right child passes the left one through.
  ///
  /// @param split which rows of dw are computed; others are not touched
  /// @param done told of each of these rows once
  void weightGradient(
      float[] x,
      int xAt,
      float[] dy,
      int dyAt,
      float[] dw,
      int dwAt,
      int m,
      int shardRows,
      int k,
      int n,
      RowSplit split,
      PackBuffers buffers,
      FinalRows done);

  /// `db[n]`: inside a shard the rows of dy added in order, starting at 0; across shards the same
  /// tree.
  void biasGradient(
      float[] dy, int dyAt, float[] db, int dbAt, int m, int shardRows, int n, PackBuffers buffers);

  /// `left[i] = left[i] + right[i]`.
  void add(float[] left, int leftAt, float[] right, int rightAt, int length);

  /// `to[i] = from[i] * factor`, bytes being unsigned.
  void scaleBytes(byte[] from, int fromAt, float factor, float[] to, int toAt, int length);

  /// `x[i] = x[i] * factor`.
  void scale(float factor, float[] x, int xAt, int length);

  /// `y = x <= 0 ? 0 : x`, so NaN stays NaN and -0 becomes +0. In place allowed.
  void relu(float[] x, int xAt, float[] y, int yAt, int length);

  /// `dx = y > 0 ? dy : 0`, y being the output of [#relu]. In place on dy allowed.
  void reluGradient(float[] y, int yAt, float[] dy, int dyAt, float[] dx, int dxAt, int length);

  /// `y = x > 0 ? x : slope * x`. In place allowed.
  void leakyRelu(float slope, float[] x, int xAt, float[] y, int yAt, int length);

  /// `dx = y > 0 ? dy : slope * dy`, y being the output of [#leakyRelu] with a positive slope. In
  /// place allowed.
  void leakyReluGradient(
      float slope, float[] y, int yAt, float[] dy, int dyAt, float[] dx, int dxAt, int length);

  /// Elementwise, own polynomial; bound in `docs/arithmetic.md`. In place allowed.
  void exp(float[] x, int xAt, float[] y, int yAt, int length);

  /// Natural logarithm, elementwise. In place allowed.
  void log(float[] x, int xAt, float[] y, int yAt, int length);

  /// The error function, elementwise. In place allowed.
  void erf(float[] x, int xAt, float[] y, int yAt, int length);

  /// `log(cosh(x))`, elementwise. In place allowed.
  void logCosh(float[] x, int xAt, float[] y, int yAt, int length);

  /// The activations that are not here.
  Activations activations();

  /// Elementwise. In place allowed.
  void tanh(float[] x, int xAt, float[] y, int yAt, int length);

  /// `dx = dy * (1 - y * y)`, without fma.
  void tanhGradient(float[] y, int yAt, float[] dy, int dyAt, float[] dx, int dxAt, int length);

  /// Logistic function, elementwise. In place allowed.
  void sigmoid(float[] x, int xAt, float[] y, int yAt, int length);

  /// `dx = dy * (y * (1 - y))`, without fma.
  void sigmoidGradient(float[] y, int yAt, float[] dy, int dyAt, float[] dx, int dxAt, int length);

  /// Sum of a row: element i into partial `i mod 16`, in order; then the tree 8+8, 4+4, 2+2, 1+1.
  float rowSum(float[] x, int xAt, int length);

  /// Softmax of each row of `x[rows×width]`: `e = exp(x - max)`, `y = e / rowSum(e)`, max being the
  /// largest element that is not NaN. In place allowed.
  void softmax(float[] x, int xAt, float[] y, int yAt, int rows, int width);

  /// Logarithm of the softmax of each row: `d = x - max`, `y = d - log(rowSum(exp(d)))`.
  void logSoftmax(float[] x, int xAt, float[] y, int yAt, int rows, int width);

  /// Cross-entropy fused with softmax over each row. `classes[r]` is the class index as a float.
  /// Writes `dx = softmax(x) - onehot` (not divided by anything) to `dx` and the loss of each row
  /// in nats, `log(rowSum(exp(x - max))) - (x[class] - max)`, to `loss[lossAt + r]`. In place on x
  /// allowed.
  void softmaxCrossEntropy(
      float[] x,
      int xAt,
      float[] classes,
      int classesAt,
      float[] dx,
      int dxAt,
      float[] loss,
      int lossAt,
      int rows,
      int width);

  /// The loops over gradients before optimisers have them.
  Gradients gradients();

  /// The loops of optimisers.
  Updates updates();

  /// A 64-bit fingerprint of the bit patterns of a slice: changes with any bit, same for both
  /// twins. Not cryptographic; it names versions in the ledger.
  long fingerprint(float[] x, int xAt, int length);

  /// The loops of layers that have numbers of their own for each column.
  LayerKernels layers();

  /// True when every number of a slice is finite: neither NaN nor infinite.
  boolean isFinite(float[] x, int xAt, int length);

  /// Human name for the log, such as `vector, 512 bits`.
  String description();
}
