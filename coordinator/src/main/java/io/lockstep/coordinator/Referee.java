package io.lockstep.coordinator;

import io.lockstep.kernel.Kernels;
import io.lockstep.lane.Delivery;
import io.lockstep.lane.LaneTeam;
import io.lockstep.plan.Event;
import io.lockstep.reduce.BlockPrint;
import io.lockstep.shard.Block;
import io.lockstep.training.PreparedRun;
import java.util.Arrays;

/// Computes a block on a lane of the coordinator's own, to find out which of two workers is wrong,
/// or whether the only one is. Takes the memory of a lane for as long as it judges, which it seldom
/// does. One thread at a time.
final class Referee {

  private final PreparedRun run;

  Referee(PreparedRun run) {
    this.run = run;
  }

  /// @param parameters of the version before this step; they stand still during the call
  Event.BlockJudged judge(long step, Block block, float[] parameters) {
    int chunk = run.configuration().wire().chunk();
    try (LaneTeam team = new LaneTeam(run.laneTask(), 1, chunk, Delivery.STREAMED)) {
      return judge(team, step, block, parameters);
    }
  }

  private Event.BlockJudged judge(LaneTeam team, long step, Block block, float[] parameters) {
    int chunk = run.configuration().wire().chunk();
    Kernels kernels = run.kernels();
    int chunks = Math.ceilDiv(parameters.length, chunk);
    long[] prints = new long[chunks + 1];
    team.compute(
        step,
        block,
        parameters,
        (index, sum) -> {
          prints[index] = BlockPrint.ofChunk(kernels, sum.array(), sum.at(), sum.length());
          sum.release();
        });
    prints[chunks] = BlockPrint.ofTally(team.lossSum(), team.correctCount());
    Event.Numbers numbers =
        Arrays.stream(prints).allMatch(BlockPrint::isFinite)
            ? Event.Numbers.FINITE
            : Event.Numbers.NOT_FINITE;
    return new Event.BlockJudged(step, block, BlockPrint.of(prints), numbers);
  }
}
