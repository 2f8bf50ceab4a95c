package io.lockstep.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.run.RunFolder;
import io.lockstep.run.RunReport;
import io.lockstep.run.Runs;
import io.lockstep.training.PreparedRun;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Coordinators and workers on loopback, each a process of its own that a test strikes and starts
/// again. The run has no end but the one that [#interrupt] brings, so that no strike comes too
/// late; it is then compared with one process at the step that it had reached.
final class LoopbackCluster implements AutoCloseable {

  private static final String HOST = "127.0.0.1";

  /// For whatever the cluster does by itself: on a busy machine it may take long.
  private static final long SECONDS_MAX = 120;

  /// So many more epochs show that steps go on: one may have been on its way into the books.
  private static final int EPOCHS_ON = 2;

  private static final int CHECKPOINT_STEPS = 300;

  private final Path folder;
  private final PreparedRun run;
  private final List<String> settings;
  private final List<String> hosts;
  private final List<Integer> ports = new ArrayList<>();
  private final List<Integer> membershipPorts = new ArrayList<>();
  private final Map<String, LockstepProcess> nodes = new LinkedHashMap<>();
  private final List<LockstepProcess> former = new ArrayList<>();

  LoopbackCluster(Path folder, int coordinators) throws IOException {
    this(folder, Collections.nCopies(coordinators, HOST));
  }

  /// One that writes no checkpoint but for those that somebody asks for.
  static LoopbackCluster withoutCheckpoints(Path folder, int coordinators) throws IOException {
    return new LoopbackCluster(folder, Collections.nCopies(coordinators, HOST), Integer.MAX_VALUE);
  }

  /// @param hosts of the coordinators, as the list spells them
  LoopbackCluster(Path folder, List<String> hosts) throws IOException {
    this(folder, hosts, CHECKPOINT_STEPS);
  }

  private LoopbackCluster(Path folder, List<String> hosts, int checkpointSteps) throws IOException {
    this.folder = folder;
    this.settings =
        List.of(
            "train.epochs=1000000",
            "checkpoint.every-steps=" + checkpointSteps,
            "checkpoint.every-seconds=100000");
    this.run = TinyRun.prepare(folder, settings.toArray(String[]::new));
    this.hosts = List.copyOf(hosts);
    List<ServerSocket> sockets = new ArrayList<>();
    for (int i = 0; i < 2 * hosts.size(); i++) {
      sockets.add(new ServerSocket(0, 1, InetAddress.getByName(HOST)));
    }
    for (int place = 0; place < hosts.size(); place++) {
      ports.add(sockets.get(2 * place).getLocalPort());
      membershipPorts.add(sockets.get(2 * place + 1).getLocalPort());
    }
    for (ServerSocket socket : sockets) {
      socket.close();
    }
  }

  /// Starts the coordinator of this place in the list, again when there was one.
  LockstepProcess coordinator(int place, String... more) throws IOException {
    List<String> words = words("coordinator");
    words.addAll(List.of("--grpc-port", Integer.toString(ports.get(place)), "--quiet"));
    words.addAll(List.of("--port", Integer.toString(membershipPorts.get(place))));
    words.addAll(List.of("--pace", "local", "--runs", runs().toString()));
    words.addAll(List.of(more));
    return start(nameOf(place), words);
  }

  /// Starts all coordinators and these workers.
  ///
  /// @return the coordinators, when one leads, the others stand by and the workers take part
  List<LockstepProcess> start(String... workers) throws IOException {
    for (int place = 0; place < ports.size(); place++) {
      coordinator(place);
    }
    for (String worker : workers) {
      worker(worker);
    }
    return awaitStarted(workers);
  }

  /// Waits until one coordinator leads, the others stand by and these workers take part.
  ///
  /// @return the coordinators
  List<LockstepProcess> awaitStarted(String... workers) {
    List<LockstepProcess> coordinators =
        IntStream.range(0, ports.size()).mapToObj(place -> nodes.get(nameOf(place))).toList();
    int leader = awaitLeader(1);
    for (LockstepProcess coordinator : coordinators) {
      if (coordinator != coordinators.get(leader)) {
        awaitWord(coordinator, "stands by");
      }
    }
    for (String worker : workers) {
      awaitJoined(worker, 1);
    }
    awaitSteps();
    return coordinators;
  }

  /// Starts the worker of this name, again when there was one.
  LockstepProcess worker(String name) throws IOException {
    List<String> words = words("worker");
    words.addAll(List.of("--name", name, "--lanes", "1"));
    return start(name, words);
  }

  private List<String> words(String command) {
    List<String> words = new ArrayList<>(List.of(command, folder.resolve("tiny.yaml").toString()));
    settings.forEach(setting -> words.addAll(List.of("--set", setting)));
    Stream<String> addresses =
        IntStream.range(0, ports.size())
            .mapToObj(place -> "%s:%d".formatted(hosts.get(place), ports.get(place)));
    words.addAll(List.of("--coordinators", String.join(",", addresses.toList())));
    return words;
  }

