package io.lockstep.bench.chaos;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/// A node of its own, as a user starts it, that can be struck. In a session of its own: ctrl-C at
/// the keyboard is not for it. What it says goes to a file.
final class NodeProcess {

  private final String name;
  private final Process process;
  private final Path log;
  private final Set<Integer> excused = new TreeSet<>();
  private String lead = "";
  private String last = "";
  private String http = "";
  private boolean up;

  private NodeProcess(String name, Process process, Path log) {
    this.name = name;
    this.process = process;
    this.log = log;
  }

  /// What is started.
  ///
  /// @param within words before the command, of a program that becomes it
  /// @param words after `lockstep`
  /// @param log what it says is added to this file
  record Order(List<String> within, List<String> words, Map<String, String> variables, Path log) {}

  static NodeProcess start(String name, Order order) throws IOException {
    Path command = Path.of(System.getProperty("lockstep.root"), "deploy", "bin", "lockstep");
    List<String> line = new ArrayList<>(order.within());
    line.addAll(List.of("setsid", "env", "--default-signal=INT", command.toString()));
    line.addAll(order.words());
    ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
    builder.environment().putAll(order.variables());
    builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    NodeProcess node = new NodeProcess(name, builder.start(), order.log());
    // Not a virtual one: a blocked read of a pipe holds a carrier, and there are few.
    Thread.ofPlatform().daemon().name("reads-" + name).start(node::read);
    return node;
  }

  String name() {
    return name;
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /// The exit status of one that has ended.
  int exitCode() {
    return process.exitValue();
  }

  /// It may end with this code by itself.
  void excuse(int code) {
    excused.add(code);
  }

  boolean isExcused() {
    return excused.contains(exitCode());
  }

  boolean endsWithin(long millis) throws InterruptedException {
    return process.waitFor(millis, TimeUnit.MILLISECONDS);
  }

  /// By handle: the process's own way would close the pipe under the reader.
  void kill() {
    process.toHandle().destroyForcibly();
  }

  /// By the command: a signal that Java cannot send.
  void signal(String signal) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
  }

  /// The last of its lines that tells whether it leads.
  synchronized String lead() {
    return lead;
  }

  /// The last of its lines.
  synchronized String last() {
    return last;
  }

  /// Where it tells of its health and in figures; empty if it has not said so.
  synchronized String http() {
    return http;
  }

  /// Whether it has once taken part.
  synchronized boolean isUp() {
    return up;
  }

  private void read() {
    try (BufferedReader lines = process.inputReader();
        BufferedWriter file =
            Files.newBufferedWriter(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      file.write("--- process %d%n".formatted(process.pid()));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        file.write(line);
        file.newLine();
        file.flush();
        hear(line);
      }
    } catch (IOException | UncheckedIOException broken) {
      hear("output broke off: " + broken.getMessage());
    }
  }

  private synchronized void hear(String line) {
    if (line.contains(" leads ") || line.contains(" stands ")) {
      lead = line;
      up = true;
    }
    up |= line.contains(" is up, coordinator ");
    int at = line.indexOf("http://");
    if (at >= 0 && line.contains(" metrics at ")) {
      http = line.substring(at);
    }
    last = line;
  }
}
