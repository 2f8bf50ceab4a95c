package io.lockstep.reduce;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.lockstep.kernel.Kernels;
import io.lockstep.shard.Block;
import io.lockstep.shard.Share;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("allocation")
final class AllocationTest {

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int CHUNKS = 4;
  private static final int WORKERS = 3;
  private static final int STEPS = 200;
  private static final long WARM_UP_SECONDS_MAX = 30;

  private long step;

  /// Interpreted code of the Vector API allocates, compiled code does not: so a rest without
  /// allocation must come within the deadline.
  @Test
  void aWarmStepOfTheReductionAllocatesNothing() {
    StepReduction reduction =
        new StepReduction(Kernels.best(), 8, CHUNKS, (_, sum) -> sum.release());
    List<List<Block>> shares = shares(8);
    List<List<Block>> lastShares = shares(5);
    Piece[] pieces = pieces();
    long deadlineNanos = System.nanoTime() + WARM_UP_SECONDS_MAX * 1_000_000_000;
    long fewest = Long.MAX_VALUE;
    while (fewest > 0 && System.nanoTime() < deadlineNanos) {
      long before = THREADS.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < STEPS; i++) {
        run(reduction, 8, shares, pieces);
        run(reduction, 5, lastShares, pieces);
      }
      fewest = Math.min(fewest, THREADS.getCurrentThreadAllocatedBytes() - before);
    }
    assertThat(fewest).isZero();
  }

  /// In plain Java nothing depends on the compiler: what allocates does so from the first step on.
  @Test
  void noStepAllocatesNotEvenForWhatIsDroppedAndWhoIsCredited() {
    StepReduction reduction =
        new StepReduction(Kernels.scalar(), 4, CHUNKS, (_, sum) -> sum.release());
    Block single = new Block(0, 0);
    Block left = new Block(1, 0);
    Block right = new Block(1, 1);
    StepReduction.Credits credits = (first, last, _) -> credited += last - first + 1;
    replaced(reduction, single, left, right, credits);
    long before = THREADS.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < STEPS; i++) {
      replaced(reduction, single, left, right, credits);
    }
    assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isZero();
    assertThat(credited).isEqualTo((STEPS + 1) * 4);
  }

  private int credited;

  /// A step in which a larger block takes the place of a smaller one.
  private void replaced(
      StepReduction reduction, Block single, Block left, Block right, StepReduction.Credits all) {
    step++;
    reduction.begin(step, 4);
    reduction.offerTally(step, single, 1, 1, "early");
    reduction.offerTally(step, left, 1, 1, "whole");
    reduction.offerTally(step, right, 1, 1, "right");
    reduction.credits(all);
  }

  private void run(StepReduction reduction, int shards, List<List<Block>> shares, Piece[] pieces) {
    step++;
    reduction.begin(step, shards);
    for (int worker = WORKERS - 1; worker >= 0; worker--) {
      List<Block> blocks = shares.get(worker);
      for (int i = 0; i < blocks.size(); i++) {
        for (int chunk = 0; chunk < CHUNKS; chunk++) {
          reduction.offer(step, blocks.get(i), chunk, pieces[chunk]);
          reduction.offer(step, blocks.get(i), chunk, pieces[chunk]);
        }
        reduction.offerTally(step, blocks.get(i), 1, 1, "w");
      }
    }
    if (reduction.openRoots() != 0) {
      throw new IllegalStateException("%d roots are open".formatted(reduction.openRoots()));
    }
  }

  private static List<List<Block>> shares(int shards) {
    List<List<Block>> shares = new ArrayList<>();
    for (int worker = 0; worker < WORKERS; worker++) {
      shares.add(new Share(worker, WORKERS).blocks(shards));
    }
    return shares;
  }

  /// Zeros, so that the same piece may be lent for many blocks at once.
  private static Piece[] pieces() {
    Piece[] pieces = new Piece[CHUNKS];
    for (int chunk = 0; chunk < CHUNKS; chunk++) {
      pieces[chunk] = new Loan(new float[100], chunk);
    }
    return pieces;
  }
}
