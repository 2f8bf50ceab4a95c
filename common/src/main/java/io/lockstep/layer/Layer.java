package io.lockstep.layer;

/// One layer bound to rows and to a thread. Rows are row-major and dense. The order of calls is
/// forward, then both gradients of the same rows.
public sealed interface Layer
    permits AffineLayer,
        ElementwiseLayer,
        SoftmaxLayer,
        LogSoftmaxLayer,
        DropoutLayer,
        NoiseLayer,
        ScaleLayer,
        SumLayer,
        PreluLayer,
        LayerNormLayer,
        BatchNormLayer,
        AddingLayer {

  /// The layers of a network, in the order of forward.
  static Layer[] all(LayerRows rows, Workbench bench) {
    LayerGraph graph = rows.graph();
    bench.reserve(graph.scratchMax());
    return graph.nodes().stream().map(node -> of(node, rows, bench)).toArray(Layer[]::new);
  }

  private static Layer of(LayerNode node, LayerRows rows, Workbench bench) {
    NodeRows own = new NodeRows(rows, node);
    Layer layer =
        switch (node.plan()) {
          case LayerPlan.Affine plan -> new AffineLayer(plan, own, bench);
          case LayerPlan.Elementwise plan -> new ElementwiseLayer(plan, own, bench);
          case LayerPlan.Softmax plan -> new SoftmaxLayer(plan, own, bench);
          case LayerPlan.LogSoftmax plan -> new LogSoftmaxLayer(plan, own, bench);
          case LayerPlan.Dropout plan -> new DropoutLayer(plan, own);
          case LayerPlan.Noise plan -> new NoiseLayer(plan, own, bench);
          case LayerPlan.Scale plan -> new ScaleLayer(plan, own);
          case LayerPlan.Sum plan -> new SumLayer(plan, own, bench);
          case LayerPlan.Prelu plan -> new PreluLayer(plan, own, bench);
          case LayerPlan.LayerNorm plan -> new LayerNormLayer(plan, own, bench);
          case LayerPlan.BatchNorm plan -> new BatchNormLayer(plan, own, bench);
        };
    for (int k = 0; k < node.inputs().size(); k++) {
      if (own.addsTo(k) != null) {
        layer = new AddingLayer(layer, own, k, bench);
      }
    }
    return layer;
  }

  /// Forward of rows `[from, from + count)` without anything random.
  void infer(float[] parameters, int from, int count);

  /// What forward in training sums over the rows of each shard, those of all members: this member's
  /// part of it. Only of a layer whose plan has shard storage; members meet before and after.
  ///
  /// @param rows of all members
  default void forwardSums(float[] parameters, int rows) {}

  /// The same of backward, when the gradient of the output is there. Reads no parameters.
  default void backwardSums(int rows) {}

  /// Forward of rows `[from, from + count)` in training.
  ///
  /// @param firstPosition position in the batch of this step of row 0
  default void forward(
      float[] parameters, int from, int count, long seed, long step, int firstPosition) {
    infer(parameters, from, count);
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
