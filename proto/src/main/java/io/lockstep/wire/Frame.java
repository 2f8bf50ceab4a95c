package io.lockstep.wire;

/// Anything that travels on a stream: between a worker and the coordinator, or between a stand-by
/// and the coordinator that leads.
public sealed interface Frame permits WorkerFrame, CoordinatorFrame, FollowerFrame, LeaderFrame {

  Reign reign();
}
