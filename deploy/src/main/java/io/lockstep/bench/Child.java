package io.lockstep.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/// A command that is run to its end, and what it said when.
///
/// @param exitCode of the command
/// @param cut true when the limit ended it
/// @param lines of its standard output
/// @param begunNanos when it was started
record Child(int exitCode, boolean cut, List<Line> lines, long begunNanos) {

  Child {
    lines = List.copyOf(lines);
  }

  /// @param nanos when it was read
  record Line(String text, long nanos) {}

  /// Runs a command on the caller's thread, with an empty standard input.
  ///
  /// @param limit ends the command with all that it has started, when it completes; cancelled when
  ///   the command ends first
  static Child run(ProcessBuilder command, CompletableFuture<Void> limit)
      throws IOException, InterruptedException {
    return run(command, limit, _ -> false);
  }

  /// Runs a command on the caller's thread, with an empty standard input, until it has said enough.
  ///
  /// @param limit as above
  /// @param enough true for the line after which the command is ended with all that it has started
  static Child run(ProcessBuilder command, CompletableFuture<Void> limit, Predicate<String> enough)
      throws IOException, InterruptedException {
    long begunNanos = System.nanoTime();
    Process process = command.start();
    limit.thenRunAsync(() -> end(process));
    try (BufferedReader reader = process.inputReader()) {
      process.getOutputStream().close();
      List<Line> lines = new ArrayList<>();
      for (String text = reader.readLine(); text != null; text = reader.readLine()) {
        lines.add(new Line(text, System.nanoTime()));
        if (enough.test(text)) {
          end(process);
          break;
        }
      }
      int exitCode = process.waitFor();
      return new Child(exitCode, !limit.cancel(false), lines, begunNanos);
    } finally {
      limit.cancel(false);
      end(process);
    }
  }

  /// What a shell has started holds its pipe open, and outlives it. By handle: [Process#destroy]
  /// would close the pipe under the reader.
  private static void end(Process process) {
    List<ProcessHandle> family = process.descendants().toList();
    process.toHandle().destroyForcibly();
    family.forEach(ProcessHandle::destroyForcibly);
  }

  /// What it said, one line after the other.
  List<String> texts() {
    return lines.stream().map(Line::text).toList();
  }
}
