package io.lockstep.launch;

import io.lockstep.wire.RunLines;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.UUID;

/// The last lines of a text that grows, for whoever asks from time to time: nobody is waited for,
/// and who is slow misses lines. Any thread.
final class TextFeed {

  static final int LINES_KEPT = 2_000;

  private final long origin = UUID.randomUUID().getMostSignificantBits() | 1; // 0 is nobody's.
  private final Deque<String> lines = new ArrayDeque<>();
  private long begin;

  /// Some of the lines, and where the next ones begin.
  record Piece(long origin, long next, List<String> lines) {}

  synchronized void add(String line) {
    lines.add(
        line.length() <= RunLines.LINE_CHARS_MAX
            ? line
            : line.substring(0, RunLines.LINE_CHARS_MAX) + "…");
    if (lines.size() > LINES_KEPT) {
      lines.remove();
      begin++;
    }
  }

  synchronized Piece after(RunLines.Question question) {
    long from = Math.clamp(question.fromIn(origin), begin, begin + lines.size());
    List<String> piece =
        new ArrayList<>(lines.stream().skip(from - begin).limit(RunLines.LINES_MAX).toList());
    return new Piece(origin, from + piece.size(), piece);
  }
}
