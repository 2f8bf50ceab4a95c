package io.lockstep.queue;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// A queue as plain maps, lists, texts and numbers, and back.
public final class QueueText {

  /// Grows when an older program would misread what is written.
  public static final int VERSION = 1;

  private static final String VERSION_KEY = "version";

  private QueueText() {}

  public static Map<String, Object> of(RunQueue queue) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put(VERSION_KEY, VERSION);
    map.put("next_number", queue.nextNumber());
    map.put("runs", queue.runs().stream().map(QueueText::of).toList());
    return map;
  }

  private static Map<String, Object> of(QueuedRun run) {
    Submission submission = run.submission();
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("number", run.number());
    map.put("key", submission.key());
    map.put("name", submission.name());
    map.put("priority", submission.priority());
    map.put("by", submission.by());
    map.put("at", submission.at().toString());
    map.put("state", run.state().word());
    map.put("wish", run.wish().name().toLowerCase(Locale.ROOT));
    run.folder().ifPresent(folder -> map.put("folder", folder));
    map.put("exit_code", run.exitCode());
    map.put("reason", run.reason());
    map.put("tries", run.tries());
    map.put("configuration", submission.configuration());
    return map;
  }

  /// The version that a text states; empty when it states none.
  public static Optional<Long> version(Map<String, Object> map) {
    return map.get(VERSION_KEY) instanceof Number version
        ? Optional.of(version.longValue())
        : Optional.empty();
  }

  /// @throws RuntimeException if something is missing or of another kind
  public static RunQueue queue(Map<String, Object> map) {
    if (!version(map).equals(Optional.of((long) VERSION))) {
      throw new IllegalArgumentException("not a queue of version " + VERSION);
    }
    List<?> runs = (List<?>) map.get("runs");
    return new RunQueue(
        number(map, "next_number"), runs.stream().map(run -> run((Map<?, ?>) run)).toList());
  }

  private static QueuedRun run(Map<?, ?> map) {
    Submission submission =
        new Submission(
            text(map, "key"),
            text(map, "name"),
            Math.toIntExact(number(map, "priority")),
            text(map, "by"),
            Instant.parse(text(map, "at")),
            text(map, "configuration"));
    return new QueuedRun(
        number(map, "number"),
        submission,
        QueuedRun.State.valueOf(text(map, "state").toUpperCase(Locale.ROOT)),
        QueuedRun.Wish.valueOf(text(map, "wish").toUpperCase(Locale.ROOT)),
        Optional.ofNullable((String) map.get("folder")),
        Math.toIntExact(number(map, "exit_code")),
        text(map, "reason"),
        map.containsKey("tries") ? Math.toIntExact(number(map, "tries")) : 0);
  }

  private static String text(Map<?, ?> map, String key) {
    return map.get(key) instanceof String text ? text : missing(key);
  }

  private static long number(Map<?, ?> map, String key) {
    return map.get(key) instanceof Number number
        ? number.longValue()
        : Long.parseLong(missing(key));
  }

  private static String missing(String key) {
    throw new IllegalArgumentException("'%s' is missing or of another kind".formatted(key));
  }
}
