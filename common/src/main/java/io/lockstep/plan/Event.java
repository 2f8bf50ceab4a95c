package io.lockstep.plan;

import io.lockstep.shard.Block;
import io.lockstep.shard.Part;
import java.util.Map;

/// What can happen to a [Plan].
public sealed interface Event {

  /// A worker opened its stream. It holds nothing yet. The same name may join again.
  record Joined(WorkerId worker) implements Event {}

  /// Its stream broke, or the cluster cast it out.
  record Lost(WorkerId worker, String reason) implements Event {}

  /// All chunks and the tally of a block have arrived.
  ///
  /// @param worker who sent the last of them
  record BlockComplete(long step, Block block, WorkerId worker) implements Event {}

  /// The last word about a block came from a worker, and what was sent before it has not all
  /// arrived: a frame was damaged.
  record BlockTorn(long step, Block block, WorkerId worker) implements Event {}

  /// All of a checked block has come from one worker.
  ///
  /// @param print of its bits; equal only for equal bits, and for all that is not finite
  record BlockClaimed(long step, Block block, WorkerId worker, long print) implements Event {}

  /// Answers [Action.Judge].
  ///
  /// @param print of the bits as they should be
  /// @param numbers whether these are all finite
  record BlockJudged(long step, Block block, long print, Numbers numbers) implements Event {}

  /// What the numbers of a block are.
  enum Numbers {
    FINITE,
    /// At least one is not.
    NOT_FINITE
  }

  /// What a worker has sent of a block holds numbers that are not finite. They were left out, so
  /// the block is not complete.
  ///
  /// @param where in words, such as the name of a tensor
  record BlockNotFinite(long step, Block block, WorkerId worker, String where) implements Event {}

  /// All roots of the step are complete: version `step` exists.
  record StepComplete(long step) implements Event {}

  /// Steps up to this one are certain: what the last epoch has shown is known.
  record HorizonMoved(long horizon) implements Event {}

  /// No step comes any more; what has come to be may still be measured.
  record StepsOver() implements Event {}

  /// A version is to be measured. One at a time. While steps go on it is one that every worker
  /// holds or is about to be given; once they are over it may be an earlier one.
  ///
  /// @param blocks of the set, at least 1
  record MeasureAsked(long version, Part part, int blocks) implements Event {}

  /// All of a block of the set has come from this worker.
  record BlockMeasured(long version, Part part, int block, WorkerId worker) implements Event {}

  /// Whatever is being measured is not waited for any more.
  record MeasureCancelled(String reason) implements Event {}

  /// A worker lacks the version it needs, or does not know its share.
  ///
  /// @param holds newest version it holds whole, -1 for none
  record ResyncAsked(WorkerId worker, long holds) implements Event {}

  /// What computing has cost workers over the last seconds is known.
  record Paced(Map<WorkerId, WorkCost> costs) implements Event {
    public Paced {
      costs = Map.copyOf(costs);
    }
  }

  /// Time has passed.
  record Tick() implements Event {}
}
