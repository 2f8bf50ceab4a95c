package io.lockstep.wire;

/// Anything that travels on the stream between a worker and the coordinator.
public sealed interface Frame permits WorkerFrame, CoordinatorFrame {

  Reign reign();
}
