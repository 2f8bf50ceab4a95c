package io.lockstep.bench;

import io.lockstep.training.PreparedRun;

/// What is measured.
///
/// @param run what the folder holds, prepared
record Subject(Workload workload, WorkloadFolder folder, PreparedRun run) {}
