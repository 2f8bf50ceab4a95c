package io.lockstep.layer;

import io.lockstep.kernel.LayerKernels;

/// Each column of a shard less its mean, divided by its deviation, then scaled and shifted by
/// numbers that are trained. Inference has running statistics in the place of those of a shard.
///
/// Sums over the rows of a shard are taken in their order, by columns: each pass has some columns
/// of all shards. The slots of the gradient that belong to the running statistics get the sums of
/// the rows and the variances times the rows, so that their mean over a batch is what comes of `1 /
/// n`.
///
/// @see "Ioffe and Szegedy, Batch Normalization, ICML 2015; for statistics of a part of the batch
///   Hoffer et al., Train longer, generalize better, NeurIPS 2017"
final class BatchNormLayer implements Layer {

  private final LayerPlan.BatchNorm plan;
  private final int width;
  private final float epsilon;
  private final Workbench bench;
  private final LayerKernels loops;
  private final float[] x;
  private final float[] y;
  private final float[] dy;
  private final float[] dx;
  private final ColumnShare own;

  // By shard and column.
  private final float[] sums;
  private final float[] means;
  private final float[] inverses;
  private final float[] variances;
  private final float[] shifts;
  private final float[] scales;
  private final float[] meanShifts;
  private final float[] meanScales;

  BatchNormLayer(LayerPlan.BatchNorm plan, NodeRows rows, Workbench bench) {
    this.plan = plan;
    this.width = plan.width();
    this.epsilon = (float) plan.epsilon();
    this.bench = bench;
    this.loops = bench.kernels().layers();
    this.x = rows.input();
    this.y = rows.output();
    this.dy = rows.gradient();
    this.dx = rows.inputGradient();
    this.own = ColumnShare.of(width, bench);
    this.sums = rows.shardStorage(0);
    this.means = rows.shardStorage(1);
    this.inverses = rows.shardStorage(2);
    this.variances = rows.shardStorage(3);
    this.shifts = rows.shardStorage(4);
    this.scales = rows.shardStorage(5);
    this.meanShifts = rows.shardStorage(6);
    this.meanScales = rows.shardStorage(7);
  }

  @Override
  public void infer(float[] parameters, int from, int count) {
    float[] running = bench.scratch();
    for (int c = 0; c < width; c++) {
      running[c] = inverse(parameters[plan.varianceAt() + c]);
    }
    loops.normalizeColumns(
        x,
        y,
        from * width,
        count,
        width,
        parameters,
        plan.meanAt(),
        running,
        0,
        parameters,
        plan.scaleAt(),
        plan.shiftAt());
  }

  private float inverse(float variance) {
    return 1f / (float) Math.sqrt(variance + epsilon);
  }

  @Override
  public void forwardSums(float[] parameters, int rows) {
    for (int shard = 0, row = 0; row < rows; shard++) {
      int count = Math.min(bench.shardRows(), rows - row);
      int at = row * width + own.from();
      int columnAt = shard * width + own.from();
      loops.columnSums(x, at, count, width, sums, columnAt, own.count());
      for (int c = columnAt; c < columnAt + own.count(); c++) {
        means[c] = sums[c] / count;
      }
      loops.columnSquares(x, at, count, width, means, variances, columnAt, own.count());
      settle(parameters, shard, count);
      row += count;
    }
  }

  /// Of the sums of squares: what rows are divided by, and what goes to the running variance. One
  /// row says nothing about a variance and leaves it as it is.
  private void settle(float[] parameters, int shard, int count) {
    float unbiased = count / (count - 1f);
    for (int c = own.from(); c < own.end(); c++) {
      int at = shard * width + c;
      inverses[at] = inverse(variances[at] / count);
      variances[at] = count == 1 ? parameters[plan.varianceAt() + c] : variances[at] * unbiased;
    }
  }

  @Override
  public void forward(
      float[] parameters, int from, int count, long seed, long step, int firstPosition) {
    for (int row = from; row < from + count; ) {
      int shard = row / bench.shardRows();
      int end = (int) Math.min(from + count, (shard + 1L) * bench.shardRows());
      loops.normalizeColumns(
          x,
          y,
          row * width,
          end - row,
          width,
          means,
          shard * width,
          inverses,
          shard * width,
          parameters,
          plan.scaleAt(),
          plan.shiftAt());
      row = end;
    }
  }

  @Override
  public void backwardSums(int rows) {
    for (int shard = 0, row = 0; row < rows; shard++) {
      int count = Math.min(bench.shardRows(), rows - row);
      int at = row * width + own.from();
      int columnAt = shard * width + own.from();
      loops.columnSums(dy, at, count, width, shifts, columnAt, own.count());
      loops.columnDots(dy, x, at, count, width, means, inverses, scales, columnAt, own.count());
      for (int c = columnAt; c < columnAt + own.count(); c++) {
        meanShifts[c] = shifts[c] / count;
        meanScales[c] = scales[c] / count;
      }
      row += count;
    }
  }

  /// The tree over the shards; their sums are small, so the first member has all of it.
  @Override
  public void parameterGradient(float[] gradient, int rows, FinalRange done) {
    if (bench.member() > 0) {
      return;
    }
    int count = Math.ceilDiv(rows, bench.shardRows());
    tree(variances, gradient, plan.varianceAt(), count);
    tree(sums, gradient, plan.meanAt(), count);
    tree(shifts, gradient, plan.shiftAt(), count);
    tree(scales, gradient, plan.scaleAt(), count);
    done.range(plan.scaleAt(), plan.varianceAt() + width);
  }

  private void tree(float[] leaves, float[] gradient, int at, int count) {
    bench.kernels().biasGradient(leaves, 0, gradient, at, count, 1, width, bench.buffers());
  }

  @Override
  public void inputGradient(float[] parameters, int from, int count) {
    for (int row = from; row < from + count; ) {
      int shard = row / bench.shardRows();
      int end = (int) Math.min(from + count, (shard + 1L) * bench.shardRows());
      loops.columnsGradient(
          dy,
          x,
          dx,
          row * width,
          end - row,
          width,
          means,
          inverses,
          meanShifts,
          meanScales,
          shard * width,
          parameters,
          plan.scaleAt());
      row = end;
    }
  }
}
