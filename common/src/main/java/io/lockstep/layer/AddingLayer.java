package io.lockstep.layer;

import io.lockstep.kernel.Kernels;

/// A layer whose input has other readers that come first in backward: what it gives is added to
/// what they gave.
final class AddingLayer implements Layer {

  private final Layer layer;
  private final int width;
  private final float[] part;
  private final float[] sum;
  private final Kernels kernels;

  /// @param k which input
  AddingLayer(Layer layer, NodeRows rows, int k, Workbench bench) {
    this.layer = layer;
    this.part = rows.inputGradient(k);
    this.sum = rows.addsTo(k);
    this.width = rows.width(k);
    this.kernels = bench.kernels();
  }

  @Override
  public void infer(float[] parameters, int from, int count) {
    layer.infer(parameters, from, count);
  }

  @Override
  public void forwardSums(float[] parameters, int rows) {
    layer.forwardSums(parameters, rows);
  }

  @Override
  public void backwardSums(int rows) {
    layer.backwardSums(rows);
  }

  @Override
  public void forward(
      float[] parameters, int from, int count, long seed, long step, int firstPosition) {
    layer.forward(parameters, from, count, seed, step, firstPosition);
  }

  @Override
  public void parameterGradient(float[] gradient, int rows, FinalRange done) {
    layer.parameterGradient(gradient, rows, done);
  }

  @Override
  public void inputGradient(float[] parameters, int from, int count) {
    layer.inputGradient(parameters, from, count);
    kernels.add(sum, from * width, part, from * width, count * width);
  }
}
