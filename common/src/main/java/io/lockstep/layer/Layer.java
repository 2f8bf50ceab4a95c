package io.lockstep.layer;

import java.util.List;

/// One layer bound to rows and to a thread. Rows are row-major and dense. The order of calls is
/// forward, then both gradients of the same rows.
public sealed interface Layer permits AffineLayer, ElementwiseLayer, SoftmaxLayer, DropoutLayer {

  /// The layers of a network, each reading what the one before wrote.
  static Layer[] chain(List<LayerPlan> plans, LayerRows rows, Workbench bench) {
    Layer[] layers = new Layer[plans.size()];
    for (int i = 0; i < layers.length; i++) {
      float[] x = rows.input(i);
      float[] y = rows.output(i);
      float[] dy = rows.outputGradient(i);
      layers[i] =
          switch (plans.get(i)) {
            case LayerPlan.Affine plan -> new AffineLayer(plan, rows, i, bench);
            case LayerPlan.Elementwise plan -> new ElementwiseLayer(plan, x, y, dy, bench);
            case LayerPlan.Softmax plan -> new SoftmaxLayer(plan, x, y, dy, bench);
            case LayerPlan.Dropout plan -> new DropoutLayer(plan, x, y, dy, rows.mask(i));
          };
    }
    return layers;
  }

  /// Forward of rows `[from, from + count)` without anything random.
  void infer(float[] parameters, int from, int count);

  /// Forward of rows `[from, from + count)` in training.
  ///
  /// @param firstPosition position in the batch of this step of row 0
  default void forward(
      float[] parameters, int from, int count, long seed, long step, int firstPosition) {
    infer(parameters, from, count);
  }

  /// Whether this layer has parameters.
  default boolean isTrained() {
    return false;
  }

  /// Writes this pass's part of the gradient of this layer's parameters to its slice of `gradient`:
  /// the reduction tree over the shards of rows `[0, rows)`. Does nothing in a layer without
  /// parameters.
  ///
  /// @param done told of each range once, with descending numbers
  default void parameterGradient(float[] gradient, int rows, FinalRange done) {}

  /// Computes the gradient of the input of this layer from that of its output, for rows `[from,
  /// from + count)`.
  void inputGradient(float[] parameters, int from, int count);
}
