package io.lockstep.model;

import io.lockstep.layer.LayerRows;

/// The rows of up to `rowsMax` examples on their way through a network. The caller fills rows `[0,
/// rows)` of [#input] and, where a loss is wanted, of [#target]. Passes on several threads may
/// share it.
public final class Workspace {

  private final int rowsMax;
  private final float[] input;
  private final float[] target;
  private final LayerRows layerRows;
  private final float[] scores;
  private final float[] scoreGradient;
  private final float[] output;
  private final float[] rowLoss;

  Workspace(Network network, int rowsMax) {
    if (rowsMax < 1) {
      throw new IllegalArgumentException("room for %d rows".formatted(rowsMax));
    }
    this.rowsMax = rowsMax;
    this.input = rows(network.inputWidth());
    this.target = rows(network.targetWidth());
    this.output = rows(network.outputWidth());
    this.rowLoss = rows(1);
    this.layerRows = new LayerRows(network.plans(), input, rowsMax);
    int last = network.plans().size() - 1;
    this.scores = last < 0 ? input : layerRows.output(last);
    this.scoreGradient = last < 0 ? rows(network.outputWidth()) : layerRows.outputGradient(last);
  }

  private float[] rows(int width) {
    return new float[Math.multiplyExact(rowsMax, width)];
  }

  public int rowsMax() {
    return rowsMax;
  }

  /// `[rowsMax × inputWidth]`, row-major; never written by a pass.
  public float[] input() {
    return input;
  }

  /// `[rowsMax × targetWidth]`, row-major; never written by a pass.
  public float[] target() {
    return target;
  }

  LayerRows layerRows() {
    return layerRows;
  }

  /// What the last layer writes.
  float[] scores() {
    return scores;
  }

  float[] scoreGradient() {
    return scoreGradient;
  }

  float[] output() {
    return output;
  }

  float[] rowLoss() {
    return rowLoss;
  }
}
