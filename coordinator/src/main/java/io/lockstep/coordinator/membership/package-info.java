/// Makes one process of the cluster the coordinator and tells the workers where it listens. In:
/// [io.lockstep.membership.NodeSettings] and a [CoordinatorDuty]. Out: calls to that duty. The seat
/// is an actor and never waits; the duty runs on one virtual thread. May import: the JDK, Pekko,
/// `io.lockstep.membership`, `failure`, SLF4J.
package io.lockstep.coordinator.membership;
