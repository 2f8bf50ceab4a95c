package io.lockstep.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/// `deploy/bin/cluster` in a folder of its own: with the real command behind it, or with a stand-in
/// that ends as a node would.
final class ScriptedCluster {

  static final Path ROOT = Path.of(System.getProperty("lockstep.root"));
  static final long SECONDS_MAX = 200;

  /// Nodes that stay.
  static final String STAYING =
      """
      #!/usr/bin/env bash
      trap 'exit 75' INT TERM
      exec 9<> <(:)
      role=$1
      while [[ $1 != --name ]]; do shift; done
      echo "lockstep: $role $2 is up"
      while :; do read -rt 0.1 -u 9; done
      """;

  /// Coordinators that a cluster has at most.
  private static final int PORTS = 4;

  private final Path folder;
  private final int port;
  private Path script = ROOT.resolve("deploy/bin/cluster");

  ScriptedCluster(Path folder) throws IOException {
    this.folder = folder;
    this.port = firstOfFree(2 * PORTS);
  }

  Path script() {
    return script;
  }

  /// A copy of the script beside a command that is not the real one.
  void standIn(String command) throws IOException {
    Path bin = Files.createDirectories(folder.resolve("tree/deploy/bin"));
    executable(bin.resolve("lockstep"), command);
    if (!script.startsWith(bin)) {
      for (String beside : List.of("jdk25", "hosts.bash", "node.bash")) {
        Files.copy(ROOT.resolve("deploy/bin").resolve(beside), bin.resolve(beside));
      }
      script = Files.copy(script, bin.resolve("cluster"));
    }
    assertThat(script.toFile().setExecutable(true)).isTrue();
  }

  static void executable(Path file, String text) throws IOException {
    Files.writeString(file, text);
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  String config() throws IOException {
    return Files.writeString(folder.resolve("any.yaml"), "").toString();
  }

  /// The process of a node, as its pid file has it.
  ProcessHandle node(String node) throws IOException {
    String known = Files.readString(folder.resolve("state").resolve(node + ".pid"));
    return ProcessHandle.of(Long.parseLong(known.split(" ")[0])).orElseThrow();
  }

  String log(String node) throws IOException {
    return Files.readString(folder.resolve("state").resolve(node + ".log"));
  }

  record Outcome(int status, String said) {}

  Outcome run(String command, List<String> words, String... hosts) throws Exception {
    Process process = start(command, words, hosts);
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)).isTrue();
    return new Outcome(process.exitValue(), said);
  }

  /// All that a process says.
  ///
  /// @param then what to do when it has said `words`
  static String text(Process process, String words, Runnable then) {
    StringBuilder said = new StringBuilder();
    boolean done = false;
    for (String line : (Iterable<String>) process.inputReader().lines()::iterator) {
      said.append(line).append('\n');
      if (!done && line.contains(words)) {
        done = true;
        then.run();
      }
    }
    return said.toString();
  }

  /// Both of its streams are its output.
  Process start(String command, List<String> words, String... hosts) throws IOException {
    Path file = folder.resolve("hosts");
    if (hosts.length > 0 || !Files.exists(file)) {
      Files.writeString(file, hosts.length > 0 ? String.join("\n", hosts) : "localhost 1");
    }
    List<String> line = new ArrayList<>(List.of(script.toString(), command));
    line.addAll(words);
    if (command.equals("up") && !words.contains("--grpc-port")) {
      line.addAll(List.of("--port", "" + port, "--grpc-port", "" + (port + PORTS)));
    }
    line.addAll(List.of("--hosts", file.toString()));
    if (!words.contains("--state")) {
      line.addAll(List.of("--state", folder.resolve("state").toString()));
    }
    ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
    builder.environment().merge("PATH", folder + "/path:", (path, first) -> first + path);
    return builder.start();
  }

  /// Node and state of each line of the table.
  static List<String> states(Outcome outcome) {
    assertThat(outcome.status()).as(outcome.said()).isZero();
    return outcome
        .said()
        .lines()
        .map(line -> line.split(" +"))
        .filter(words -> words.length == 6 && words[1].equals("localhost"))
        .map(words -> words[0] + " " + words[3])
        .toList();
  }

  /// Living processes whose command line names this test's folder. One that has said its last word
  /// may need a moment to go.
  List<String> processes() throws Exception {
    List<String> living = new ArrayList<>();
    for (ProcessHandle process : ProcessHandle.allProcesses().toList()) {
      String line = commandLine(process);
      if (line.contains(folder.toString())) {
        process.onExit().completeOnTimeout(process, 2, TimeUnit.SECONDS).join();
        if (process.isAlive()) {
          living.add(line);
        }
      }
    }
    return living;
  }

  private static String commandLine(ProcessHandle process) {
    try {
      return Files.readString(Path.of("/proc", "" + process.pid(), "cmdline")).replace('\0', ' ');
    } catch (IOException gone) {
      return "";
    }
  }

  /// The first of that many ports, each of which is free. They are not among those that the system
  /// gives to whoever asks for any.
  static int firstOfFree(int count) throws IOException {
    for (int turn = 0; turn < 100; turn++) {
      int first = ThreadLocalRandom.current().nextInt(10_000, 20_000);
      if (IntStream.range(first, first + count).allMatch(ScriptedCluster::isFree)) {
        return first;
      }
    }
    throw new IOException("no %d ports next to each other are free".formatted(count));
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port)) {
      return socket.isBound();
    } catch (IOException taken) {
      return false;
    }
  }

  static String freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return Integer.toString(socket.getLocalPort());
    }
  }
}
