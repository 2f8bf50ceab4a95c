package io.lockstep.cli;

import io.lockstep.queue.QueuedRun;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// A run of a cluster, for people and for machines.
final class RunWords {

  private static final String ROW = "%6s  %-9s  %-20s  %8s  %-20s  %-20s  %s";

  private RunWords() {}

  static Map<String, Object> json(QueuedRun run) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("number", run.number());
    json.put("name", run.submission().name());
    json.put("state", run.state().word());
    json.put("wish", run.wish().name().toLowerCase(Locale.ROOT));
    json.put("folder", run.folder().orElse(null));
    json.put("priority", run.submission().priority());
    json.put("submitted_by", run.submission().by());
    json.put("submitted_at", run.submission().at().toString());
    json.put("exit_code", run.exitCode());
    json.put("reason", run.reason());
    return json;
  }

  static Map<String, Object> json(QueuedRun run, long before) {
    Map<String, Object> json = json(run);
    json.put("before", before);
    return json;
  }

  /// Such as `run 3 (iris) queued, 1 before it`.
  static String line(QueuedRun run, long before) {
    String wish =
        switch (run.wish()) {
          case NONE -> "";
          case PAUSE -> ", to be paused at its next step";
          case CANCEL -> ", to be cancelled at its next step";
        };
    String place =
        run.state() != QueuedRun.State.QUEUED
            ? ""
            : before == 0 ? ", next" : ", %d before it".formatted(before);
    return "%s %s%s%s".formatted(run.shown(), run.state().word(), wish, place);
  }

  static String table(List<QueuedRun> runs) {
    StringBuilder text =
        new StringBuilder(
            ROW.formatted("number", "state", "run", "priority", "submitted", "by", "")
                .stripTrailing());
    for (QueuedRun run : runs) {
      String wish =
          run.wish() == QueuedRun.Wish.NONE
              ? ""
              : "to " + run.wish().name().toLowerCase(Locale.ROOT) + " ";
      text.append(System.lineSeparator())
          .append(
              ROW.formatted(
                      run.number(),
                      run.state().word(),
                      run.folder().orElse(run.submission().name()),
                      run.submission().priority(),
                      run.submission().at().truncatedTo(ChronoUnit.SECONDS),
                      run.submission().by(),
                      wish + run.reason())
                  .stripTrailing());
    }
    return text.toString();
  }
}
