package io.lockstep.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("allocation")
final class AllocationTest {

  private static final int M = 40;
  private static final int K = 50;
  private static final int N = 37;

  /// Products of so many rows and columns are large enough to leave out zeros.
  private static final int WIDE = 96;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final PackBuffers buffers = new PackBuffers();
  private final float[] x = Twins.numbers(new Random(1), M * K);
  private final float[] w = Twins.numbers(new Random(2), K * N);
  private final float[] dy = Twins.numbers(new Random(3), M * N);
  private final float[] bias = new float[N];
  private final float[] y = new float[M * N];
  private final float[] dx = new float[M * K];
  private final float[] dw = new float[K * N];
  private final float[] classes = new float[M];
  private final float[] loss = new float[M];
  private final float[] zeros = Twins.mostlyZeros(new Random(4), WIDE * WIDE, 0.3);
  private final float[] square = Twins.plainNumbers(new Random(5), WIDE * WIDE);
  private final float[] product = new float[WIDE * WIDE];
  private final byte[] bytes = new byte[M * N];
  private final double[] sums = new double[16];
  private final float[] moment = new float[M * N];
  private final float[] squares = new float[M * N];
  private final float[] others = new float[M * N];
  private final AdamFactors factors = AdaptiveUpdatesTest.factors();
  private long kept;

  @Test
  void scalarKernelsAllocateNothing() {
    assertThat(bytesOnceWarm(Kernels.scalar(), 10)).isZero();
  }

  /// Vectors are objects until the compiler has removed them, so this one needs warm code; a vector
  /// that is still an object after that would be one in training too.
  @Test
  void vectorKernelsAllocateNothingOnceCompiled() {
    assertThat(bytesOnceWarm(Twins.VECTOR, 100)).isZero();
  }

  /// Rounds until one allocates nothing, a minute at most.
  private long bytesOnceWarm(Kernels kernels, int repetitions) {
    long deadline = System.nanoTime() + 60_000_000_000L;
    long bytes = bytesOfRound(kernels, repetitions);
    while (bytes != 0 && System.nanoTime() < deadline) {
      bytes = bytesOfRound(kernels, repetitions);
    }
    return bytes;
  }

