package io.lockstep.layer;

import io.lockstep.kernel.FinalRows;
import io.lockstep.kernel.RowSplit;

/// `y = x · w + b`.
final class AffineLayer implements Layer {

  private final LayerPlan.Affine plan;
  private final Workbench bench;
  private final float[] x;
  private final float[] y;
  private final float[] dy;
  private final float[] dx;
  private final RowSplit split;
  private final FinalRows weightRows = this::weightRowsAreFinal;
  private FinalRange told;

  AffineLayer(LayerPlan.Affine plan, NodeRows rows, Workbench bench) {
    this.plan = plan;
    this.bench = bench;
    this.x = rows.input();
    this.y = rows.output();
    this.dy = rows.gradient();
    this.dx = rows.inputGradient();
    this.split = RowSplit.of(plan.inputs(), bench.member(), bench.members());
  }

  @Override
  public void infer(float[] parameters, int from, int count) {
    bench
        .kernels()
        .forwardProduct(
            x,
            from * plan.inputs(),
            parameters,
            plan.weightAt(),
            parameters,
            plan.biasAt(),
            y,
            from * plan.width(),
            count,
            plan.inputs(),
            plan.width(),
            bench.buffers());
  }

  /// The bias comes after the weight in the vector, so its gradient comes first. It is small: the
  /// first member has all of it.
  @Override
  public void parameterGradient(float[] gradient, int rows, FinalRange done) {
    if (bench.member() == 0) {
      biasGradient(gradient, rows);
      done.range(plan.biasAt(), plan.biasAt() + plan.width());
    }
    told = done;
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
            split,
            bench.buffers(),
            weightRows);
  }

  private void biasGradient(float[] gradient, int rows) {
    bench
        .kernels()
        .biasGradient(
            dy, 0, gradient, plan.biasAt(), rows, bench.shardRows(), plan.width(), bench.buffers());
  }

  private void weightRowsAreFinal(int from, int end) {
    told.range(plan.weightAt() + from * plan.width(), plan.weightAt() + end * plan.width());
  }

  @Override
  public void inputGradient(float[] parameters, int from, int count) {
    bench
        .kernels()
        .inputGradient(
            dy,
            from * plan.width(),
            parameters,
            plan.weightAt(),
            dx,
            from * plan.inputs(),
            count,
            plan.inputs(),
            plan.width(),
            bench.buffers());
  }
}
