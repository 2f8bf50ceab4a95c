package io.lockstep.layer;

import io.lockstep.random.Keys;
import io.lockstep.random.Purpose;

/// Adds normal noise in training; identity in inference. What a unit gets is keyed by (seed, layer)
/// and counted by (unit, position in the batch, step): it does not depend on who computes the row.
final class NoiseLayer implements Layer {

  private final int stream;
  private final int width;
  private final float deviation;
  private final NoiseDraw noise;
  private final float[] x;
  private final float[] y;
  private final float[] dy;
  private final float[] dx;
  private long keySeed;
  private long key;

  NoiseLayer(LayerPlan.Noise plan, NodeRows rows, Workbench bench) {
    this.stream = plan.stream();
    this.width = plan.width();
    this.deviation = (float) plan.deviation();
    this.noise = new NoiseDraw(width, bench.kernels());
    this.x = rows.input();
    this.y = rows.output();
    this.dy = rows.gradient();
    this.dx = rows.inputGradient();
    this.key = Keys.key(keySeed, Purpose.NOISE, stream);
  }

  @Override
  public void infer(float[] parameters, int from, int count) {
    copy(x, y, from, count);
  }

  @Override
  public void forward(
      float[] parameters, int from, int count, long seed, long step, int firstPosition) {
    if (seed != keySeed) {
      // Once a run; the only allocation of a pass after its construction.
      key = Keys.key(seed, Purpose.NOISE, stream);
      keySeed = seed;
    }
    noise.add(deviation, key, step, firstPosition, from, count, x, y);
  }

  @Override
  public void inputGradient(float[] parameters, int from, int count) {
    copy(dy, dx, from, count);
  }

  private void copy(float[] from, float[] to, int row, int count) {
    if (from != to) {
      System.arraycopy(from, row * width, to, row * width, count * width);
    }
  }
}
