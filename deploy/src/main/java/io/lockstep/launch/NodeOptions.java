package io.lockstep.launch;

import io.lockstep.config.RunConfiguration;
import io.lockstep.coordinator.membership.NodeSettings;
import io.lockstep.coordinator.membership.Pace;
import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.wire.NodeAddress;
import io.lockstep.wire.WireSecurity;
import io.lockstep.worker.WorkerService;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// What `lockstep coordinator` and `lockstep worker` have in common: the place in the cluster. What
/// the environment says in place of a flag is for those commands to look up.
public final class NodeOptions {

  /// Where workers dial the first coordinator unless told otherwise.
  static final int PORT = 25_620;

  /// Where a node listens unless told otherwise.
  private static final String LOOPBACK = "127.0.0.1";

  /// More of them make nothing safer, and every one asks every other.
  static final int COORDINATORS_MAX = 9;

  /// The option that lists all coordinators.
  private static final String COORDINATORS = "--coordinators";

  /// Leaves room for the rest of a node's name, which has 64 letters at most.
  private static final int MACHINE_NAME_MAX = 40;

  @Option(
      names = "--cluster",
      paramLabel = "NAME",
      defaultValue = "lockstep",
      description = "Name of the cluster; nodes of another name never join (LOCKSTEP_CLUSTER).")
  String cluster;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      defaultValue = "",
      description = "Name of this node, unique in the cluster (LOCKSTEP_NAME).")
  String name;

  @Option(
      names = "--host",
      paramLabel = "HOST",
      defaultValue = LOOPBACK,
      description = "Name or address under which the others reach this node (LOCKSTEP_HOST).")
  String host;

  @Option(
      names = "--coordinators",
      paramLabel = "HOST:PORT",
      split = ",",
      description = {
        "Where workers dial the coordinators (their --grpc-port), the same list on every node",
        "(LOCKSTEP_COORDINATORS)."
      })
  List<String> coordinators = new ArrayList<>();

  @Mixin private SecurityOptions trust;

  /// The place of a worker.
  ///
  /// @param patienceSeconds how long it waits for a coordinator; none for that of the configuration
  /// @throws io.lockstep.failure.LockstepException with exit code 2 if a flag is wrong
  public WorkerService.Place worker(RunConfiguration configuration, Integer patienceSeconds) {
    return worker(patienceOf(configuration, patienceSeconds), trust.security());
  }

  /// The place of a worker whose parent on this machine is the coordinator.
  public WorkerService.Place workerOfParent(
      RunConfiguration configuration, Integer patienceSeconds) {
    return worker(patienceOf(configuration, patienceSeconds), WireSecurity.loopback());
  }

  /// The place of a worker that waits for runs for as long as it takes.
  ///
  /// @throws io.lockstep.failure.LockstepException with exit code 2 if a flag is wrong
  public WorkerService.Place standingWorker() {
    return worker(Integer.MAX_VALUE, trust.security());
  }

  private static int patienceOf(RunConfiguration configuration, Integer patienceSeconds) {
    return patienceSeconds == null
        ? configuration.cluster().patienceSeconds()
        : requirePatience(patienceSeconds);
  }

  private WorkerService.Place worker(int patienceSeconds, WireSecurity security) {
    List<NodeAddress> addresses = addresses();
    if (addresses.isEmpty()) {
      throw wrong(
          "a worker needs --coordinators", "lockstep worker CONFIG --coordinators HOST:" + PORT);
    }
    requireProtected(addresses, security);
    String chosen = name.isBlank() ? freshName() : name;
    requireNames("worker", chosen);
    return new WorkerService.Place(
        cluster, chosen, hostForPeople(), addresses, Duration.ofSeconds(patienceSeconds), security);
  }

  /// Before data are read. A name that is not known yet is looked at again when it is dialled.
  private static void requireProtected(List<NodeAddress> addresses, WireSecurity security) {
    for (NodeAddress address : addresses) {
      HostLook.of(address.host()).addresses().stream()
          .findFirst()
          .ifPresent(at -> security.requireFor(at, address.toString()));
    }
  }

  /// Nobody dials a worker; its host is told to whoever looks for it.
  public String hostForPeople() {
    return host.equals(LOOPBACK) ? machineName() : host;
  }

  private static int requirePatience(int seconds) {
    if (seconds < 1) {
      throw wrong("--patience is %d, but must be at least 1".formatted(seconds), "--patience 300");
    }
    return seconds;
  }

  /// The place of a coordinator. Its own name follows from its place in the list, as far as that
  /// can be told from the words.
  ///
  /// @param port of membership
  /// @param grpcPort that workers dial
  /// @throws io.lockstep.failure.LockstepException with exit code 2 if a flag is wrong
  public NodeSettings coordinator(int port, int grpcPort, Pace pace) {
    List<NodeAddress> addresses = addresses();
    int place = grpcPort > 0 ? addresses.indexOf(new NodeAddress(host, grpcPort)) : 0;
    String chosen = name.isBlank() ? "c" + Math.max(0, place) : name;
    requireNames("coordinator", chosen);
    requireProtected(List.of(new NodeAddress(host, Math.max(1, grpcPort))), trust.security());
    try {
      return new NodeSettings(cluster, chosen, host, port, pace, trust.security());
    } catch (IllegalArgumentException refused) {
      throw wrong(refused.getMessage(), "lockstep coordinator --help");
    }
  }

  /// Says what a person has to know about certificates, now and while this process runs.
  public void tellOfTrust(Consumer<String> talk) {
    trust.tell(talk);
  }

  /// Where all coordinators are dialled.
  ///
  /// @throws io.lockstep.failure.LockstepException with exit code 2 if one is written wrong
  public List<NodeAddress> addresses() {
    return addresses(coordinators);
  }

  /// @param texts as `--coordinators` lists them
  /// @throws io.lockstep.failure.LockstepException with exit code 2 if one is written wrong
  public static List<NodeAddress> addresses(List<String> texts) {
    return addresses(texts, COORDINATORS);
  }

  /// @param texts as an option lists them
  /// @param option its name
  /// @throws io.lockstep.failure.LockstepException with exit code 2 if one is written wrong
  public static List<NodeAddress> addresses(List<String> texts, String option) {
    List<NodeAddress> addresses = new ArrayList<>();
    for (String text : texts) {
      if (text.isBlank()) {
        continue;
      }
      try {
        addresses.add(NodeAddress.parse(text.strip()));
      } catch (IllegalArgumentException refused) {
        throw wrong(refused.getMessage(), "%s host:%d".formatted(option, PORT));
      }
    }
    if (new HashSet<>(addresses).size() < addresses.size()) {
      throw wrong(
          "%s lists one of them twice: %s".formatted(option, addresses), "list each one once");
    }
    if (addresses.size() > COORDINATORS_MAX) {
      throw wrong(
          "%s lists %d, at most %d".formatted(option, addresses.size(), COORDINATORS_MAX),
          "list three: more make nothing safer");
    }
    return addresses;
  }

  /// Looks up the hosts of all coordinators.
  ///
  /// @return a line for a person about each one that is not known, or not as others know it
  /// @throws io.lockstep.failure.LockstepException with exit code 2 if none of them is known
  public List<String> warnings() {
    return ListedHosts.lookUp(addresses()).warnings(HostLook.own());
  }

  /// The same, and of the host under which others are to reach this node.
  public List<String> coordinatorWarnings() {
    List<String> warnings = new ArrayList<>(warnings());
    HostLook look = HostLook.of(host);
    boolean listed = addresses().stream().anyMatch(address -> address.host().equals(host));
    if (look.isLoopbackHereOnly() && !listed) {
      warnings.add(look.warning("--host", HostLook.own()));
    }
    return warnings;
  }

  private void requireNames(String role, String chosen) {
    try {
      NodeSettings.requireName("cluster", cluster);
      NodeSettings.requireName("node", chosen);
    } catch (IllegalArgumentException refused) {
      throw wrong(refused.getMessage(), "lockstep " + role + " --help");
    }
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

  private static RuntimeException wrong(String error, String advice) {
    return Failure.of(ExitCode.USAGE, error).at("command line").advising(advice).exception();
  }
}
