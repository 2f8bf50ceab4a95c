package io.lockstep.layer;

import io.lockstep.kernel.FinalRows;
import java.util.function.IntConsumer;

/// `y = x · w + b`.
final class AffineLayer implements Layer {

  private final LayerPlan.Affine plan;
  private final Workbench bench;
  private final float[] x;
  private final float[] y;
  private final FinalRows weightRows = this::weightIsFinal;
  private IntConsumer told;

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

  /// The bias comes after the weight in the vector, so its gradient comes first.
  @Override
  public void parameterGradient(float[] dy, float[] gradient, int rows, IntConsumer finalFrom) {
    bench
        .kernels()
        .biasGradient(
            dy, 0, gradient, plan.biasAt(), rows, bench.shardRows(), plan.width(), bench.buffers());
    told = finalFrom;
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
            bench.buffers(),
            weightRows);
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

  private void weightIsFinal(int row) {
    told.accept(plan.weightAt() + row * plan.width());
  }
}
