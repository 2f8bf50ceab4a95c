package io.lockstep.coordinator;

import io.lockstep.wire.StatusReport;
import java.util.Map;

/// How a run is doing, seen from its coordinator at one moment.
///
/// @param times since this reign began
/// @param checkpoint step of the newest checkpoint from which the run would go on; negative before
///   the first
/// @param standBys newest version that each coordinator that stands by could go on from, by name
public record RunLook(
    StatusReport status, StepTimes.Reading times, long checkpoint, Map<String, Long> standBys) {}
