/// Starts the processes of a cluster: workers on this machine as children of this process, and the
/// commands that are one node each. In: flags, the environment, the JVM this process runs on. Out:
/// running processes, their log lines and their exits. A platform thread waits for each child;
/// nothing computes here. May import: the JDK, picocli, SLF4J, `coordinator`,
/// `io.lockstep.coordinator.membership`, `worker`, `io.lockstep.wire`, `trust`, `config`,
/// `failure`, `training`.
package io.lockstep.launch;
