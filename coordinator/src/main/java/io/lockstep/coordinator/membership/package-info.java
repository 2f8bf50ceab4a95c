/// Makes one of several coordinators the one that leads: members of a Pekko cluster that only
/// coordinators belong to, the singleton seat, and who has to go when they do not hear each other.
/// In: [io.lockstep.coordinator.membership.NodeSettings], an
/// [io.lockstep.coordinator.membership.Entry] and a
/// [io.lockstep.coordinator.membership.CoordinatorDuty]. Out: calls to that duty, and a
/// [io.lockstep.coordinator.membership.Departure] at the end. Actors never wait; the duty runs on
/// one virtual thread. May import: the JDK, Pekko, `failure`, `trust`, `io.lockstep.wire`, SLF4J.
package io.lockstep.coordinator.membership;
