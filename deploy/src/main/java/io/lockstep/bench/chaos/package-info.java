/// Strikes a real cluster on this machine, or keeps it up while workers come and go: processes of
/// this build, with certificates, where it is struck on hosts of their own if network namespaces
/// can be made. In: how many coordinators and workers, for how long, how often, and a seed. Out: a
/// table of faults and recoveries and the pace, or one of what nodes held; and whether the weights
/// are those of one process. Runs on the caller's thread; which fault comes when (`ChaosSchedule`)
/// is a pure function. May import: `config`, `failure`, `format`, `lane`, `run`, `shard`,
/// `training`, `trust`, the JDK.
package io.lockstep.bench.chaos;
