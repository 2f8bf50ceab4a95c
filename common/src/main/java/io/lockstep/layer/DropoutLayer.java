package io.lockstep.layer;

import io.lockstep.random.Keys;
import io.lockstep.random.Purpose;
import java.util.function.IntConsumer;

/// Inverted dropout. Whether a unit is kept is keyed by (seed, layer) and counted by (unit,
/// position in the batch, step): it does not depend on who computes the row. Identity in inference.
///
/// @see "Srivastava et al., Dropout, JMLR 15 (2014), section 10"
final class DropoutLayer implements Layer {

  private final int stream;
  private final int width;
  private final DropoutMask drawing;
  private final float[] x;
  private final float[] y;
  private final float[] mask;
  private long keySeed;
  private long key;

  DropoutLayer(LayerPlan.Dropout plan, float[] x, Workbench bench) {
    this.stream = plan.stream();
    this.width = plan.width();
    this.drawing = new DropoutMask(plan.rate(), width);
    this.x = x;
    this.y = bench.rows(width);
    this.mask = bench.rows(width);
    this.key = Keys.key(keySeed, Purpose.DROPOUT, stream);
  }

  @Override
  public float[] output() {
    return y;
  }

  @Override
  public boolean needsOutput() {
    return false;
  }

  @Override
  public void infer(float[] parameters, int rows) {
    System.arraycopy(x, 0, y, 0, rows * width);
  }

  @Override
  public void forward(float[] parameters, int rows, long seed, long step, int firstPosition) {
    if (seed != keySeed) {
      // Once a run; the only allocation of a pass after its construction.
      key = Keys.key(seed, Purpose.DROPOUT, stream);
      keySeed = seed;
    }
    drawing.draw(key, step, firstPosition, rows, mask);
    for (int i = 0; i < rows * width; i++) {
      y[i] = x[i] * mask[i];
    }
  }

  @Override
  public int parametersFrom() {
    return -1;
  }

  @Override
  public void parameterGradient(float[] dy, float[] gradient, int rows, IntConsumer finalFrom) {}

  @Override
  public float[] inputGradient(float[] parameters, float[] dy, float[] spare, int rows) {
    for (int i = 0; i < rows * width; i++) {
      dy[i] = dy[i] * mask[i];
    }
    return dy;
  }
}
