/// Makes this process a member of the cluster, and says who left and why. Pekko lives behind it.
/// In: [io.lockstep.membership.NodeSettings] and one actor. Out: a
/// [io.lockstep.membership.ClusterNode] and, when it ends, a [io.lockstep.membership.Departure].
/// Runs on the threads of the actor system's own small pools; nothing here blocks them. May import:
/// the JDK, Pekko, protobuf, `failure`, the generated messages of `io.lockstep.proto.v1`.
package io.lockstep.membership;
