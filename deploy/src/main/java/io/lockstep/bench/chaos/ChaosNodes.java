package io.lockstep.bench.chaos;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The processes of the cluster, by name: coordinators `c0`, `c1` …, workers `w0`, `w1` …. One that
/// ends by itself is started again, as an operator's supervisor does it.
final class ChaosNodes implements AutoCloseable {

  private static final Pattern LEADS = Pattern.compile(" leads .*\\(term (\\d+), ");
  private static final int INTERRUPTED = 75;

  /// Of one that was asked to go before it was a JVM that hears it.
  private static final int ENDED_BY_SIGTERM = 143;

  private static final long END_MILLIS_MAX = 60_000;

  private final ClusterFolder folder;
  private final Layout layout;
  private final Consumer<String> complain;
  private final Map<String, NodeProcess> nodes = new LinkedHashMap<>();
  private final Set<String> down = new LinkedHashSet<>();

  /// @param folder where run folders and logs go
  /// @param complain is told what should not have happened
  ChaosNodes(ClusterFolder folder, Layout layout, Consumer<String> complain) {
    this.folder = folder;
    this.layout = layout;
    this.complain = complain;
  }

  /// @param words that every node is told, of a run and besides; without one it takes runs
  record Layout(ChaosHosts hosts, int coordinators, List<String> words) {}

  /// Starts the coordinator or worker of this name, again when there was one.
  void start(String name) throws IOException {
    down.remove(name);
    boolean leads = name.startsWith("c");
    int number = Integer.parseInt(name.substring(1));
    ChaosHosts hosts = layout.hosts();
    int host = leads ? number : hosts.hostOfWorker(number);
    List<String> words = new ArrayList<>();
    words.add(leads ? "coordinator" : "worker");
    words.addAll(layout.words());
    words.addAll(List.of("--name", name));
    words.addAll(hosts.words(host));
    if (leads) {
      words.addAll(List.of("--grpc-port", Integer.toString(hosts.port(number))));
      words.addAll(List.of("--port", Integer.toString(hosts.membershipPort(number))));
      words.addAll(List.of("--pace", "local", "--quiet"));
      words.addAll(List.of("--runs", folder.runs().toString()));
    } else {
      words.addAll(List.of("--lanes", "1"));
    }
    Path log = folder.logs().resolve(name);
    nodes.put(
        name,
        NodeProcess.start(name, new NodeProcess.Order(hosts.on(host), words, variables(), log)));
  }

  /// The build that this process is of, jars or folders of classes; a small heap; TCP between all
  /// of them as between hosts.
  static Map<String, String> variables() {
    String first = System.getProperty("java.class.path").split(File.pathSeparator)[0];
    return Map.of(
        Files.isDirectory(Path.of(first)) ? "LOCKSTEP_PREBUILT" : "LOCKSTEP_NO_BUILD",
        "1",
        "LOCKSTEP_JVM_OPTS",
        "-Xmx256m -Dlockstep.host-socket=off");
  }

  NodeProcess node(String name) {
    return nodes.get(name);
  }

  /// Those that are meant to run now.
  List<NodeProcess> expected() {
    return nodes.values().stream().filter(node -> !down.contains(node.name())).toList();
  }

  List<String> names(String prefix) {
    return expected().stream().map(NodeProcess::name).filter(it -> it.startsWith(prefix)).toList();
  }

  /// Also of those that are down.
  List<String> everyName(String prefix) {
    return nodes.keySet().stream().filter(it -> it.startsWith(prefix)).toList();
  }

  boolean allAreUp() {
    return expected().stream().allMatch(node -> node.isAlive() && node.isUp());
  }

  /// Who has the newest reign that it tells of, and lives.
  Optional<NodeProcess> leader() {
    NodeProcess newest = null;
    long newestTerm = 0;
    for (NodeProcess node : expected()) {
      Matcher leads = LEADS.matcher(node.lead());
      if (leads.find() && Long.parseLong(leads.group(1)) > newestTerm) {
        newestTerm = Long.parseLong(leads.group(1));
        newest = node;
      }
    }
    return Optional.ofNullable(newest).filter(NodeProcess::isAlive);
  }

  /// Coordinators that are up and do not lead.
  List<NodeProcess> standBys() {
    Optional<NodeProcess> leader = leader();
    return expected().stream()
        .filter(node -> node.name().startsWith("c") && node.isAlive() && node.isUp())
        .filter(node -> leader.isEmpty() || node != leader.get())
        .toList();
  }

  void kill(String name) {
    down.add(name);
    nodes.get(name).kill();
  }

  void ask(String name) throws IOException, InterruptedException {
    down.add(name);
    nodes.get(name).signal("TERM");
  }

  /// Requires that one that was asked to go has gone in good order, and starts it again.
  void comesBack(String name) throws IOException, InterruptedException {
    leaves(name);
    start(name);
  }

  void leaves(String name) throws InterruptedException {
    NodeProcess node = nodes.get(name);
    if (!node.endsWithin(END_MILLIS_MAX)) {
      complain.accept("%s did not end within 60 s of SIGTERM".formatted(name));
      node.kill();
    } else if (node.exitCode() != INTERRUPTED
        && !node.isExcused()
        && (node.isUp() || node.exitCode() != ENDED_BY_SIGTERM)) {
      complain.accept(
          "%s ended with %d on SIGTERM, not 75: %s".formatted(name, node.exitCode(), node.last()));
    }
    forget(name);
  }

  /// It is not expected to take part any more.
  private void forget(String name) {
    down.add(name);
  }

  /// Starts again what has ended by itself, and complains where that was wrong.
  void tend() throws IOException {
    for (NodeProcess node : expected()) {
      if (!node.isAlive()) {
        if (!node.isExcused()) {
          complain.accept(
              "%s ended with %d by itself: %s"
                  .formatted(node.name(), node.exitCode(), node.last()));
        }
        start(node.name());
      }
    }
  }

  /// Ends the run as ctrl-C on the leading coordinator does, and requires that all end with it.
  void endRun() throws IOException, InterruptedException {
    NodeProcess leader = leader().orElseThrow(() -> new IOException("nobody leads at the end"));
    leader.signal("INT");
    for (NodeProcess node : expected()) {
      if (!node.endsWithin(END_MILLIS_MAX)) {
        complain.accept("%s did not end within 60 s of the end of the run".formatted(node.name()));
        node.kill();
      } else if (node.exitCode() != INTERRUPTED) {
        complain.accept(
            "%s ended with %d at the end of the run, not 75: %s"
                .formatted(node.name(), node.exitCode(), node.last()));
      }
    }
  }

  /// Asks all of them to go, workers first, and requires that they do in good order.
  void endAll() throws IOException, InterruptedException {
    for (String prefix : List.of("w", "c")) {
      for (String name : names(prefix)) {
        ask(name);
        leaves(name);
      }
    }
  }

  @Override
  public void close() {
    nodes.values().forEach(NodeProcess::kill);
  }
}
