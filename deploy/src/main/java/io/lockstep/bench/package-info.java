/// Measures: whole training steps in samples per second, where the time of a cluster step goes,
/// matrix products in GFLOP/s beside the machine's own fma peak, elementwise kernels in nanoseconds
/// a number beside plain Java, the start of the command, other trainers in turn, and what a cluster
/// bears. In: a workload name, numbers of lanes or processes. Out: one JSON object, or one line of
/// a table, per measurement. Runs on the caller's thread; nothing but the command line imports it.
/// May import: common, `proto`, `coordinator`, `launch`, `bench.chaos`, jackson, picocli, the JDK.
package io.lockstep.bench;
