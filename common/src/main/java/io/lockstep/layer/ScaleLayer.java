package io.lockstep.layer;

/// `factor · x + offset`.
final class ScaleLayer implements Layer {

  private final float factor;
  private final float offset;
  private final int width;
  private final float[] x;
  private final float[] y;
  private final float[] dy;
  private final float[] dx;

  ScaleLayer(LayerPlan.Scale plan, NodeRows rows) {
    this.factor = (float) plan.factor();
    this.offset = (float) plan.offset();
    this.width = plan.width();
    this.x = rows.input();
    this.y = rows.output();
    this.dy = rows.gradient();
    this.dx = rows.inputGradient();
  }

  @Override
  public void infer(float[] parameters, int from, int count) {
    for (int i = from * width; i < (from + count) * width; i++) {
      y[i] = factor * x[i] + offset;
    }
  }

  @Override
  public void inputGradient(float[] parameters, int from, int count) {
    for (int i = from * width; i < (from + count) * width; i++) {
      dx[i] = factor * dy[i];
    }
  }
}
