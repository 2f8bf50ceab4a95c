package io.lockstep.worker;

import io.lockstep.lane.Sums;
import io.lockstep.shard.Block;

/// Computes blocks, one after the other, away from the thread that decides.
public interface BlockRunner {

  /// Begins a block; `done` is called when its last chunk was handed out. A new block may be given
  /// before the one at hand is done: it waits, and takes the place of one that waits already.
  void begin(Job job);

  /// One block to compute.
  ///
  /// @param parameters asked for when computing begins
  /// @param sums takes the chunks of the gradient
  record Job(long step, Block block, ParameterLoan parameters, Sums sums, Done done) {}

  /// Where the parameters come from.
  interface ParameterLoan {
    float[] take();
  }

  /// Hears that a block is computed.
  interface Done {
    void computed(double lossSum, long correctCount, long computeNanos);
  }
}
