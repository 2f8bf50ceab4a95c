package io.lockstep.layer;

import java.util.List;

/// The rows that the layers of a network read and write, an array for each of their outputs and for
/// the gradient of each. Passes on several threads may share them, each for rows of its own; a
/// weight gradient reads the rows of all.
public final class LayerRows {

  private final int rowsMax;
  private final float[][] inputs;
  private final float[][] outputs;
  private final float[][] outputGradients;
  private final float[][] masks;

  /// @param input what the first layer reads; never written by a layer
  /// @param rowsMax most rows of one call, at least 1
  public LayerRows(List<LayerPlan> plans, float[] input, int rowsMax) {
    int count = plans.size();
    this.rowsMax = rowsMax;
    this.inputs = new float[count][];
    this.outputs = new float[count][];
    this.outputGradients = new float[count][];
    this.masks = new float[count][];
    for (int i = 0; i < count; i++) {
      LayerPlan plan = plans.get(i);
      inputs[i] = i == 0 ? input : outputs[i - 1];
      outputs[i] = i > 0 && mayOverwrite(plan, plans.get(i - 1)) ? inputs[i] : rows(plan.width());
      masks[i] = plan instanceof LayerPlan.Dropout ? rows(plan.width()) : null;
    }
    for (int i = count - 1; i >= 0; i--) {
      LayerPlan above = i == count - 1 ? null : plans.get(i + 1);
      boolean ownRows = above == null || above instanceof LayerPlan.Affine;
      outputGradients[i] = ownRows ? rows(plans.get(i).width()) : outputGradients[i + 1];
    }
  }

  private static boolean mayOverwrite(LayerPlan plan, LayerPlan below) {
    return plan.mayOverwrite()
        && plan.gradientOf() != LayerPlan.GradientOf.INPUT
        && below.gradientOf() != LayerPlan.GradientOf.OUTPUT;
  }

  private float[] rows(int width) {
    return new float[Math.multiplyExact(rowsMax, width)];
  }

  /// What layer i reads.
  float[] input(int i) {
    return inputs[i];
  }

  /// What layer i writes. The next layer may overwrite it.
  public float[] output(int i) {
    return outputs[i];
  }

  /// The gradient of what layer i writes. The same array as that of layer i - 1 where layer i
  /// computes in place.
  public float[] outputGradient(int i) {
    return outputGradients[i];
  }

  /// Of a dropout layer.
  float[] mask(int i) {
    return masks[i];
  }
}
