package io.lockstep.layer;

import io.lockstep.kernel.LayerKernels;
import java.util.Arrays;

/// What is above 0 as it is, the rest times a slope that is trained, one for each column.
///
/// @see "He, Zhang, Ren and Sun, Delving Deep into Rectifiers, ICCV 2015, section 2.1"
final class PreluLayer implements Layer {

  private final LayerPlan.Prelu plan;
  private final int width;
  private final Workbench bench;
  private final LayerKernels loops;
  private final float[] x;
  private final float[] y;
  private final float[] dy;
  private final float[] dx;
  private final ColumnShare own;

  /// By shard and own column.
  private final float[] leaves;

  PreluLayer(LayerPlan.Prelu plan, NodeRows rows, Workbench bench) {
    this.plan = plan;
    this.width = plan.width();
    this.bench = bench;
    this.loops = bench.kernels().layers();
    this.x = rows.input();
    this.y = rows.output();
    this.dy = rows.gradient();
    this.dx = rows.inputGradient();
    this.own = ColumnShare.of(width, bench);
    this.leaves = new float[rows.shardsMax() * own.count()];
  }

  @Override
  public void infer(float[] parameters, int from, int count) {
    for (int row = from; row < from + count; row++) {
      loops.prelu(x, y, row * width, parameters, plan.slopeAt(), width);
    }
  }

  /// Of this member's columns.
  @Override
  public void parameterGradient(float[] gradient, int rows, FinalRange done) {
    if (own.isEmpty()) {
      return;
    }
    int shards = Math.ceilDiv(rows, bench.shardRows());
    Arrays.fill(leaves, 0, shards * own.count(), 0f);
    for (int row = 0; row < rows; row++) {
      int leafAt = row / bench.shardRows() * own.count();
      loops.addPreluTerms(x, dy, row * width + own.from(), leaves, leafAt, own.count());
    }
    int from = plan.slopeAt() + own.from();
    bench
        .kernels()
        .biasGradient(leaves, 0, gradient, from, shards, 1, own.count(), bench.buffers());
    done.range(from, from + own.count());
  }

  @Override
  public void inputGradient(float[] parameters, int from, int count) {
    for (int row = from; row < from + count; row++) {
      loops.preluGradient(x, dy, dx, row * width, parameters, plan.slopeAt(), width);
    }
  }
}
