package io.lockstep.layer;

/// The arrays of one layer. Rows are row-major and dense; other layers may have the same arrays.
final class NodeRows {

  private final LayerRows all;
  private final LayerNode node;

  NodeRows(LayerRows all, LayerNode node) {
    this.all = all;
    this.node = node;
  }

  float[] input() {
    return input(0);
  }

  float[] input(int k) {
    return all.output(node.inputs().get(k));
  }

  /// May be an input.
  float[] output() {
    return all.output(node.id());
  }

  /// Of the output; null where nothing is trained at or below this layer.
  float[] gradient() {
    return all.gradient(node.id());
  }

  float[] inputGradient() {
    return inputGradient(0);
  }

  /// Where the layer writes it: the gradient itself, or the part of it that is then added to
  /// [#addsTo]. Null where nothing is trained below; may be the gradient of the output.
  float[] inputGradient(int k) {
    return addsTo(k) == null ? all.gradient(node.inputs().get(k)) : all.part(k, width(k));
  }

  /// The gradient that another layer has written before; null when this one writes all of it, or
  /// there is none.
  float[] addsTo(int k) {
    int input = node.inputs().get(k);
    boolean first = all.graph().lastReader(input) == node && node.inputs().indexOf(input) == k;
    return first ? null : all.gradient(input);
  }

  /// Floats of one row of an input.
  int width(int k) {
    return all.graph().width(node.inputs().get(k));
  }

  /// As many floats of each row as the plan asks for.
  float[] storage() {
    return all.storage(node.id());
  }

  /// One number for each column of each shard, in as many arrays as the plan asks for; null in
  /// inference.
  float[] shardStorage(int k) {
    return all.shardStorage(node.id(), k);
  }

  /// Shards of the rows of one call of training, at most.
  int shardsMax() {
    return all.shardsMax();
  }
}
