package io.lockstep.membership;

import java.util.List;
import java.util.Objects;
import java.util.Set;

/// What a node of the cluster is told before it starts.
///
/// @param cluster name that all nodes share; letters, digits, `-` and `_`. Another name never joins
/// @param name of this node, unique in the cluster, same alphabet; for a worker its worker id
/// @param host that other nodes dial to reach this one
/// @param port of membership, or 0 for any free one
/// @param roles [#COORDINATOR], [#WORKER] or both
/// @param seeds the coordinator candidates, the same list in the same order on every node; empty
///   only for a lone coordinator, which then begins a new cluster
/// @param pace how patient the nodes are; the same on every node
public record NodeSettings(
    String cluster,
    String name,
    String host,
    int port,
    Set<String> roles,
    List<NodeAddress> seeds,
    Pace pace) {

  public static final String COORDINATOR = "coordinator";
  public static final String WORKER = "worker";

  private static final String NAME = "[A-Za-z0-9][A-Za-z0-9_-]{0,63}";

  public NodeSettings {
    Objects.requireNonNull(pace, "pace");
    roles = Set.copyOf(roles);
    seeds = List.copyOf(seeds);
    requireName("cluster", cluster);
    requireName("node", name);
    if (host.isBlank()) {
      throw new IllegalArgumentException("a node needs the host name under which others reach it");
    }
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port %d is not in 0..65535".formatted(port));
    }
    if (roles.isEmpty() || !Set.of(COORDINATOR, WORKER).containsAll(roles)) {
      throw new IllegalArgumentException(
          "roles %s: use coordinator, worker or both".formatted(roles));
    }
    if (seeds.isEmpty() && !roles.contains(COORDINATOR)) {
      throw new IllegalArgumentException(
          "a worker needs at least one seed, host:port of a candidate");
    }
  }

  /// The only coordinator of a new cluster.
  public static NodeSettings loneCoordinator(String cluster, String host, int port, Pace pace) {
    return new NodeSettings(cluster, "c0", host, port, Set.of(COORDINATOR), List.of(), pace);
  }

  /// A worker that finds the cluster at `seeds`; its own membership port is any free one.
  public static NodeSettings worker(
      String cluster, String name, String host, List<NodeAddress> seeds, Pace pace) {
    return new NodeSettings(cluster, name, host, 0, Set.of(WORKER), seeds, pace);
  }

  private static void requireName(String what, String name) {
    if (!name.matches(NAME)) {
      throw new IllegalArgumentException(
          "%s name '%s': use 1 to 64 letters, digits, - and _".formatted(what, name));
    }
  }
}
