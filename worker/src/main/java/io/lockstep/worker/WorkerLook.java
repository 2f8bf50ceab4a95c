package io.lockstep.worker;

import io.lockstep.wire.NodeAddress;
import java.util.Optional;

/// How a worker is doing, at one moment.
///
/// @param leader the coordinator that it computes for; empty while it looks for one
/// @param isIdle whether there is a coordinator, and no run to take part in
/// @param trouble why none lets it in, or what became of the last one
/// @param blocks of steps that it has computed since its start
/// @param busyNanos for which its lanes have computed and measured: wall clock
public record WorkerLook(
    Optional<NodeAddress> leader, boolean isIdle, String trouble, long blocks, long busyNanos) {}
