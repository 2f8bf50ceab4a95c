package io.lockstep.layer;

import java.util.List;
import java.util.function.IntConsumer;

/// One layer bound to the buffers of one pass. Rows are row-major and dense. The order of calls is
/// forward, then both gradients of the same rows.
public sealed interface Layer permits AffineLayer, ElementwiseLayer, SoftmaxLayer, DropoutLayer {

  /// The layers of a network, each reading what the one before wrote. A layer works in place where
  /// the one before does not need its own output any more; the input is never overwritten.
  ///
  /// @param input where the caller puts the rows
  static Layer[] chain(List<LayerPlan> plans, float[] input, Workbench bench) {
    Layer[] layers = new Layer[plans.size()];
    float[] x = input;
    for (int i = 0; i < layers.length; i++) {
      float[] free = i > 0 && !layers[i - 1].needsOutput() ? x : bench.rows(plans.get(i).width());
      layers[i] =
          switch (plans.get(i)) {
            case LayerPlan.Affine plan -> new AffineLayer(plan, x, bench);
            case LayerPlan.Elementwise plan -> new ElementwiseLayer(plan, x, free, bench);
            case LayerPlan.Softmax plan -> new SoftmaxLayer(plan, x, free, bench);
            case LayerPlan.Dropout plan -> new DropoutLayer(plan, x, bench);
          };
      x = layers[i].output();
    }
    return layers;
  }

  /// Rows of output; overwritten by each forward call and, in place, by the next layer.
  float[] output();

  /// True when the gradients read the output, so that nobody may overwrite it before.
  boolean needsOutput();

  /// Forward without anything random.
  void infer(float[] parameters, int rows);

  /// Forward in training. Row r is the example at `firstPosition + r` of the batch of this step.
  void forward(float[] parameters, int rows, long seed, long step, int firstPosition);

  /// First element of this layer's parameters in the flat vector, or -1 when it has none.
  int parametersFrom();

  /// Writes the gradient of this layer's parameters to its slice of `gradient`: the reduction tree
  /// over the shards of these rows. Does nothing in a layer without parameters.
  ///
  /// @param finalFrom told, with descending offsets, from where on `gradient` is final; at last
  ///   [#parametersFrom]
  void parameterGradient(float[] dy, float[] gradient, int rows, IntConsumer finalFrom);

  /// Computes the gradient of the input of this layer.
  ///
  /// @param dy gradient of the output; may be overwritten
  /// @param spare a buffer as large as the widest activation
  /// @return the one of `dy` and `spare` that holds the result
  float[] inputGradient(float[] parameters, float[] dy, float[] spare, int rows);
}
