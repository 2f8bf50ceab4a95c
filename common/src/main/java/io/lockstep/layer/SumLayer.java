package io.lockstep.layer;

import io.lockstep.kernel.Kernels;

/// The sum of two inputs, element by element.
final class SumLayer implements Layer {

  private final int width;
  private final Kernels kernels;
  private final float[] y;

  /// The input that y may lie over, and the other.
  private final float[] base;

  private final float[] added;
  private final float[] dy;
  private final float[] firstGradient;
  private final float[] secondGradient;

  SumLayer(LayerPlan.Sum plan, NodeRows rows, Workbench bench) {
    this.width = plan.width();
    this.kernels = bench.kernels();
    this.y = rows.output();
    boolean overSecond = y == rows.input(1);
    this.base = rows.input(overSecond ? 1 : 0);
    this.added = rows.input(overSecond ? 0 : 1);
    this.dy = rows.gradient();
    this.firstGradient = rows.inputGradient(0);
    this.secondGradient = rows.inputGradient(1);
  }

  @Override
  public void infer(float[] parameters, int from, int count) {
    copy(base, y, from * width, count * width);
    kernels.add(y, from * width, added, from * width, count * width);
  }

  @Override
  public void inputGradient(float[] parameters, int from, int count) {
    if (firstGradient != null) {
      copy(dy, firstGradient, from * width, count * width);
    }
    if (secondGradient != null) {
      copy(dy, secondGradient, from * width, count * width);
    }
  }

  private static void copy(float[] from, float[] to, int at, int length) {
    if (from != to) {
      System.arraycopy(from, at, to, at, length);
    }
  }
}