  private LockstepProcess start(String name, List<String> words) throws IOException {
    LockstepProcess process = LockstepProcess.start(words);
    LockstepProcess before = nodes.put(name, process);
    if (before != null) {
      former.add(before);
    }
    return process;
  }

  private static String nameOf(int place) {
    return "c" + place;
  }

  /// Waits until some coordinator has begun the reign of this number, with the run that the cluster
  /// began with.
  ///
  /// @return its place in the list
  int awaitLeader(int term) {
    String leads = "(term %d, run tiny-1)".formatted(term);
    await("term " + term, () -> ports.stream().anyMatch(port -> said(port).contains(leads)));
    return ports.indexOf(
        ports.stream().filter(port -> said(port).contains(leads)).findFirst().orElseThrow());
  }

  private String said(Integer port) {
    LockstepProcess node = nodes.get(nameOf(ports.indexOf(port)));
    return node == null ? "" : node.text();
  }

  /// Begins a reign that nobody reigns in.
  void beginTerm(int term) throws IOException {
    Files.createFile(runs().resolve("tiny-1").resolve("terms").resolve("TERM-" + term));
  }

  /// Waits until the worker has been let in so many times, over all reigns.
  void awaitJoined(String worker, int times) {
    await("%s joined %d times".formatted(worker, times), () -> joined(worker) >= times);
  }

  /// Waits until the coordinator has noticed that the worker is gone.
  void awaitLost(String worker) {
    await(
        "%s lost".formatted(worker),
        () ->
            log(worker).stream()
                .anyMatch(line -> line.contains(" WARN ") && line.contains(" lost (")));
  }

  /// Waits until this coordinator follows the one that leads.
  void awaitFollowing(int place) {
    String follows = "event=followed node=%s ".formatted(nameOf(place));
    await(follows, () -> linesOf("log").anyMatch(line -> line.contains(follows)));
  }

  /// What the coordinator that took over last says of what it had held.
  String inherited() {
    return linesOf("log")
        .filter(line -> line.contains("event=inherited "))
        .reduce((_, last) -> last)
        .orElse("nothing");
  }

  /// How often the worker has been let in, over all reigns.
  long joined(String worker) {
    return log(worker).stream().filter(line -> line.contains(" joined at step ")).count();
  }

  /// Waits until the run has gone on from where it is now.
  void awaitSteps() {
    long epochs = linesOf("metrics.jsonl").count();
    await("steps go on", () -> linesOf("metrics.jsonl").count() >= epochs + EPOCHS_ON);
  }

  /// Waits for what the node of this process says.
  void awaitWord(LockstepProcess node, String word) {
    await("'%s'".formatted(word), () -> node.text().contains(word));
  }

  private void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS_MAX);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("%s: not within %d s%n%s".formatted(what, SECONDS_MAX, text()));
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }

  /// Requires that none of these processes ends within that time.
  void requireWaiting(Duration time, String... waiting) throws InterruptedException {
    long deadline = System.nanoTime() + time.toNanos();
    for (String name : waiting) {
      long millis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      assertThat(node(name).endsWithin(Math.max(0, millis))).as(name + text()).isFalse();
    }
  }

  /// Ends the run as ctrl-C on the leading coordinator does, and requires that all nodes that are
  /// left end with it and that no bit differs from one process.
  void requireGoodEnd(int leader) throws Exception {
    nodes.get(nameOf(leader)).interrupt();

    for (Map.Entry<String, LockstepProcess> node : nodes.entrySet()) {
      if (!former.contains(node.getValue())) {
        assertThat(node.getValue().await(SECONDS_MAX)).as(node.getKey() + text()).isEqualTo(75);
      }
    }
    RunReport report = RunFolder.reportOf(Runs.last(runs()));
    assertThat(report.status()).isEqualTo(RunReport.Status.INTERRUPTED);
    assertThat(report.weightsSha256())
        .as(text())
        .isEqualTo(TinyRun.weightsAfter(run, report.steps()));
  }

  /// What the coordinators have noted of this worker, in order.
  List<String> log(String worker) {
    return linesOf("log").filter(line -> line.contains("worker %s ".formatted(worker))).toList();
  }

  /// Where everybody dials the coordinators.
  List<Integer> ports() {
    return List.copyOf(ports);
  }

  LockstepProcess node(String name) {
    return nodes.get(name);
  }

  /// From now on nobody expects this node to take part.
  LockstepProcess gone(String name) {
    former.add(node(name));
    return node(name);
  }

  private Path runs() {
    return folder.resolve("runs");
  }

  private Stream<String> linesOf(String book) {
    try {
      return Files.readString(runs().resolve("tiny-1").resolve(book)).lines();
    } catch (IOException _) {
      return Stream.empty();
    }
  }

  /// What all of them said.
  private String text() {
    StringBuilder text = new StringBuilder();
    nodes.forEach((name, node) -> text.append("%n--- %s%n".formatted(name)).append(node.text()));
    return text.append("%n--- log of the run%n".formatted())
        .append(String.join("\n", linesOf("log").toList()))
        .toString();
  }

  @Override
  public void close() {
    Stream.concat(former.stream(), nodes.values().stream()).forEach(LockstepProcess::close);
  }
}
