package io.lockstep.launch;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/// One child and the thread that reads what it says. A platform thread: a blocked read of a pipe
/// holds a carrier of the virtual ones, and with as many children as cores no virtual thread of
/// this process would run any more once the spare carriers have been given up, after 30 idle
/// seconds.
final class ChildProcess {

  /// What a JVM says when it starts, which tells a user nothing.
  private static final Pattern START_LINE =
      Pattern.compile(
          "WARNING: Using incubator modules: jdk\\.incubator\\.vector"
              + "|\\d+ compiler directives added");

  private final String name;
  private final Process process;
  private final ChildListener listener;
  private final Thread reading;
  private volatile boolean told;

  private ChildProcess(String name, Process process, ChildListener listener) {
    this.name = name;
    this.process = process;
    this.listener = listener;
    this.reading = Thread.ofPlatform().daemon().name("child-" + name).unstarted(this::readToTheEnd);
  }

  static ChildProcess start(String name, List<String> line, ChildListener listener)
      throws IOException {
    Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
    ChildProcess child = new ChildProcess(name, process, listener);
    listener.started(name, process.pid());
    child.reading.start();
    return child;
  }

  long pid() {
    return process.pid();
  }

  boolean alive() {
    return process.isAlive();
  }

  /// From now on its end is no news.
  void dismiss() {
    told = true;
  }

  /// Ends its standard input, which it takes as the end of its parent.
  void abandon() {
    told = true;
    try {
      process.getOutputStream().close();
    } catch (IOException _) {
      // It has ended already.
    }
  }

  /// By its handle: [Process#destroy] would close the pipe as well, and what the child says while
  /// it ends would be lost.
  void terminate() {
    told = true;
    process.toHandle().destroy();
  }

  void kill() {
    told = true;
    process.toHandle().destroyForcibly();
  }

  /// Waits for the end of the process and of what it said.
  boolean await(long nanosMax) {
    try {
      long begunNanos = System.nanoTime();
      if (!process.waitFor(Math.max(0, nanosMax), TimeUnit.NANOSECONDS)) {
        return false;
      }
      long left = nanosMax - (System.nanoTime() - begunNanos);
      reading.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(left)));
      return true;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void readToTheEnd() {
    try (BufferedReader lines = process.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!START_LINE.matcher(line).matches()) {
          listener.said(name, line);
        }
      }
    } catch (IOException broken) {
      listener.said(name, "its output broke off: " + broken.getMessage());
    }
    try {
      int exitStatus = process.waitFor();
      if (!told) {
        listener.died(name, process.pid(), exitStatus);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
