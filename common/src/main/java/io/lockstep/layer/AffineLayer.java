package io.lockstep.layer;

/// `y = x · w + b`.
final class AffineLayer implements Layer {

  private final LayerPlan.Affine plan;
  private final Workbench bench;
  private final float[] x;
  private final float[] y;

  AffineLayer(LayerPlan.Affine plan, float[] x, Workbench bench) {
    this.plan = plan;
    this.bench = bench;
    this.x = x;
    this.y = bench.rows(plan.width());
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
    bench
        .kernels()
        .forwardProduct(
            x,
            0,
            parameters,
            plan.weightAt(),
            parameters,
            plan.biasAt(),
            y,
            0,
            rows,
            plan.inputs(),
            plan.width(),
            bench.buffers());
  }

  @Override
  public void forward(float[] parameters, int rows, long seed, long step, int firstPosition) {
    infer(parameters, rows);
  }

  @Override
  public int parametersFrom() {
    return plan.weightAt();
  }

  @Override
  public void parameterGradient(float[] dy, float[] gradient, int rows) {
    bench
        .kernels()
        .weightGradient(
            x,
            0,
            dy,
            0,
            gradient,
            plan.weightAt(),
            rows,
            bench.shardRows(),
            plan.inputs(),
            plan.width(),
            bench.buffers());
    bench
        .kernels()
        .biasGradient(
            dy, 0, gradient, plan.biasAt(), rows, bench.shardRows(), plan.width(), bench.buffers());
  }

  @Override
  public float[] inputGradient(float[] parameters, float[] dy, float[] spare, int rows) {
    bench
        .kernels()
        .inputGradient(
            dy,
            0,
            parameters,
            plan.weightAt(),
            spare,
            0,
            rows,
            plan.inputs(),
            plan.width(),
            bench.buffers());
    return spare;
  }
}
