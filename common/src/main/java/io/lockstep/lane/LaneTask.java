package io.lockstep.lane;

import io.lockstep.data.Examples;
import io.lockstep.kernel.Kernels;
import io.lockstep.model.Network;
import io.lockstep.shard.BatchPlan;

/// What the lanes of a run compute: the network on these examples in the order that the seed gives.
///
/// @param gradientBuffers gradients that a team holds at once: that of the block in the making, and
///   those that wait to leave
public record LaneTask(
    Network network,
    Examples examples,
    BatchPlan batches,
    long seed,
    Kernels kernels,
    int gradientBuffers) {}
