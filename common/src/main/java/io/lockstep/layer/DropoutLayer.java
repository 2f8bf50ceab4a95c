package io.lockstep.layer;

import io.lockstep.random.Keys;
import io.lockstep.random.Purpose;

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
  private final float[] dy;
  private final float[] dx;
  private final float[] mask;
  private long keySeed;
  private long key;

  DropoutLayer(LayerPlan.Dropout plan, NodeRows rows) {
    this.stream = plan.stream();
    this.width = plan.width();
    this.drawing = new DropoutMask(plan.rate(), width);
    this.x = rows.input();
    this.y = rows.output();
    this.dy = rows.gradient();
    this.dx = rows.inputGradient();
    this.mask = rows.storage();
    this.key = Keys.key(keySeed, Purpose.DROPOUT, stream);
  }

  @Override
  public void infer(float[] parameters, int from, int count) {
    if (x != y) {
      System.arraycopy(x, from * width, y, from * width, count * width);
    }
  }

  @Override
  public void forward(
      float[] parameters, int from, int count, long seed, long step, int firstPosition) {
    if (seed != keySeed) {
      // Once a run; the only allocation of a pass after its construction.
      key = Keys.key(seed, Purpose.DROPOUT, stream);
      keySeed = seed;
    }
    drawing.draw(key, step, firstPosition, from, count, mask);
    for (int i = from * width; i < (from + count) * width; i++) {
      y[i] = x[i] * mask[i];
    }
  }

  @Override
  public void inputGradient(float[] parameters, int from, int count) {
    for (int i = from * width; i < (from + count) * width; i++) {
      dx[i] = dy[i] * mask[i];
    }
  }
}
