package io.lockstep.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// The real `lockstep` command as a process of its own, as a user starts it.
final class LockstepProcess implements AutoCloseable {

  private static final Path COMMAND =
      Path.of(System.getProperty("lockstep.root"), "deploy", "bin", "lockstep");

  private static final long STACK_SECONDS_MAX = 10;

  private final Process process;
  private final List<String> said = new ArrayList<>();
  private final Thread reading;

  private LockstepProcess(Process process) {
    this.process = process;
    // Not a virtual one: a blocked read of a pipe holds a carrier, and there are few.
    this.reading = Thread.ofPlatform().daemon().name("reads-" + process.pid()).start(this::read);
  }

  static LockstepProcess start(List<String> arguments) throws IOException {
    return startWithin(List.of(), arguments);
  }

  /// @param within words before the command, of a program that becomes it
  static LockstepProcess startWithin(List<String> within, List<String> arguments)
      throws IOException {
    List<String> line = new ArrayList<>(within);
    // A process group of its own, as a shell gives to each command that a person types; and not
    // deaf to ctrl-C, as whoever runs the tests in the background may be.
    line.addAll(List.of("setsid", "env", "--default-signal=INT", COMMAND.toString()));
    line.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
    // The classes under test, not the jars of an earlier build.
    builder.environment().put("LOCKSTEP_PREBUILT", "1");
    builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    return new LockstepProcess(builder.start());
  }

  /// @return the exit status
  int await(long secondsMax) throws InterruptedException {
    if (!process.waitFor(secondsMax, TimeUnit.SECONDS)) {
      String stacks = stacks();
      close();
      throw new AssertionError(
          "not done after %d s; it said:%n%s%n%s".formatted(secondsMax, text(), stacks));
    }
    reading.join(TimeUnit.SECONDS.toMillis(secondsMax));
    return process.exitValue();
  }

  /// Waits until it has ended by itself, but not for longer than this.
  ///
  /// @return whether it has
  boolean endsWithin(long millis) throws InterruptedException {
    return process.waitFor(millis, TimeUnit.MILLISECONDS);
  }

  /// Where every thread of it and its children stands: a process that hangs tells why.
  private String stacks() throws InterruptedException {
    StringBuilder all = new StringBuilder();
    Stream<ProcessHandle> family =
        Stream.concat(Stream.of(process.toHandle()), process.descendants());
    for (ProcessHandle member : family.toList()) {
      try {
        Process stack =
            new ProcessBuilder(
                    System.getProperty("java.home") + "/bin/jstack", Long.toString(member.pid()))
                .redirectErrorStream(true)
                .start();
        all.append(new String(stack.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        stack.waitFor(STACK_SECONDS_MAX, TimeUnit.SECONDS);
      } catch (IOException gone) {
        all.append(gone);
      }
    }
    return all.toString();
  }

  long pid() {
    return process.pid();
  }

  /// Whether it has become a JVM: before, it is a script.
  boolean isJava() {
    try {
      return Files.readSymbolicLink(Path.of("/proc", Long.toString(pid()), "exe")).endsWith("java");
    } catch (IOException _) {
      return false;
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /// Ends it as the operating system does at shutdown.
  void terminate() {
    process.toHandle().destroy(); // Leaves the pipe open, unlike the process's own.
  }

  /// Ends it as ctrl-C does.
  void interrupt() throws IOException {
    new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).inheritIO().start();
  }

  /// Tells it and all its children to end, as ctrl-C does.
  void terminateGroup() throws IOException {
    new ProcessBuilder("bash", "-c", "kill -TERM -- -" + process.pid()).inheritIO().start();
  }

  /// kill -9.
  void kill() {
    process.destroyForcibly();
  }

  /// Holds it as it is, until [#resume].
  void stop() throws IOException, InterruptedException {
    stop(process.toHandle());
  }

  void resume() throws IOException, InterruptedException {
    signal("-CONT", process.toHandle());
  }

  /// Holds a process as it is, as a machine that hangs would.
  static void stop(ProcessHandle process) throws IOException, InterruptedException {
    signal("-STOP", process);
  }

  private static void signal(String signal, ProcessHandle process)
      throws IOException, InterruptedException {
    int status =
        new ProcessBuilder("kill", signal, Long.toString(process.pid()))
            .inheritIO()
            .start()
            .waitFor();
    if (status != 0) {
      throw new AssertionError("kill %s ended with %d".formatted(signal, status));
    }
  }

  /// The worker process of that name among the children.
  ProcessHandle worker(String name) {
    return workers()
        .filter(child -> arguments(child).contains(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no worker process " + name + "; " + text()));
  }

  Stream<ProcessHandle> workers() {
    return process
        .descendants()
        .filter(child -> arguments(child).containsAll(List.of("worker", "--with-parent")));
  }

  /// The words of a child's command line; `ProcessHandle` cuts long ones off.
  static List<String> arguments(ProcessHandle child) {
    try {
      Path file = Path.of("/proc", Long.toString(child.pid()), "cmdline");
      return List.of(Files.readString(file).split("\0"));
    } catch (IOException _) {
      return List.of();
    }
  }

  String text() {
    synchronized (said) {
      return String.join(System.lineSeparator(), said);
    }
  }

  private void read() {
    try (BufferedReader lines = process.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        synchronized (said) {
          said.add(line);
        }
      }
    } catch (IOException broken) {
      synchronized (said) {
        said.add("output broke off: " + broken);
      }
    }
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
