package io.lockstep.reduce;

import java.util.Arrays;

/// The reduction tree of what a step reports besides gradients: loss and correct answers, in
/// double, and who brought which block. Since a node counts once here, the credits of a complete
/// tree name every shard exactly once.
final class TallyTree implements NodeTree.Values {

  private final double[] loss;
  private final long[] correct;
  private final String[] credit;
  private final boolean[] seen;
  final NodeTree tree;
  long step;
  int round;

  TallyTree(int shardCountMax) {
    int nodes = NodeTree.nodeCount(shardCountMax);
    loss = new double[nodes];
    correct = new long[nodes];
    credit = new String[nodes];
    seen = new boolean[nodes];
    tree = new NodeTree(shardCountMax, this);
  }

  void begin(long newStep, int newRound, int shardCount) {
    step = newStep;
    round = newRound;
    Arrays.fill(credit, null);
    tree.begin(shardCount);
    Arrays.fill(seen, false);
  }

  void put(int node, double lossSum, long correctCount, String worker) {
    loss[node] = lossSum;
    correct[node] = correctCount;
    credit[node] = worker;
  }

  /// True the first time.
  boolean firstSeen(int node) {
    boolean first = !seen[node];
    seen[node] = true;
    return first;
  }

  @Override
  public void merge(int left, int right) {
    loss[left] += loss[right];
    correct[left] += correct[right];
  }

  @Override
  public void move(int from, int to) {
    loss[to] = loss[from];
    correct[to] = correct[from];
  }

  /// The dropped node may be the sum of several: their credits go with it.
  @Override
  public void drop(int node) {
    for (int other = 0; other < credit.length; other++) {
      if (credit[other] != null && tree.covers(node, other)) {
        credit[other] = null;
      }
    }
  }

  double lossSum() {
    return loss[tree.root()];
  }

  long correctCount() {
    return correct[tree.root()];
  }

  void credits(StepReduction.Credits credits) {
    for (int node = 0; node < credit.length; node++) {
      if (credit[node] != null) {
        credits.credit(tree.firstShard(node), tree.lastShard(node), credit[node]);
      }
    }
  }
}
