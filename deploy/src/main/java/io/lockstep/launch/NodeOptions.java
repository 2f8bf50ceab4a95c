package io.lockstep.launch;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.membership.NodeAddress;
import io.lockstep.membership.NodeSettings;
import io.lockstep.membership.Pace;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import picocli.CommandLine.Option;

/// What `lockstep coordinator` and `lockstep worker` have in common: the place in the cluster. Each
/// flag may come from the environment instead, so that a unit file needs no command line.
public final class NodeOptions {

  /// Where membership of the first coordinator listens unless told otherwise.
  static final int PORT = 25_520;

  /// Leaves room for the rest of a node's name, which has 64 letters at most.
  private static final int MACHINE_NAME_MAX = 40;

  @Option(
      names = "--cluster",
      paramLabel = "NAME",
      defaultValue = "${env:LOCKSTEP_CLUSTER:-lockstep}",
      description = "Name of the cluster; nodes of another name never join (LOCKSTEP_CLUSTER).")
  String cluster;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      defaultValue = "${env:LOCKSTEP_NAME:-}",
      description = "Name of this node, unique in the cluster (LOCKSTEP_NAME).")
  String name;

  @Option(
      names = "--host",
      paramLabel = "HOST",
      defaultValue = "${env:LOCKSTEP_HOST:-127.0.0.1}",
      description = "Name or address under which the others reach this node (LOCKSTEP_HOST).")
  String host;

  @Option(
      names = "--seeds",
      paramLabel = "HOST:PORT",
      split = ",",
      defaultValue = "${env:LOCKSTEP_SEEDS:-}",
      description = "The coordinators, the same list on every node (LOCKSTEP_SEEDS).")
  List<String> seeds = new ArrayList<>();

  @Option(
      names = "--pace",
      paramLabel = "PACE",
      hidden = true,
      defaultValue = "${env:LOCKSTEP_PACE:-production}",
      description = "How patient the nodes are with each other: production, local or test.")
  Pace pace;

  /// A worker needs seeds and takes any free membership port.
  ///
  /// @throws io.lockstep.failure.LockstepException with exit code 2 if a flag is wrong
  public NodeSettings worker() {
    List<NodeAddress> addresses = addresses();
    if (addresses.isEmpty()) {
      throw wrong("a worker needs --seeds", "lockstep worker CONFIG --seeds HOST:" + PORT);
    }
    return checked(0, NodeSettings.WORKER, addresses, freshName());
  }

  /// A coordinator without seeds, or whose only seed is itself, begins a cluster of its own.
  ///
  /// @throws io.lockstep.failure.LockstepException with exit code 2 if a flag is wrong
  public NodeSettings coordinator(int port) {
    List<NodeAddress> addresses = addresses();
    boolean lone =
        addresses.isEmpty() || (port > 0 && addresses.equals(List.of(new NodeAddress(host, port))));
    int place = port > 0 ? addresses.indexOf(new NodeAddress(host, port)) : 0;
    return checked(
        port, NodeSettings.COORDINATOR, lone ? List.of() : addresses, "c" + Math.max(0, place));
  }

  /// Unlike any other in the cluster: process ids alone are the same in every container.
  private static String freshName() {
    String machine = machineName().replaceAll("[^A-Za-z0-9_-]", "-");
    return "w-%s-%s"
        .formatted(
            machine.substring(0, Math.min(machine.length(), MACHINE_NAME_MAX)),
            UUID.randomUUID().toString().substring(0, 8));
  }

  private static String machineName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException nameless) {
      return "worker";
    }
  }

  private NodeSettings checked(
      int port, String role, List<NodeAddress> addresses, String nameOtherwise) {
    String chosen = name.isBlank() ? nameOtherwise : name;
    try {
      return new NodeSettings(cluster, chosen, host, port, Set.of(role), addresses, pace);
    } catch (IllegalArgumentException refused) {
      throw wrong(refused.getMessage(), "lockstep " + role + " --help");
    }
  }

  private List<NodeAddress> addresses() {
    List<NodeAddress> addresses = new ArrayList<>();
    for (String seed : seeds) {
      if (seed.isBlank()) {
        continue;
      }
      try {
        addresses.add(NodeAddress.parse(seed.strip()));
      } catch (IllegalArgumentException refused) {
        throw wrong(refused.getMessage(), "--seeds host:" + PORT);
      }
    }
    return addresses;
  }

  private static RuntimeException wrong(String error, String advice) {
    return Failure.of(ExitCode.USAGE, error).at("command line").advising(advice).exception();
  }
}
