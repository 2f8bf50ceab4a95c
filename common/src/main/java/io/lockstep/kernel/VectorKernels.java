package io.lockstep.kernel;

import io.lockstep.kernel.VectorCurves.Curve;
import jdk.incubator.vector.FloatVector;

/// The fast twin of [ScalarKernels], on the Vector API. Loaded by name only, since the module may
/// be missing.
final class VectorKernels implements Kernels {

  private static final Kernels SCALAR = ScalarKernels.INSTANCE;

  private final LayerKernels layers = new VectorLayers();

  VectorKernels() {}

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
    VectorProducts.forward(x, xAt, w, wAt, bias, biasAt, y, yAt, m, k, n, buffers);
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
    VectorProducts.inputGradient(dy, dyAt, w, wAt, dx, dxAt, m, k, n, buffers);
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
    VectorTree.weightGradient(x, xAt, dy, dyAt, dw, dwAt, m, shardRows, k, n, split, buffers, done);
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
    VectorTree.biasGradient(dy, dyAt, db, dbAt, m, shardRows, n, buffers);
  }

  @Override
  public void add(float[] left, int leftAt, float[] right, int rightAt, int length) {
    VectorLoops.add(left, leftAt, right, rightAt, length);
  }

  @Override
  public void scaleBytes(byte[] from, int fromAt, float factor, float[] to, int toAt, int length) {
    VectorLoops.scaleBytes(from, fromAt, factor, to, toAt, length);
  }

  @Override
  public void scale(float factor, float[] x, int xAt, int length) {
    VectorLoops.scale(factor, x, xAt, length);
  }

  @Override
  public void relu(float[] x, int xAt, float[] y, int yAt, int length) {
    VectorLoops.relu(x, xAt, y, yAt, length);
  }

  @Override
  public void reluGradient(
      float[] y, int yAt, float[] dy, int dyAt, float[] dx, int dxAt, int length) {
    VectorLoops.reluGradient(y, yAt, dy, dyAt, dx, dxAt, length);
  }

  @Override
  public void leakyRelu(float slope, float[] x, int xAt, float[] y, int yAt, int length) {
    VectorLoops.leakyRelu(slope, x, xAt, y, yAt, length);
  }

  @Override
  public void leakyReluGradient(
      float slope, float[] y, int yAt, float[] dy, int dyAt, float[] dx, int dxAt, int length) {
    VectorLoops.leakyReluGradient(slope, y, yAt, dy, dyAt, dx, dxAt, length);
  }

  @Override
  public void exp(float[] x, int xAt, float[] y, int yAt, int length) {
    VectorMath.exp(x, xAt, y, yAt, length);
  }

  @Override
  public void log(float[] x, int xAt, float[] y, int yAt, int length) {
    VectorMath.log(x, xAt, y, yAt, length);
  }

  @Override
  public void erf(float[] x, int xAt, float[] y, int yAt, int length) {
    int whole = VectorCurves.apply(Curve.ERF, x, xAt, y, yAt, length);
    SCALAR.erf(x, xAt + whole, y, yAt + whole, length - whole);
  }

  @Override
  public void logCosh(float[] x, int xAt, float[] y, int yAt, int length) {
    int whole = VectorCurves.apply(Curve.LOG_COSH, x, xAt, y, yAt, length);
    SCALAR.logCosh(x, xAt + whole, y, yAt + whole, length - whole);
  }

  @Override
  public Activations activations() {
    return VectorActivations.INSTANCE;
  }

  @Override
  public void tanh(float[] x, int xAt, float[] y, int yAt, int length) {
    int whole = VectorCurves.apply(Curve.TANH, x, xAt, y, yAt, length);
    SCALAR.tanh(x, xAt + whole, y, yAt + whole, length - whole);
  }

  @Override
  public void tanhGradient(
      float[] y, int yAt, float[] dy, int dyAt, float[] dx, int dxAt, int length) {
    VectorLoops.tanhGradient(y, yAt, dy, dyAt, dx, dxAt, length);
  }

  @Override
  public void sigmoid(float[] x, int xAt, float[] y, int yAt, int length) {
    int whole = VectorCurves.apply(Curve.SIGMOID, x, xAt, y, yAt, length);
    SCALAR.sigmoid(x, xAt + whole, y, yAt + whole, length - whole);
  }

  @Override
  public void sigmoidGradient(
      float[] y, int yAt, float[] dy, int dyAt, float[] dx, int dxAt, int length) {
    VectorLoops.sigmoidGradient(y, yAt, dy, dyAt, dx, dxAt, length);
  }

  @Override
  public float rowSum(float[] x, int xAt, int length) {
    return VectorRows.sum(x, xAt, length);
  }

  @Override
  public void softmax(float[] x, int xAt, float[] y, int yAt, int rows, int width) {
    VectorRows.softmax(x, xAt, y, yAt, rows, width);
  }

  @Override
  public void logSoftmax(float[] x, int xAt, float[] y, int yAt, int rows, int width) {
    VectorRows.logSoftmax(x, xAt, y, yAt, rows, width);
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
    VectorRows.softmaxCrossEntropy(x, xAt, classes, classesAt, dx, dxAt, loss, lossAt, rows, width);
  }

  @Override
  public Gradients gradients() {
    return VectorGradients.INSTANCE;
  }

  @Override
  public Updates updates() {
    return VectorUpdates.INSTANCE;
  }

  @Override
  public long fingerprint(float[] x, int xAt, int length) {
    return VectorFingerprint.of(x, xAt, length);
  }

  @Override
  public boolean isFinite(float[] x, int xAt, int length) {
    return VectorFingerprint.isFinite(x, xAt, length);
  }

  @Override
  public LayerKernels layers() {
    return layers;
  }

  @Override
  public String description() {
    return "vector, " + FloatVector.SPECIES_PREFERRED.vectorBitSize() + " bits";
  }
}
