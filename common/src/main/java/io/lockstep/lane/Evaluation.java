package io.lockstep.lane;

import io.lockstep.measure.BlockTally;
import io.lockstep.measure.Tally;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/// Blocks of a set that lanes measure together, a shard at a time: whichever lane is free takes the
/// next one.
final class Evaluation {

  private final Measurement measurement;
  private final int firstBlock;
  private final Measurement.Tallies tallies;
  private final BlockTally[] blocks;
  private final int shardsOfBlock;
  private final int shardEnd;
  private final AtomicInteger claim;

  /// Blocks `[firstBlock, endBlock)`.
  Evaluation(Measurement measurement, int firstBlock, int endBlock, Measurement.Tallies tallies) {
    this.measurement = measurement;
    this.firstBlock = firstBlock;
    this.tallies = tallies;
    this.blocks = new BlockTally[endBlock - firstBlock];
    this.shardsOfBlock = 1 << measurement.plan().level();
    for (int at = 0; at < blocks.length; at++) {
      int examples = measurement.plan().examplesIn(firstBlock + at);
      blocks[at] = new BlockTally(measurement.aim(), examples, measurement.plan().shard());
    }
    this.claim = new AtomicInteger(firstBlock * shardsOfBlock);
    this.shardEnd = Math.min(measurement.plan().shards(), endBlock * shardsOfBlock);
  }

  void take(BlockCompute compute, float[] parameters) {
    int shard = measurement.plan().shard();
    for (int at = claim.getAndIncrement(); at < shardEnd; at = claim.getAndIncrement()) {
      int end = (int) Math.min(measurement.set().count(), (at + 1L) * shard);
      BlockTally.Rows rows = compute.measure(measurement.set(), at * shard, end, parameters);
      int block = at / shardsOfBlock;
      Optional<Tally> whole = blocks[block - firstBlock].add(at % shardsOfBlock, rows);
      whole.ifPresent(tally -> tallies.measured(block, tally));
    }
  }
}