  private long bytesOfRound(Kernels kernels, int repetitions) {
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < repetitions; i++) {
      step(kernels);
    }
    return threads.getCurrentThreadAllocatedBytes() - before;
  }

  private void step(Kernels kernels) {
    kernels.forwardProduct(x, 0, w, 0, bias, 0, y, 0, M, K, N, buffers);
    kernels.relu(y, 0, y, 0, M * N);
    kernels.leakyRelu(0.1f, y, 0, y, 0, M * N);
    kernels.softmax(y, 0, y, 0, M, N);
    kernels.softmaxCrossEntropy(y, 0, classes, 0, y, 0, loss, 0, M, N);
    kernels.inputGradient(dy, 0, w, 0, dx, 0, M, K, N, buffers);
    weightGradient(kernels, x, dy, dw, M, 8, K, N);
    kernels.biasGradient(dy, 0, bias, 0, M, 8, N, buffers);
    kernels.tanh(y, 0, y, 0, M * N);
    kernels.tanhGradient(y, 0, dy, 0, y, 0, M * N);
    kernels.sigmoid(y, 0, y, 0, M * N);
    kernels.sigmoidGradient(y, 0, dy, 0, y, 0, M * N);
    kernels.reluGradient(y, 0, dy, 0, y, 0, M * N);
    kernels.leakyReluGradient(0.1f, y, 0, dy, 0, y, 0, M * N);
    activate(kernels.activations());
    kernels.erf(y, 0, y, 0, M * N);
    kernels.logCosh(y, 0, y, 0, M * N);
    kernels.logSoftmax(dy, 0, y, 0, M, N);
    kernels.exp(y, 0, y, 0, M * N);
    kernels.log(y, 0, y, 0, M * N);
    kernels.scaleBytes(bytes, 0, 1 / 255f, y, 0, M * N);
    kernels.scale(0.5f, y, 0, M * N);
    gradients(kernels.gradients());
    updates(kernels.updates());
    layers(kernels.layers());
    kernels.add(dx, 0, x, 0, M * K);
    kernels.forwardProduct(zeros, 0, square, 0, square, 0, product, 0, WIDE, WIDE, WIDE, buffers);
    kernels.inputGradient(zeros, 0, square, 0, product, 0, WIDE, WIDE, WIDE, buffers);
    weightGradient(kernels, zeros, square, product, WIDE, 64, WIDE, WIDE);
    kept += kernels.fingerprint(dw, 0, K * N);
    kept += kernels.isFinite(dw, 0, K * N) ? 1 : 0;
    kept += (long) kernels.rowSum(y, 0, M * N);
  }

  private void gradients(Gradients gradients) {
    gradients.clip(0.5f, y, 0, M * N);
    gradients.penalize(0.1f, 0.1f, x, 0, y, 0, M * N);
    gradients.follow(0.9f, 0.1f, x, 0, y, 0, M * N);
    gradients.squares(y, 0, M * N, 3, sums);
    gradients.squaresOfDifference(y, 0, x, 0, M * N, 3, sums);
  }

  private void layers(LayerKernels loops) {
    loops.columnSums(dy, 0, M, N, bias, 0, N);
    loops.columnSquares(dy, 0, M, N, x, bias, 0, N);
    loops.columnDots(dy, y, 0, M, N, x, w, bias, 0, N);
    loops.normalizeColumns(dy, y, 0, M, N, x, 0, w, 0, x, 0, N);
    loops.columnsGradient(y, dy, y, 0, M, N, x, w, x, w, 0, x, 0);
    loops.squares(0.5f, dy, 0, y, 0, M * N);
    loops.normalizeRow(0.5f, 2f, dy, y, 0, x, 0, N, N);
    loops.rowTerms(0.5f, 2f, dy, x, 0, w, 0, y, bias, N);
    loops.rowGradient(0.5f, 2f, 0.1f, 0.2f, x, dy, y, 0, N);
    loops.addDots(0.5f, 2f, dy, x, 0, bias, 0, N);
    loops.prelu(dy, y, 0, w, 0, N);
    loops.preluGradient(dy, y, y, 0, w, 0, N);
    loops.addPreluTerms(dy, y, 0, bias, 0, N);
  }

  private void updates(Updates updates) {
    updates.sgd(0.1f, 0, moment, 0, y, 0, M * N);
    updates.momentum(0.1f, 0.9f, 0, moment, 0, dy, 0, y, 0, M * N);
    updates.nesterov(0.1f, 0.9f, 0, moment, 0, dy, 0, y, 0, M * N);
    updates.adam(factors, moment, 0, dy, 0, squares, 0, y, 0, M * N);
    updates.adagrad(0.1f, 1e-8f, 0, moment, 0, squares, 0, y, 0, M * N);
    updates.rmsProp(0.1f, 0.9f, 0.1f, 1e-8f, 0, moment, 0, squares, 0, y, 0, M * N);
    updates.rmsPropMomentum(
        0.1f, 0.9f, 0.1f, 1e-8f, 0.9f, 0, moment, 0, squares, 0, dy, 0, y, 0, M * N);
    updates.adadelta(0.1f, 0.9f, 0.1f, 1e-6f, 0, moment, 0, squares, 0, others, 0, y, 0, M * N);
    updates.nadam(factors, moment, 0, dy, 0, squares, 0, y, 0, M * N);
    updates.amsGrad(factors, moment, 0, dy, 0, squares, 0, others, 0, y, 0, M * N);
    updates.lion(factors, moment, 0, dy, 0, y, 0, M * N);
    updates.lars(0.1f, 0.9f, 0, moment, 0, dy, 0, y, 0, M * N);
    updates.lambDirection(factors, moment, 0, dy, 0, squares, 0, y, 0, M * N);
  }

  private void activate(Activations activations) {
    activations.elu(1f, 1f, y, 0, y, 0, M * N);
    activations.eluGradient(1f, 1f, y, 0, dy, 0, y, 0, M * N);
    activations.softplus(y, 0, y, 0, M * N);
    activations.softplusGradient(y, 0, dy, 0, y, 0, M * N);
    activations.softsign(y, 0, y, 0, M * N);
    activations.softsignGradient(y, 0, dy, 0, y, 0, M * N);
    activations.hardSigmoid(y, 0, y, 0, M * N);
    activations.hardSigmoidGradient(y, 0, dy, 0, y, 0, M * N);
    activations.hardTanh(y, 0, y, 0, M * N);
    activations.hardTanhGradient(y, 0, dy, 0, y, 0, M * N);
    activations.gelu(y, 0, y, 0, M * N);
    activations.geluGradient(y, 0, dy, 0, y, 0, M * N);
    activations.geluTanh(y, 0, y, 0, M * N);
    activations.geluTanhGradient(y, 0, dy, 0, y, 0, M * N);
    activations.silu(y, 0, y, 0, M * N);
    activations.siluGradient(y, 0, dy, 0, y, 0, M * N);
  }

  private void weightGradient(
      Kernels kernels, float[] left, float[] right, float[] to, int m, int shard, int k, int n) {
    kernels.weightGradient(
        left, 0, right, 0, to, 0, m, shard, k, n, RowSplit.WHOLE, buffers, (_, _) -> {});
  }
}
