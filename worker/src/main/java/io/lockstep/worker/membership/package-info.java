/// Joins a worker to the cluster and keeps asking where the coordinator is. In:
/// [io.lockstep.membership.NodeSettings]. Out: calls to a [CoordinatorListener]. Runs on the
/// threads of the actor system's own small pools and never waits. May import: the JDK, Pekko,
/// `io.lockstep.membership`, `failure`.
package io.lockstep.worker.membership;
