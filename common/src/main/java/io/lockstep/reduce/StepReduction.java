package io.lockstep.reduce;

import io.lockstep.kernel.Kernels;
import io.lockstep.shard.Block;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;

/// All reduction trees of one step: one for every chunk of the gradient, and one for the tally
/// (loss, correct answers, credits). Offers may come in any order, any number of times, from any
/// thread; each (step, block) counts once.
///
/// The sums do not depend on the order of arrival: a node is always left + right. Chunks are locked
/// one by one, so offers of different chunks run in parallel. Nothing is allocated after
/// construction.
public final class StepReduction {

  /// Told of every chunk whose root is complete, under the lock of that chunk and on the thread of
  /// the last offer. The receiver owns the piece from then on and releases it.
  public interface Roots {
    void sum(int chunk, Piece sum);
  }

  /// Told who is credited with which block, by its first and its last shard; ascending by level of
  /// the block, then by index.
  public interface Credits {
    void credit(int firstShard, int lastShard, String worker);
  }

  /// What became of an offer. The piece is the reduction's in every case: held, or released at
  /// once.
  public enum Arrival {
    /// Of another step than the one in progress.
    STALE,
    /// No such block in this step.
    UNKNOWN,
    /// Already accounted for.
    DUPLICATE,
    TAKEN,
    /// Everything of this block has arrived by this offer.
    BLOCK_COMPLETE
  }

  private final SliceTree[] chunks;
  private final TallyTree tally;
  private final Roots roots;

  /// By node: in the lower half what has arrived of it, in the upper half the round in which.
  private final AtomicLongArray arrivals;

  private final AtomicInteger openRoots = new AtomicInteger();

  /// Number of steps begun. Written by [#begin] only.
  private int round;

  /// @param shardCountMax most shards of a batch
  /// @param chunkCount chunks of the flat vector
  public StepReduction(Kernels kernels, int shardCountMax, int chunkCount, Roots roots) {
    this.roots = roots;
    this.chunks = new SliceTree[chunkCount];
    for (int chunk = 0; chunk < chunkCount; chunk++) {
      chunks[chunk] = new SliceTree(kernels, shardCountMax);
    }
    this.tally = new TallyTree(shardCountMax);
    this.arrivals = new AtomicLongArray(NodeTree.nodeCount(shardCountMax));
  }

  /// Opens a step. Pieces of the step before that nobody needed are released.
  public void begin(long step, int shardCount) {
    openRoots.set(chunks.length + 1);
    round++;
    for (SliceTree chunk : chunks) {
      synchronized (chunk) {
        chunk.begin(step, round, shardCount);
      }
    }
    synchronized (tally) {
      tally.begin(step, round, shardCount);
    }
  }

  /// Offers one chunk of the gradient sum of a block. The piece is taken over in every case.
  public Arrival offer(long step, Block block, int chunk, Piece piece) {
    SliceTree slice = chunks[chunk];
    synchronized (slice) {
      Arrival refusal = refusal(slice.tree, slice.step, step, block);
      if (refusal != null && refusal != Arrival.DUPLICATE) {
        piece.release();
        return refusal;
      }
      int node = slice.tree.node(block.level(), block.index());
      boolean completes = slice.firstSeen(node) && arrived(node, slice.round);
      if (refusal == Arrival.DUPLICATE) {
        piece.release();
      } else {
        slice.put(node, piece);
        if (slice.tree.accept(block.level(), block.index())) {
          roots.sum(chunk, slice.takeRoot());
          openRoots
              .decrementAndGet(); // Not before the sum was used: 0 means that nothing is under way.
        }
      }
      return completes ? Arrival.BLOCK_COMPLETE : refusal == null ? Arrival.TAKEN : refusal;
    }
  }

  /// Offers the tally of a block: loss in nats summed over its examples, and correct answers among
  /// them.
  public Arrival offerTally(
      long step, Block block, double lossSum, long correctCount, String worker) {
    synchronized (tally) {
      Arrival refusal = refusal(tally.tree, tally.step, step, block);
      if (refusal != null && refusal != Arrival.DUPLICATE) {
        return refusal;
      }
      int node = tally.tree.node(block.level(), block.index());
      boolean completes = tally.firstSeen(node) && arrived(node, tally.round);
      if (refusal == null) {
        tally.put(node, lossSum, correctCount, worker);
        if (tally.tree.accept(block.level(), block.index())) {
          openRoots.decrementAndGet();
        }
      }
      return completes ? Arrival.BLOCK_COMPLETE : refusal == null ? Arrival.TAKEN : refusal;
    }
  }

  private static Arrival refusal(NodeTree tree, long inProgress, long step, Block block) {
    if (step != inProgress) {
      return Arrival.STALE;
    }
    if (!tree.exists(block.level(), block.index())) {
      return Arrival.UNKNOWN;
    }
    return tree.covered(block.level(), block.index()) ? Arrival.DUPLICATE : null;
  }

  /// Counts one chunk or the tally of a node. While a step begins, chunks that have not begun it
  /// still take what comes of the step before: that must not count in the new one.
  ///
  /// @return true when the node has arrived as a whole
  private boolean arrived(int node, int inRound) {
    while (true) {
      long seen = arrivals.get(node);
      int seenRound = (int) (seen >>> 32);
      if (seenRound > inRound) {
        return false;
      }
      int count = seenRound == inRound ? (int) seen + 1 : 1;
      if (arrivals.compareAndSet(node, seen, (long) inRound << 32 | count)) {
        return count == chunks.length + 1;
      }
    }
  }

  /// Roots still open, the tally's among them; 0 when the step is complete.
  public int openRoots() {
    return openRoots.get();
  }

  /// Loss summed over the examples of the batch, once the step is complete.
  public double lossSum() {
    synchronized (tally) {
      return tally.lossSum();
    }
  }

  public long correctCount() {
    synchronized (tally) {
      return tally.correctCount();
    }
  }

  public void credits(Credits credits) {
    synchronized (tally) {
      tally.credits(credits);
    }
  }
}
