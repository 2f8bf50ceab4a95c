package io.lockstep.measure;

import java.util.ArrayList;
import java.util.List;

/// Adds sums in double in the order of the reduction tree.
final class SumTree {

  private SumTree() {}

  /// A node; nobody changes its array.
  static final class Node {
    private final long examples;
    private final double[] sums;

    Node(long examples, double[] sums) {
      this.examples = examples;
      this.sums = sums;
    }

    static Node of(Tally tally) {
      return new Node(tally.examples(), tally.sums());
    }

    double[] sums() {
      return sums;
    }

    private Node with(Node right) {
      return new Node(
          examples + right.examples, ErrorSums.merged(sums, examples, right.sums, right.examples));
    }
  }

  /// The root over nodes of one level; sums of nothing when there is none.
  static Node root(Aim aim, List<Node> nodes) {
    if (nodes.isEmpty()) {
      return new Node(0, new double[aim.sums()]);
    }
    List<Node> level = nodes;
    while (level.size() > 1) {
      List<Node> above = new ArrayList<>((level.size() + 1) / 2);
      for (int left = 0; left < level.size(); left += 2) {
        Node node = level.get(left);
        above.add(left + 1 < level.size() ? node.with(level.get(left + 1)) : node);
      }
      level = above;
    }
    return level.getFirst();
  }
}
