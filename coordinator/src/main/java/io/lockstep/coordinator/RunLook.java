package io.lockstep.coordinator;

import io.lockstep.wire.StatusReport;

/// How a run is doing, seen from its coordinator at one moment.
///
/// @param times since this reign began
/// @param checkpoint step of the newest checkpoint from which the run would go on; negative before
///   the first
public record RunLook(StatusReport status, StepTimes.Reading times, long checkpoint) {}
