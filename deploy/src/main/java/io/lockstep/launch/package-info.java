/// Starts the processes of a cluster: workers on this machine as children of this process, and the
/// commands that are one node each, for one run or for a queue of them. In: flags, the environment,
/// the JVM this process runs on, runs that are submitted. Out: running processes, their log lines
/// and their exits. A platform thread waits for each child, one works through a queue; nothing
/// computes here. May import: the JDK, picocli, SLF4J, `coordinator`,
/// `io.lockstep.coordinator.membership`, `worker`, `io.lockstep.wire`, `trust`, `config`,
/// `failure`, `queue`, `run`, `training`.
package io.lockstep.launch;
