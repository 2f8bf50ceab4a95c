package io.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Golden exit codes and blocks of nodes that cannot take part. A port that a test chose reads
/// `{port}`, one that the system chose `{any}`.
@Timeout(120)
final class ClusterRefusalTest {

  private static final String HOST = "127.0.0.1";
  private static final String CONFIG =
      Path.of(System.getProperty("lockstep.root"), "deploy", "examples", "xor.yaml").toString();
  private static final long START_SECONDS_MAX = 60;

  @TempDir Path folder;

  @Test
  void aMembershipPortInUse() throws Exception {
    try (ServerSocket taken = listening()) {
      String port = Integer.toString(taken.getLocalPort());
      String own = freePort();

      Invocation refused =
          coordinator(
              new Interruption(),
              port,
              own,
              "--coordinators",
              HOST + ":" + own + "," + HOST + ":" + freePort());

      assertThat(block(refused, port))
          .isEqualTo(
              """
              error: port in use: membership cannot listen on {port}
                cause: 127.0.0.1:{port}, held by process {pid} (java)
                kept:  nothing was changed
                try:   choose another port with --port, or end the process that holds it\
              """);
      assertThat(refused.code()).isEqualTo(6);
      assertThat(folder.resolve("runs")).doesNotExist();
    }
  }

  @Test
  void aCoordinatorThatIsNoneOfItsOwnList() throws Exception {
    String own = freePort();
    String other = freePort();

    Invocation refused =
        coordinator(
            new Interruption(),
            "0",
            own,
            "--coordinators",
            "%1$s:%2$s,%1$s:%3$s".formatted(HOST, other, freePort()));

    assertThat(block(refused, own))
        .isEqualTo(
            """
            error: this coordinator is none of those that --coordinators lists
              cause: it listens on 127.0.0.1:{port}; the list is [127.0.0.1:{any}, 127.0.0.1:{any}]
              kept:  nothing was changed
              try:   add this one to the list, on every node\
            """);
    assertThat(refused.code()).isEqualTo(2);
  }

  @Test
  void aHostThatNobodyKnows() {
    Invocation refused =
        coordinator(new Interruption(), "0", "0", "--host", "no-such-host.invalid");

    assertThat(refused.block())
        .isEqualTo(
            """
            error: the host name of this node is unknown: no-such-host.invalid
              cause: --host no-such-host.invalid
              kept:  nothing was changed
              try:   a name that this machine can look up, or an address\
            """);
    assertThat(refused.code()).isEqualTo(2);
  }

  @Test
  void aStreamPortInUse() throws Exception {
    try (ServerSocket taken = listening()) {
      String port = Integer.toString(taken.getLocalPort());

      Invocation refused = coordinator(new Interruption(), "0", port);

      assertThat(block(refused, port))
          .isEqualTo(
              """
              error: port in use: cannot listen for workers on {port}
                cause: 127.0.0.1:{port}, held by process {pid} (java)
                kept:  nothing was changed
                try:   choose another port with --grpc-port, or end the process that holds it\
              """);
      assertThat(refused.code()).isEqualTo(6);
      assertThat(folder.resolve("runs")).doesNotExist();
    }
  }

  @Test
  void aStreamPortInUseLeavesTheRunToBeResumedAsItWas() throws Exception {
    Path runs = folder.resolve("runs");
    Invocation.of(folder, "train", CONFIG, "--runs", "{dir}/runs", "--set", "train.epochs=2");
    Map<Path, String> before = content(runs);
    try (ServerSocket taken = listening()) {
      String port = Integer.toString(taken.getLocalPort());

      Invocation refused = coordinator(new Interruption(), "0", port, "--resume");

      assertThat(refused.block()).startsWith("error: port in use: ");
      assertThat(refused.code()).isEqualTo(6);
      assertThat(content(runs)).isEqualTo(before).hasSizeGreaterThan(8);
    }
  }

