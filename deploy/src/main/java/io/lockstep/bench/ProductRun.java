package io.lockstep.bench;

import io.lockstep.config.Defaults;
import io.lockstep.kernel.Kernels;
import io.lockstep.kernel.PackBuffers;
import io.lockstep.kernel.RowSplit;
import java.util.SplittableRandom;
import java.util.function.IntToLongFunction;

/// The operands of one shape and its products, on the caller's thread.
final class ProductRun {

  private static final long SEED = 7;

  private final Kernels kernels;
  private final Shape shape;
  private final PackBuffers buffers = new PackBuffers();
  private final float[] x;
  private final float[] w;
  private final float[] bias;
  private final float[] y;
  private final float[] dx;
  private final float[] dw;

  ProductRun(Kernels kernels, Shape shape) {
    this.kernels = kernels;
    this.shape = shape;
    SplittableRandom random = new SplittableRandom(SEED);
    this.x = uniform(random, shape.m() * shape.k());
    this.w = uniform(random, shape.k() * shape.n());
    this.bias = uniform(random, shape.n());
    this.y = uniform(random, shape.m() * shape.n());
    this.dx = new float[x.length];
    this.dw = new float[w.length];
  }

  /// The product as a step of a stopwatch.
  IntToLongFunction steps(ProductLayout layout) {
    return switch (layout) {
      case FORWARD -> times -> repeat(times, this::forward);
      case INPUT_GRADIENT -> times -> repeat(times, this::inputGradient);
      case WEIGHT_GRADIENT -> times -> repeat(times, () -> weightGradient(shape.m()));
      case WEIGHT_GRADIENT_OF_SHARDS -> {
        int shard = Defaults.shard(shape.m());
        yield times -> repeat(times, () -> weightGradient(shard));
      }
    };
  }

  private static long repeat(int times, Runnable product) {
    for (int i = 0; i < times; i++) {
      product.run();
    }
    return times;
  }

  private void forward() {
    kernels.forwardProduct(x, 0, w, 0, bias, 0, y, 0, shape.m(), shape.k(), shape.n(), buffers);
  }

  private void inputGradient() {
    kernels.inputGradient(y, 0, w, 0, dx, 0, shape.m(), shape.k(), shape.n(), buffers);
  }

  private void weightGradient(int shardRows) {
    kernels.weightGradient(
        x,
        0,
        y,
        0,
        dw,
        0,
        shape.m(),
        shardRows,
        shape.k(),
        shape.n(),
        RowSplit.WHOLE,
        buffers,
        (_, _) -> {});
  }

  private static float[] uniform(SplittableRandom random, int length) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) random.nextDouble(-1, 1);
    }
    return values;
  }
}
