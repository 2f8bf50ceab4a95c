/// Measures: whole training steps in samples per second, matrix products in GFLOP/s beside the
/// machine's own fma peak, and both beside another trainer in turn. In: a workload name and a
/// number of lanes or processes. Out: one JSON object, or one line of a table, per measurement.
/// Runs on the caller's thread. May import: anything but tests; nothing imports it but the command
/// line.
package io.lockstep.bench;
