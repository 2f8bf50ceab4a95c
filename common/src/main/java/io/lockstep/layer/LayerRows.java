package io.lockstep.layer;

import io.lockstep.layer.LayerPlan.GradientOf;
import io.lockstep.layer.RowSlots.Sharing;
import io.lockstep.layer.RowSlots.Slot;
import java.util.HashMap;
import java.util.Map;

/// The rows that the layers of a network read and write, laid out by how long each is needed: rows
/// that backward reads again stay, all others make room for later ones; a layer that can writes its
/// output over its input. Passes on several threads may share them, each for rows of its own; a
/// weight gradient reads the rows of all.
public final class LayerRows {

  private final LayerGraph graph;
  private final int rowsMax;
  private final int shardRows;
  private final Purpose purpose;

  /// By id; 0 is the input.
  private final float[][] outputs;

  /// By id; null where backward does not come.
  private final float[][] gradients;

  private final float[][] storage;
  private final float[][][] shardStorage;

  /// What a layer adds to a gradient that another has written.
  private final Map<Part, float[]> parts = new HashMap<>();

  /// What rows are for.
  public enum Purpose {
    TRAINING,
    /// Forward only, by a pass that is alone. The gradient of the last layer is there, since losses
    /// write one.
    INFERENCE
  }

  /// The gradient of which input, and how wide.
  private record Part(int k, int width) {}

  /// @param input what the first layer reads; never written by a layer
  /// @param rowsMax most rows of one call, at least 1
  /// @param shardRows rows of a full shard, at least 1
  public LayerRows(LayerGraph graph, float[] input, int rowsMax, int shardRows, Purpose purpose) {
    if (shardRows < 1) {
      throw new IllegalArgumentException("a shard of %d rows".formatted(shardRows));
    }
    this.graph = graph;
    this.rowsMax = rowsMax;
    this.shardRows = shardRows;
    this.purpose = purpose;
    this.outputs = new float[graph.last() + 1][];
    this.gradients = new float[graph.last() + 1][];
    this.storage = new float[graph.last() + 1][];
    this.shardStorage = new float[graph.last() + 1][0][];
    outputs[0] = input;
    layOutOutputs();
    gradients[graph.last()] = rows(graph.width(graph.last()));
    if (purpose == Purpose.TRAINING) {
      layOutGradients();
    }
  }

  private void layOutOutputs() {
    RowSlots slots =
        new RowSlots(purpose == Purpose.TRAINING ? Sharing.SAME_WIDTH : Sharing.ANY_WIDTH);
    Slot[] places = new Slot[graph.last() + 1];
    for (LayerNode node : graph.nodes()) {
      int id = node.id();
      int overwritten = overwritten(node);
      if (overwritten > 0) {
        places[id] = places[overwritten];
        places[id].keepUntil(lastRead(id));
      } else {
        places[id] = slots.take(node.plan().width(), id, lastRead(id));
      }
    }
    for (int id = 1; id <= graph.last(); id++) {
      outputs[id] = places[id].array(rowsMax);
    }
  }

  /// The input that a layer writes its output over; 0 when none.
  private int overwritten(LayerNode node) {
    if (!node.plan().mayOverwrite()) {
      return 0;
    }
    return node.inputs().stream()
        .filter(input -> input > 0)
        .filter(input -> lastRead(input) == node.id())
        .filter(input -> graph.width(input) == node.plan().width())
        .findFirst()
        .orElse(0);
  }

  /// The moment after which nobody reads what a layer has written: the id of a reader, or the end
  /// of the pass.
  private int lastRead(int id) {
    int end = graph.last() + 1;
    if (id == graph.last()) {
      return end;
    }
    boolean again =
        purpose == Purpose.TRAINING
            && (graph.node(id).plan().gradientOf() == GradientOf.OUTPUT
                || graph.readers(id).stream().anyMatch(LayerRows::readsInputAgain));
    return again ? end : graph.lastReader(id).id();
  }

  private static boolean readsInputAgain(LayerNode node) {
    return node.plan().gradientOf() == GradientOf.INPUT;
  }

  private void layOutGradients() {
    for (int id = graph.last(); id > 0; id--) {
      LayerNode node = graph.node(id);
      int perRow = node.plan().rowStorage();
      storage[id] = perRow > 0 ? rows(perRow) : null;
      int perColumn = node.plan().shardStorage();
      shardStorage[id] = new float[perColumn][shardsMax() * node.plan().width()];
      if (gradients[id] == null && graph.needsGradient(id)) {
        gradients[id] =
            takesOver(id) ? gradients[graph.lastReader(id).id()] : rows(node.plan().width());
      }
    }
  }

  /// Whether the gradient of what a layer writes lies where that of its first reader in backward
  /// was.
  private boolean takesOver(int id) {
    LayerNode reader = graph.lastReader(id);
    return reader.plan().mayOverwriteGradient()
        && reader.inputs().getFirst() == id
        && reader.plan().width() == graph.width(id);
  }

  private float[] rows(int width) {
    return new float[Math.multiplyExact(rowsMax, width)];
  }

  /// What the last layer writes.
  public float[] scores() {
    return outputs[graph.last()];
  }

  /// The gradient of [#scores].
  public float[] scoreGradient() {
    return gradients[graph.last()];
  }

  LayerGraph graph() {
    return graph;
  }

  public int shardRows() {
    return shardRows;
  }

  /// Shards of the rows of one call of training, at most.
  int shardsMax() {
    return purpose == Purpose.TRAINING ? Math.ceilDiv(rowsMax, shardRows) : 0;
  }

  /// What a layer writes, or the input.
  float[] output(int id) {
    return outputs[id];
  }

  /// Of what a layer writes; null where backward does not come.
  float[] gradient(int id) {
    return gradients[id];
  }

  float[] storage(int id) {
    return storage[id];
  }

  float[] shardStorage(int id, int k) {
    return purpose == Purpose.TRAINING ? shardStorage[id][k] : null;
  }

  /// Where a layer writes a gradient that it adds to another at once; layers of one width share it.
  float[] part(int k, int width) {
    return parts.computeIfAbsent(new Part(k, width), part -> rows(part.width()));
  }
}
