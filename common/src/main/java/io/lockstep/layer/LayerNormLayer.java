package io.lockstep.layer;

import io.lockstep.kernel.Kernels;
import io.lockstep.kernel.LayerKernels;
import java.util.Arrays;

/// Each row less its mean, divided by its deviation, then scaled and shifted by numbers that are
/// trained.
///
/// @see "Ba, Kiros and Hinton, Layer Normalization, 2016"
final class LayerNormLayer implements Layer {

  private final LayerPlan.LayerNorm plan;
  private final int width;
  private final float epsilon;
  private final Workbench bench;
  private final Kernels kernels;
  private final LayerKernels loops;
  private final float[] x;
  private final float[] y;
  private final float[] dy;
  private final float[] dx;

  /// Mean and inverse deviation of each row.
  private final float[] moments;

  private final float[] terms;
  private final float[] products;
  private final ColumnShare own;

  /// By shard and own column; null in inference.
  private final float[] leaves;

  LayerNormLayer(LayerPlan.LayerNorm plan, NodeRows rows, Workbench bench) {
    this.plan = plan;
    this.width = plan.width();
    this.epsilon = (float) plan.epsilon();
    this.bench = bench;
    this.kernels = bench.kernels();
    this.loops = kernels.layers();
    this.x = rows.input();
    this.y = rows.output();
    this.dy = rows.gradient();
    this.dx = rows.inputGradient();
    this.moments = rows.storage();
    this.terms = bench.scratch();
    this.products = new float[width];
    this.own = ColumnShare.of(width, bench);
    this.leaves = new float[rows.shardsMax() * own.count()];
  }

  @Override
  public void infer(float[] parameters, int from, int count) {
    for (int row = from; row < from + count; row++) {
      normalize(parameters, row, mean(row));
    }
  }

  private float mean(int row) {
    return kernels.rowSum(x, row * width, width) / width;
  }

  /// Returns what the row was multiplied by.
  private float normalize(float[] parameters, int row, float mean) {
    int at = row * width;
    loops.squares(mean, x, at, terms, 0, width);
    float variance = kernels.rowSum(terms, 0, width) / width;
    float inverse = 1f / (float) Math.sqrt(variance + epsilon);
    loops.normalizeRow(mean, inverse, x, y, at, parameters, plan.scaleAt(), plan.shiftAt(), width);
    return inverse;
  }

  @Override
  public void forward(
      float[] parameters, int from, int count, long seed, long step, int firstPosition) {
    for (int row = from; row < from + count; row++) {
      float mean = mean(row);
      moments[2 * row] = mean;
      moments[2 * row + 1] = normalize(parameters, row, mean);
    }
  }

  /// Of this member's columns.
  @Override
  public void parameterGradient(float[] gradient, int rows, FinalRange done) {
    if (own.isEmpty()) {
      return;
    }
    int shards = Math.ceilDiv(rows, bench.shardRows());
    for (int shard = 0; shard < shards; shard++) {
      int first = shard * bench.shardRows();
      int count = Math.min(bench.shardRows(), rows - first);
      loops.columnSums(
          dy, first * width + own.from(), count, width, leaves, shard * own.count(), own.count());
    }
    tree(gradient, plan.shiftAt(), shards, done);
    Arrays.fill(leaves, 0, shards * own.count(), 0f);
    for (int row = 0; row < rows; row++) {
      int leafAt = row / bench.shardRows() * own.count();
      loops.addDots(
          moments[2 * row],
          moments[2 * row + 1],
          dy,
          x,
          row * width + own.from(),
          leaves,
          leafAt,
          own.count());
    }
    tree(gradient, plan.scaleAt(), shards, done);
  }

  private void tree(float[] gradient, int at, int shards, FinalRange done) {
    int from = at + own.from();
    kernels.biasGradient(leaves, 0, gradient, from, shards, 1, own.count(), bench.buffers());
    done.range(from, from + own.count());
  }

  @Override
  public void inputGradient(float[] parameters, int from, int count) {
    for (int row = from; row < from + count; row++) {
      int at = row * width;
      float mean = moments[2 * row];
      float inverse = moments[2 * row + 1];
      loops.rowTerms(mean, inverse, dy, x, at, parameters, plan.scaleAt(), terms, products, width);
      float meanTerm = kernels.rowSum(terms, 0, width) / width;
      float meanProduct = kernels.rowSum(products, 0, width) / width;
      loops.rowGradient(mean, inverse, meanTerm, meanProduct, terms, x, dx, at, width);
    }
  }
}