  /// Every file below, with its bytes.
  private static Map<Path, String> content(Path folder) throws IOException {
    Map<Path, String> content = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.toList()) {
        content.put(
            path,
            Files.isRegularFile(path)
                ? HexFormat.of().formatHex(Files.readAllBytes(path))
                : Files.getLastModifiedTime(path).toString());
      }
    }
    return content;
  }

  /// Paths are the same on all hosts: which of them lacks the file is to be seen.
  @Test
  void aWorkerWhoseHostLacksTheDataOrTheConfiguration() throws Exception {
    Invocation data =
        Invocation.of(
            folder,
            "worker",
            CONFIG,
            "--coordinators",
            HOST + ":1",
            "--host",
            "node7",
            "--set",
            "data.train.csv={dir}/gone.csv");

    assertThat(data.block())
        .isEqualTo(
            """
            error: data file not found
              cause: {dir}/gone.csv (data.train.csv), on host node7
              kept:  nothing was changed
              try:   check the path: in the file it starts in the folder of the file, with --set where the command runs; --set data.dir=FOLDER changes both\
            """);
    assertThat(data.code()).isEqualTo(4);
    Invocation configuration =
        Invocation.of(
            folder, "worker", "{dir}/gone.yaml", "--coordinators", HOST + ":1", "--host", "node7");
    assertThat(configuration.block()).contains("  cause: {dir}/gone.yaml, on host node7\n");
    assertThat(configuration.code()).isEqualTo(2);
  }

  @Test
  void aCoordinatorThatNobodyListensFor() throws Exception {
    String port = freePort();

    Invocation refused = worker(port, "2");

    assertThat(block(refused, port))
        .isEqualTo(
            """
            error: no coordinator has let this worker in for 2 s
              cause: 127.0.0.1:{port}: nobody listens (connection refused)
              kept:  the checkpoints of the run folder are with the coordinator
              try:   start a coordinator with --resume, then this worker again\
            """);
    assertThat(refused.code()).isEqualTo(6);
  }

  @Test
  void aWorkerOfAnotherConfiguration() throws Exception {
    String port = freePort();
    Interruption interruption = new Interruption();
    CompletableFuture<Invocation> coordinator =
        CompletableFuture.supplyAsync(
            () -> coordinator(interruption, "0", port),
            task -> Thread.ofPlatform().name("coordinator").start(task));
    awaitBegun(coordinator);

    Invocation refused = worker(port, "60", "--set", "train.batch=3");

    assertThat(block(refused, port))
        .isEqualTo(
            """
            error: the coordinator sent this worker away: train.batch differs from the cluster's: ours 3
              cause: 127.0.0.1:{port}
              kept:  the cluster goes on without this worker
              try:   start this worker with the configuration, data and version of the run; the log of the coordinator has its value\
            """);
    assertThat(refused.code()).isEqualTo(6);

    assertThat(interruption.request()).isTrue();
    assertThat(coordinator.get(START_SECONDS_MAX, TimeUnit.SECONDS).code()).isEqualTo(75);
  }

  /// Each says once, and at once, what is wrong with it; the one that is right goes on.
  @Test
  void aStandByThatBelongsElsewhere() throws Exception {
    String port = freePort();
    String own = freePort();
    String membership = freePort();
    String list = "%1$s:%2$s,%1$s:%3$s".formatted(HOST, port, own);
    Interruption interruption = new Interruption();
    CompletableFuture<Invocation> coordinator =
        CompletableFuture.supplyAsync(
            () -> coordinator(interruption, membership, port, "--coordinators", list),
            task -> Thread.ofPlatform().name("coordinator").start(task));
    awaitBegun(coordinator);

    for (StandBy standBy :
        List.of(
            new StandBy(
                "train.batch differs from the cluster's: ours 3",
                List.of("--set", "train.batch=3")),
            new StandBy(
                "cluster differs: ours other, cluster lockstep", List.of("--cluster", "other")),
            new StandBy("pace differs: ours local, cluster test", List.of("--pace", "local")))) {
      Invocation refused = coordinator(new Interruption(), "0", own, standBy.with(list));

      assertThat(block(refused, port))
          .isEqualTo(
              """
              error: another coordinator refuses this one: %s
                cause: 127.0.0.1:{port}
                kept:  the cluster goes on without this coordinator
                try:   start all coordinators with the same configuration, --cluster and --pace\
              """
                  .formatted(standBy.difference()));
      assertThat(refused.code()).isEqualTo(6);
    }

    assertThat(coordinator).isNotDone();
    assertThat(interruption.request()).isTrue();
    assertThat(coordinator.get(START_SECONDS_MAX, TimeUnit.SECONDS).code()).isEqualTo(75);
  }

  /// @param words what is wrong with it
  private record StandBy(String difference, List<String> words) {
    String[] with(String list) {
      return Stream.concat(Stream.of("--coordinators", list), words.stream())
          .toArray(String[]::new);
    }
  }

  @Test
  void aStandByOfOneThatWasStartedAlone() throws Exception {
    String port = freePort();
    String own = freePort();
    Interruption interruption = new Interruption();
    CompletableFuture<Invocation> alone =
        CompletableFuture.supplyAsync(
            () -> coordinator(interruption, "0", port),
            task -> Thread.ofPlatform().name("coordinator").start(task));
    awaitBegun(alone);

    Invocation refused =
        coordinator(
            new Interruption(),
            "0",
            own,
            "--coordinators",
            "%1$s:%2$s,%1$s:%3$s".formatted(HOST, port, own));

    assertThat(refused.block())
        .startsWith(
            "error: another coordinator refuses this one: pace differs: ours test, cluster none: it was started without the others in --coordinators");
    assertThat(refused.code()).isEqualTo(6);
    assertThat(interruption.request()).isTrue();
    assertThat(alone.get(START_SECONDS_MAX, TimeUnit.SECONDS).code()).isEqualTo(75);
  }

  private Invocation coordinator(
      Interruption interruption, String port, String streamPort, String... more) {
    Stream<String> words =
        Stream.of(
            "coordinator",
            CONFIG,
            "--port",
            port,
            "--grpc-port",
            streamPort,
            "--runs",
            "{dir}/runs");
    Stream<String> pace =
        List.of(more).contains("--pace") ? Stream.of() : Stream.of("--pace", "test");
    return Invocation.of(
        folder,
        interruption,
        Stream.of(words, pace, Stream.of(more)).flatMap(all -> all).toArray(String[]::new));
  }

  private Invocation worker(String port, String patience, String... more) {
    String[] words = {
      "worker", CONFIG, "--coordinators", HOST + ":" + port, "--patience", patience
    };
    String[] all = new String[words.length + more.length];
    System.arraycopy(words, 0, all, 0, words.length);
    System.arraycopy(more, 0, all, words.length, more.length);
    return Invocation.of(folder, all);
  }

  private static String block(Invocation refused, String port) {
    return refused
        .block()
        .replace(":" + port, ":{port}")
        .replace(" on " + port, " on {port}")
        .replace(" process " + ProcessHandle.current().pid(), " process {pid}")
        .replaceAll("127\\.0\\.0\\.1:\\d+", "127.0.0.1:{any}");
  }

  /// The coordinator writes its report when workers may come.
  private void awaitBegun(CompletableFuture<Invocation> coordinator) {
    Path report = folder.resolve("runs").resolve("xor-1").resolve("run.json");
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS_MAX);
    while (!Files.exists(report)) {
      assertThat(coordinator).isNotDone();
      assertThat(System.nanoTime()).as("the coordinator begins").isLessThan(deadline);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }

  private static ServerSocket listening() throws IOException {
    return new ServerSocket(0, 1, InetAddress.getByName(HOST));
  }

  private static String freePort() throws IOException {
    try (ServerSocket socket = listening()) {
      return Integer.toString(socket.getLocalPort());
    }
  }
}
