/// Whether the folder of a run is as the run wrote it, and whether its steps give the same versions
/// when they are made again. In: a run's folder. Out: [AuditResult], what was looked at and what is
/// not as it should be. Reads only, also beside a process that trains the run. The caller's thread
/// drives the steps. May import: checkpoint, failure, format, kernel, optimizer, run, shard,
/// training, version, the JDK.
package io.lockstep.audit;
