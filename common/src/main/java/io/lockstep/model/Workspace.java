package io.lockstep.model;

import io.lockstep.layer.LayerRows;

/// The rows of up to `rowsMax` examples on their way through a network. The caller fills rows `[0,
/// rows)` of [#input] and, where a loss is wanted, of [#target]. Passes on several threads may
/// share it.
public final class Workspace {

  private final int rowsMax;
  private final LayerRows.Purpose purpose;
  private final float[] input;
  private final float[] target;
  private final LayerRows layerRows;
  private final float[] output;
  private final float[] rowLoss;

  Workspace(Network network, int rowsMax, int shardRows, LayerRows.Purpose purpose) {
    if (rowsMax < 1) {
      throw new IllegalArgumentException("room for %d rows".formatted(rowsMax));
    }
    this.rowsMax = rowsMax;
    this.purpose = purpose;
    this.input = rows(network.inputWidth());
    this.target = rows(network.targetWidth());
    this.output = rows(network.outputWidth());
    this.rowLoss = rows(1);
    this.layerRows = new LayerRows(network.graph(), input, rowsMax, shardRows, purpose);
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

  boolean isForTraining() {
    return purpose == LayerRows.Purpose.TRAINING;
  }

  LayerRows layerRows() {
    return layerRows;
  }

  /// What the last layer writes.
  float[] scores() {
    return layerRows.scores();
  }

  float[] scoreGradient() {
    return layerRows.scoreGradient();
  }

  float[] output() {
    return output;
  }

  float[] rowLoss() {
    return rowLoss;
  }
}
