package io.lockstep.wire;

import io.lockstep.queue.QueuedRun;
import java.util.List;

/// Lines of a text about a run, and where the next ones begin.
///
/// @param origin of the count: another one than before means that the text begins anew
/// @param next where the lines after these begin
/// @param run as it is now
public record RunLines(long origin, long next, List<String> lines, QueuedRun run) {

  /// Lines of one answer, and characters of one line.
  public static final int LINES_MAX = 500;

  public static final int LINE_CHARS_MAX = 2_000;

  public RunLines {
    lines = List.copyOf(lines);
  }

  /// What may be read of a run.
  public enum Text {
    /// What a person would see who trains it.
    PROGRESS,
    LOG
  }

  /// @param run number, folder or name
  /// @param origin of the answer before; 0 at first
  /// @param from where the answer before ended; 0 at first
  public record Question(String run, Text text, long origin, long from) {
    public Question {
      run = PeerText.name(run, "a run's name");
      Checks.atLeast(0, from, "place");
    }

    /// Where to begin when the text is the one of this origin.
    public long fromIn(long ofOrigin) {
      return origin == ofOrigin ? from : 0;
    }
  }
}
