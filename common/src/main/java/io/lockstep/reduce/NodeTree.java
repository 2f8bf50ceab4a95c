package io.lockstep.reduce;

import java.util.Arrays;

/// Completion logic of one reduction tree: which nodes are there, what can be merged, whether the
/// root is complete. A node counts once: what an ancestor already holds is refused, and a node that
/// covers others takes their place (it has the same bits). Values themselves live with the caller
/// and are addressed by node number.
final class NodeTree {

  /// What the tree asks its owner to do with the values.
  interface Values {
    /// The value of `left` becomes left + right; that of `right` is given back.
    void merge(int left, int right);

    /// The value of `from` is known as `to` from now on.
    void move(int from, int to);

    /// The value of this node is not needed: another covers it.
    void drop(int node);
  }

  private static final byte EMPTY = 0;
  private static final byte PRESENT = 1;
  private static final byte ABSORBED = 2;

  private final Values values;
  private final byte[] state;
  private final int[] levelBegin = new int[32];
  private int shardCount;
  private int rootLevel;
  private int presentCount;

  NodeTree(int shardCountMax, Values values) {
    this.values = values;
    this.state = new byte[nodeCount(shardCountMax)];
  }

  static int nodeCount(int shardCount) {
    int count = 0;
    int width = shardCount;
    while (width > 1) {
      count += width;
      width = (width + 1) / 2;
    }
    return count + 1;
  }

  /// Empties the tree for a batch of `shardCount` shards. Values still present are dropped.
  void begin(int shardCount) {
    for (int node = 0; presentCount > 0 && node < state.length; node++) {
      if (state[node] == PRESENT) {
        presentCount--;
        values.drop(node);
      }
    }
    this.shardCount = shardCount;
    Arrays.fill(state, EMPTY);
    rootLevel = 0;
    int at = 0;
    for (int width = shardCount; width > 1; width = (width + 1) / 2) {
      levelBegin[rootLevel++] = at;
      at += width;
    }
    levelBegin[rootLevel] = at;
  }

  int node(int level, int index) {
    return levelBegin[level] + index;
  }

  boolean exists(int level, int index) {
    return level <= rootLevel && index < width(level);
  }

  private int width(int level) {
    return ((shardCount - 1) >> level) + 1;
  }

  /// True when the shards of this node are already accounted for.
  boolean covered(int level, int index) {
    for (int l = level, i = index; l <= rootLevel; l++, i >>= 1) {
      if (state[node(l, i)] != EMPTY) {
        return true;
      }
    }
    return false;
  }

  /// Takes a node whose value the caller has just stored under [#node], and merges upwards as far
  /// as possible. The node must exist and not be covered.
  ///
  /// @return true when the root is complete by this
  boolean accept(int level, int index) {
    if (presentCount > 0) {
      dropBelow(level, index);
    }
    state[node(level, index)] = PRESENT;
    presentCount++;
    int l = level;
    int i = index;
    while (l < rootLevel) {
      int sibling = i ^ 1;
      int parent = node(l + 1, i >> 1);
      if (sibling < width(l)) {
        if (state[node(l, sibling)] != PRESENT) {
          return false;
        }
        values.merge(node(l, i & ~1), node(l, i | 1));
        state[node(l, sibling)] = ABSORBED;
        presentCount--;
      }
      values.move(node(l, i & ~1), parent);
      state[node(l, i)] = ABSORBED;
      state[parent] = PRESENT;
      l++;
      i >>= 1;
    }
    return true;
  }

  private void dropBelow(int level, int index) {
    for (int l = level - 1; l >= 0; l--) {
      int begin = index << (level - l);
      int end = Math.min(width(l), (index + 1) << (level - l));
      for (int i = begin; i < end; i++) {
        if (state[node(l, i)] == PRESENT) {
          values.drop(node(l, i));
          presentCount--;
        }
        state[node(l, i)] = ABSORBED;
      }
    }
  }

  /// Number of the root.
  int root() {
    return levelBegin[rootLevel];
  }

  /// Height above the shards of the node under a number.
  int level(int node) {
    int level = rootLevel;
    while (levelBegin[level] > node) {
      level--;
    }
    return level;
  }

  /// Position on its level of the node under a number.
  int index(int node) {
    return node - levelBegin[level(node)];
  }

  /// True when `below` is this node or lies under it.
  boolean covers(int node, int below) {
    int height = level(node) - level(below);
    return height >= 0 && index(below) >> height == index(node);
  }

  int firstShard(int node) {
    return index(node) << level(node);
  }

  int lastShard(int node) {
    return Math.min(shardCount, (index(node) + 1) << level(node)) - 1;
  }
}
