package io.lockstep.worker;

import io.lockstep.lane.Measurement;
import io.lockstep.lane.Sums;
import io.lockstep.shard.Block;

/// Computes blocks and measures versions, one after the other, away from the thread that decides.
public interface BlockRunner {

  /// Begins a piece of work; its `done` is called when the last that it gives was handed out. A new
  /// one may be given before the one at hand is done: it waits, and takes the place of one that
  /// waits already.
  void begin(Work work);

  /// What lanes can be given to do.
  sealed interface Work {}

  /// One block to compute.
  ///
  /// @param parameters asked for when computing begins
  /// @param sums takes the chunks of the gradient
  record Job(long step, Block block, ParameterLoan parameters, Sums sums, Done done)
      implements Work {}

  /// Blocks `[firstBlock, endBlock)` of a set to measure.
  ///
  /// @param parameters asked for when measuring begins
  /// @param tallies takes what each block comes to, on the threads of the lanes
  record Measure(
      Measurement measurement,
      int firstBlock,
      int endBlock,
      ParameterLoan parameters,
      Measurement.Tallies tallies,
      Runnable done)
      implements Work {}

  /// Where the parameters come from.
  interface ParameterLoan {
    float[] take();
  }

  /// Hears that a block is computed.
  interface Done {
    void computed(double lossSum, long correctCount, long computeNanos);
  }
}
