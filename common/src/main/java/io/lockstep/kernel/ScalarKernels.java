package io.lockstep.kernel;

/// The definition of every kernel: plain loops in the order of the contract. Same bits as
/// `VectorKernels`, and what runs when the Vector API is missing.
public final class ScalarKernels implements Kernels {

  public static final ScalarKernels INSTANCE = new ScalarKernels();

  private ScalarKernels() {}

  /// Rows of a weight gradient that are said to be final together.
  private static final int RUN_ROWS = 128;

  @Override
  public void forwardProduct(
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
      PackBuffers buffers) {
    ScalarProducts.forward(x, xAt, w, wAt, bias, biasAt, y, yAt, m, k, n);
  }

  @Override
  public void inputGradient(
      float[] dy,
      int dyAt,
      float[] w,
      int wAt,
      float[] dx,
      int dxAt,
      int m,
      int k,
      int n,
      PackBuffers buffers) {
    ScalarProducts.inputGradient(dy, dyAt, w, wAt, dx, dxAt, m, k, n);
  }

  @Override
  public void weightGradient(
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
      FinalRows done) {
    for (int from = split.lastRun(k, RUN_ROWS);
        from >= 0;
        from = split.runBefore(from, k, RUN_ROWS)) {
      int end = split.runEnd(from, k, RUN_ROWS);
      ScalarProducts.weightGradient(
          x, xAt, dy, dyAt, dw, dwAt, m, shardRows, k, n, from, end, buffers);
      done.rows(from, end);
    }
  }

  @Override
  public void biasGradient(
      float[] dy,
      int dyAt,
      float[] db,
      int dbAt,
      int m,
      int shardRows,
      int n,
      PackBuffers buffers) {
    ScalarProducts.biasGradient(dy, dyAt, db, dbAt, m, shardRows, n, buffers);
  }

  @Override
  public void add(float[] left, int leftAt, float[] right, int rightAt, int length) {
    ScalarProducts.add(left, leftAt, right, rightAt, length);
  }

  @Override
  public void scaleBytes(byte[] from, int fromAt, float factor, float[] to, int toAt, int length) {
    for (int i = 0; i < length; i++) {
      to[toAt + i] = (from[fromAt + i] & 0xff) * factor;
    }
  }

  @Override
  public void scale(float factor, float[] x, int xAt, int length) {
    for (int i = 0; i < length; i++) {
      x[xAt + i] *= factor;
    }
  }

  @Override
  public void relu(float[] x, int xAt, float[] y, int yAt, int length) {
    for (int i = 0; i < length; i++) {
      float value = x[xAt + i];
      y[yAt + i] = value <= 0f ? 0f : value;
    }
  }

  @Override
  public void reluGradient(
      float[] y, int yAt, float[] dy, int dyAt, float[] dx, int dxAt, int length) {
    for (int i = 0; i < length; i++) {
      dx[dxAt + i] = y[yAt + i] > 0f ? dy[dyAt + i] : 0f;
    }
  }

  @Override
  public void leakyRelu(float slope, float[] x, int xAt, float[] y, int yAt, int length) {
    for (int i = 0; i < length; i++) {
      float value = x[xAt + i];
      y[yAt + i] = value > 0f ? value : slope * value;
    }
  }

  @Override
  public void leakyReluGradient(
      float slope, float[] y, int yAt, float[] dy, int dyAt, float[] dx, int dxAt, int length) {
    for (int i = 0; i < length; i++) {
      float upstream = dy[dyAt + i];
      dx[dxAt + i] = y[yAt + i] > 0f ? upstream : slope * upstream;
    }
  }

  @Override
  public void exp(float[] x, int xAt, float[] y, int yAt, int length) {
    for (int i = 0; i < length; i++) {
      y[yAt + i] = ScalarMath.exp(x[xAt + i]);
    }
  }

  @Override
  public void log(float[] x, int xAt, float[] y, int yAt, int length) {
    for (int i = 0; i < length; i++) {
      y[yAt + i] = ScalarMath.log(x[xAt + i]);
    }
  }

  @Override
  public void erf(float[] x, int xAt, float[] y, int yAt, int length) {
    for (int i = 0; i < length; i++) {
      y[yAt + i] = ScalarMath.erf(x[xAt + i]);
    }
  }

  @Override
  public void logCosh(float[] x, int xAt, float[] y, int yAt, int length) {
    for (int i = 0; i < length; i++) {
      y[yAt + i] = ScalarMath.logCosh(x[xAt + i]);
    }
  }

  @Override
  public Activations activations() {
    return ScalarActivations.INSTANCE;
  }

  @Override
  public void tanh(float[] x, int xAt, float[] y, int yAt, int length) {
    for (int i = 0; i < length; i++) {
      y[yAt + i] = ScalarMath.tanh(x[xAt + i]);
    }
  }

  @Override
  public void tanhGradient(
      float[] y, int yAt, float[] dy, int dyAt, float[] dx, int dxAt, int length) {
    for (int i = 0; i < length; i++) {
      float value = y[yAt + i];
      dx[dxAt + i] = dy[dyAt + i] * (1f - value * value);
    }
  }

  @Override
  public void sigmoid(float[] x, int xAt, float[] y, int yAt, int length) {
    for (int i = 0; i < length; i++) {
      y[yAt + i] = ScalarMath.sigmoid(x[xAt + i]);
    }
  }

  @Override
  public void sigmoidGradient(
      float[] y, int yAt, float[] dy, int dyAt, float[] dx, int dxAt, int length) {
    for (int i = 0; i < length; i++) {
      float value = y[yAt + i];
      dx[dxAt + i] = dy[dyAt + i] * (value * (1f - value));
    }
  }

  @Override
  public float rowSum(float[] x, int xAt, int length) {
    return ScalarRows.sum(x, xAt, length);
  }

  @Override
  public void softmax(float[] x, int xAt, float[] y, int yAt, int rows, int width) {
    ScalarRows.softmax(x, xAt, y, yAt, rows, width);
  }

  @Override
  public void logSoftmax(float[] x, int xAt, float[] y, int yAt, int rows, int width) {
    ScalarRows.logSoftmax(x, xAt, y, yAt, rows, width);
  }

  @Override
  public void softmaxCrossEntropy(
      float[] x,
      int xAt,
      float[] classes,
      int classesAt,
      float[] dx,
      int dxAt,
      float[] loss,
      int lossAt,
      int rows,
      int width) {
    ScalarRows.softmaxCrossEntropy(x, xAt, classes, classesAt, dx, dxAt, loss, lossAt, rows, width);
  }

  @Override
  public Gradients gradients() {
    return ScalarGradients.INSTANCE;
  }

  @Override
  public Updates updates() {
    return ScalarUpdates.INSTANCE;
  }

  @Override
  public long fingerprint(float[] x, int xAt, int length) {
    return ScalarRows.fingerprint(x, xAt, length);
  }

  @Override
  public boolean isFinite(float[] x, int xAt, int length) {
    return ScalarRows.isFinite(x, xAt, length);
  }

  @Override
  public LayerKernels layers() {
    return ScalarLayers.INSTANCE;
  }

  @Override
  public String description() {
    return "scalar, plain Java";
  }
}
