package io.lockstep.reduce;

import io.lockstep.kernel.Kernels;
import java.util.Arrays;

/// The reduction tree of one chunk of the gradient.
final class SliceTree implements NodeTree.Values {

  private final Kernels kernels;
  private final Piece[] pieces;
  private final boolean[] seen;
  final NodeTree tree;
  long step;
  int round;

  SliceTree(Kernels kernels, int shardCountMax) {
    this.kernels = kernels;
    this.pieces = new Piece[NodeTree.nodeCount(shardCountMax)];
    this.seen = new boolean[pieces.length];
    this.tree = new NodeTree(shardCountMax, this);
  }

  void begin(long newStep, int newRound, int shardCount) {
    step = newStep;
    round = newRound;
    tree.begin(shardCount);
    Arrays.fill(seen, false);
  }

  /// True the first time.
  boolean firstSeen(int node) {
    boolean first = !seen[node];
    seen[node] = true;
    return first;
  }

  void put(int node, Piece piece) {
    pieces[node] = piece;
  }

  /// Hands out the sum at the root; the tree no longer holds it.
  Piece takeRoot() {
    int root = tree.root();
    Piece sum = pieces[root];
    pieces[root] = null;
    return sum;
  }

  @Override
  public void merge(int left, int right) {
    Piece into = pieces[left];
    Piece from = pieces[right];
    kernels.add(into.array(), into.at(), from.array(), from.at(), into.length());
    drop(right);
  }

  @Override
  public void move(int from, int to) {
    pieces[to] = pieces[from];
    pieces[from] = null;
  }

  @Override
  public void drop(int node) {
    Piece piece = pieces[node];
    pieces[node] = null;
    if (piece != null) {
      piece.release();
    }
  }
}
