package io.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.format.JsonText;
import io.lockstep.run.RunFolder;
import io.lockstep.run.RunReport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// A cluster that takes runs, by its commands, all nodes in this process, and a run for it.
final class StandingCluster {

  static final long SECONDS_MAX = 60;
  static final String ENDLESS = "train.epochs=1000000";

  private final Path folder;
  private final String port;
  private final Path config;
  private final List<Node> nodes = new ArrayList<>();

  /// A command that goes on until it is asked to end.
  record Node(Interruption interruption, CompletableFuture<Invocation> end) {

    Invocation stop() throws Exception {
      interruption.request();
      return end.get(SECONDS_MAX, TimeUnit.SECONDS);
    }
  }

  /// @param folder where it works, with a configuration and its data
  StandingCluster(Path folder) throws IOException {
    this.folder = folder;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = Integer.toString(free.getLocalPort());
    }
    StringBuilder csv = new StringBuilder("x,y,side\n");
    for (int row = 0; row < 60; row++) {
      csv.append("%d,%d,%s%n".formatted(row % 7, row % 11, row % 7 > row % 5 ? "up" : "down"));
    }
    Files.writeString(folder.resolve("points.csv"), csv);
    config =
        Files.writeString(
            folder.resolve("points.yaml"),
            """
            data: { train: { csv: points.csv, label: side }, validation: 0.2 }
            model:
              layers: [{ dense: 16, activation: tanh }, { dropout: 0.2 }, { dense: 2 }]
              loss: cross-entropy
            train: { epochs: 3, batch: 12, shard: 4 }
            checkpoint: { every-steps: 50 }
            """);
  }

  void close() throws Exception {
    for (Node node : nodes) {
      node.stop();
    }
  }

  Node start(String... words) {
    Interruption interruption = new Interruption();
    Node node =
        new Node(
            interruption,
            CompletableFuture.supplyAsync(
                () -> Invocation.of(folder, interruption, words),
                task -> Thread.ofPlatform().daemon().start(task)));
    nodes.add(node);
    return node;
  }

  Node coordinator() {
    return start("coordinator", "--grpc-port", port, "--runs", "{dir}/runs");
  }

  Node worker(String name, String... more) {
    List<String> words =
        new ArrayList<>(
            List.of("worker", "--name", name, "--lanes", "1", "--coordinators", address()));
    words.addAll(List.of(more));
    return start(words.toArray(String[]::new));
  }

  String address() {
    return "127.0.0.1:" + port;
  }

  Invocation ask(String... words) {
    List<String> all = new ArrayList<>(Arrays.asList(words));
    all.addAll(List.of("--to", address()));
    return Invocation.of(folder, all.toArray(String[]::new));
  }

  List<Map<String, Object>> runs() throws Exception {
    Invocation listed = ask("runs", "--json");
    assertThat(listed.code()).as(listed.talk()).isZero();
    Object runs =
        JsonText.object(listed.data().strip().getBytes(StandardCharsets.UTF_8)).get("runs");
    List<Map<String, Object>> all = new ArrayList<>();
    for (Object run : (List<?>) runs) {
      @SuppressWarnings("unchecked") // JSON has texts for keys.
      Map<String, Object> map = (Map<String, Object>) run;
      all.add(map);
    }
    return all;
  }

  private Object stateOf(int number) throws Exception {
    return runs().get(number - 1).get("state");
  }

  static void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS_MAX);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - deadline).as(what).isNegative();
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
    }
  }

  void awaitSteps(String run, long steps) {
    Path path = folder.resolve("runs").resolve(run);
    await(
        "%s at step %d".formatted(run, steps),
        () -> Files.exists(path.resolve("run.json")) && RunFolder.reportOf(path).steps() >= steps);
  }

  boolean hasState(int number, String state) {
    try {
      return state.equals(stateOf(number));
    } catch (Exception fault) {
      throw new AssertionError(fault);
    }
  }

  List<Node> nodes() {
    return List.copyOf(nodes);
  }

  Path config() {
    return config;
  }

  String port() {
    return port;
  }

  /// What the books say of a run.
  RunReport report(String run) {
    return RunFolder.reportOf(folder.resolve("runs").resolve(run));
  }
}
