package io.lockstep.launch;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.StorageFault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/// Keeps what workers say in the log of the run, and shows a person what matters. Lines that come
/// before the run has a folder wait in memory, a bounded number of them.
public final class WorkerLog implements ChildListener {

  private static final int WAITING_LINES_MAX = 1_000;

  /// The last words of a JVM.
  private static final String HEAP_EXHAUSTED = "Terminating due to java.lang.OutOfMemoryError: ";

  private final Consumer<String> shown;
  private final int processes;
  private final List<String> waiting = new ArrayList<>();
  private final Map<String, String> lastErrors = new HashMap<>();
  private final CompletableFuture<String> allDead = new CompletableFuture<>();
  private Path file;
  private int dead;

  /// @param processes how many workers there are
  /// @param shown gets one line for each thing that a person should see; any thread
  public WorkerLog(int processes, Consumer<String> shown) {
    this.processes = processes;
    this.shown = shown;
  }

  /// From now on lines go to the end of this file.
  public synchronized void keepIn(Path newFile) {
    file = newFile;
    List<String> lines = List.copyOf(waiting);
    waiting.clear();
    append(lines);
  }

  /// Completes with the reason when no worker process is left.
  public CompletableFuture<String> allDead() {
    return allDead;
  }

  @Override
  public synchronized void said(String worker, String line) {
    if (line.startsWith("error:")) {
      lastErrors.put(worker, line);
    } else if (line.startsWith(HEAP_EXHAUSTED)) {
      lastErrors.put(
          worker, "error: its Java heap is exhausted (give more with LOCKSTEP_JVM_OPTS)");
    }
    append(List.of("[" + worker + "] " + line));
  }

  @Override
  public synchronized void started(String worker, long pid) {
    append(List.of("event=worker-started worker=" + worker + " pid=" + pid));
  }

  /// A worker killed from outside is the coordinator's warning, which sees the stream break; one
  /// that ended with an error of its own has something to say.
  @Override
  public synchronized void died(String worker, long pid, int exitStatus) {
    append(
        List.of("event=worker-ended worker=%s pid=%d exit=%d".formatted(worker, pid, exitStatus)));
    String reason =
        "%s ended with exit code %d%s"
            .formatted(
                worker,
                exitStatus,
                Optional.ofNullable(lastErrors.get(worker)).map(said -> ": " + said).orElse(""));
    if (exitStatus > 0 && exitStatus < 128 && exitStatus != ExitCode.INTERRUPTED.number()) {
      shown.accept("warning: worker " + reason);
    }
    dead++;
    if (dead == processes) {
      allDead.complete(reason);
    }
  }

  private void append(List<String> lines) {
    if (file == null) {
      if (waiting.size() + lines.size() <= WAITING_LINES_MAX) {
        waiting.addAll(lines);
      }
      return;
    }
    try {
      Files.write(file, lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException fault) {
      shown.accept("warning: the log cannot be written: " + StorageFault.of(fault, file).reason());
      file = null;
    }
  }
}
