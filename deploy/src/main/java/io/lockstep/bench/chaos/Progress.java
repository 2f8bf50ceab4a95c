package io.lockstep.bench.chaos;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How far the run is by its books: the last step of the newest epoch that is closed. It goes back
/// where a coordinator goes on from a checkpoint.
final class Progress {

  private static final int TAIL_BYTES = 4_096;
  private static final Pattern STEP = Pattern.compile("\"step\":\\s*(\\d+)");

  private final Path metrics;
  private long step;
  private long advances;

  /// @param run its folder, which need not be there yet
  Progress(Path run) {
    this.metrics = run.resolve("metrics.jsonl");
  }

  /// Looks into the books.
  void look() {
    long now = stepOfTheLastLine();
    if (now > step) {
      advances++;
    }
    step = now;
  }

  /// As of the last look.
  long step() {
    return step;
  }

  /// How many looks found it further than the one before.
  long advances() {
    return advances;
  }

  private long stepOfTheLastLine() {
    try (RandomAccessFile file = new RandomAccessFile(metrics.toFile(), "r")) {
      long length = file.length();
      byte[] tail = new byte[(int) Math.min(TAIL_BYTES, length)];
      file.seek(length - tail.length);
      file.readFully(tail);
      return stepIn(new String(tail, StandardCharsets.UTF_8));
    } catch (IOException notThere) {
      return 0;
    }
  }

  /// Of the last whole line; 0 if there is none.
  static long stepIn(String tail) {
    int end = tail.lastIndexOf('\n');
    if (end < 0) {
      return 0;
    }
    String line = tail.substring(tail.lastIndexOf('\n', end - 1) + 1, end);
    Matcher found = STEP.matcher(line);
    return found.find() ? Long.parseLong(found.group(1)) : 0;
  }
}
