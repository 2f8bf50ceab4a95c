package io.lockstep.layer;

import java.util.ArrayList;
import java.util.List;

/// The elementary layers of a network in the order of forward; each names what it reads. What the
/// last one writes is what the network gives. Immutable.
public final class LayerGraph {

  private final Shape input;
  private final List<LayerNode> nodes;

  /// By id.
  private final List<List<LayerNode>> readers = new ArrayList<>();

  private final boolean[] needsGradient;

  /// @param input shape of one row of features
  /// @param nodes with ids 1, 2, 3 …
  public LayerGraph(Shape input, List<LayerNode> nodes) {
    this.input = input;
    this.nodes = List.copyOf(nodes);
    this.needsGradient = new boolean[nodes.size() + 1];
    readers.add(new ArrayList<>());
    for (LayerNode node : nodes) {
      if (node.id() != readers.size()) {
        throw new IllegalArgumentException(
            "layer %d at place %d".formatted(node.id(), readers.size()));
      }
      readers.add(new ArrayList<>());
      node.inputs().stream().distinct().forEach(id -> readers.get(id).add(node));
      needsGradient[node.id()] = node.plan().isTrained() || passesGradient(node.id());
    }
    for (int id = 1; id < last(); id++) {
      if (readers.get(id).isEmpty()) {
        throw new IllegalArgumentException("nobody reads what layer %d writes".formatted(id));
      }
    }
  }

  public List<LayerNode> nodes() {
    return nodes;
  }

  /// The id of what the network gives; 0 in a network without layers.
  public int last() {
    return nodes.size();
  }

  public LayerNode node(int id) {
    return nodes.get(id - 1);
  }

  /// Floats of one row of what a layer writes, or of the input.
  public int width(int id) {
    return id == 0 ? input.size() : node(id).plan().width();
  }

  /// The widest row of all, the input's among them.
  public int widthMax() {
    return nodes.stream().mapToInt(node -> node.plan().width()).reduce(input.size(), Math::max);
  }

  /// Largest working memory of a layer, in floats.
  int scratchMax() {
    return nodes.stream().mapToInt(node -> node.plan().scratch()).reduce(0, Math::max);
  }

  /// Whether backward computes anything of a layer: it is trained, or one that it reads from needs
  /// a gradient.
  public boolean needsGradient(int id) {
    return needsGradient[id];
  }

  /// Whether backward of a layer goes on to one that it reads from.
  public boolean passesGradient(int id) {
    return node(id).inputs().stream().anyMatch(this::needsGradient);
  }

  /// Those that read what a layer writes, in the order of forward.
  List<LayerNode> readers(int id) {
    return readers.get(id);
  }

  /// The last of [#readers], which is the first in backward; there must be one.
  LayerNode lastReader(int id) {
    return readers.get(id).getLast();
  }
}
