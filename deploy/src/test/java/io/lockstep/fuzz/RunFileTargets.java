package io.lockstep.fuzz;

import static io.lockstep.fuzz.Target.texts;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.lockstep.failure.ExitCode;
import io.lockstep.format.JsonText;
import io.lockstep.format.SealedJson;
import io.lockstep.queue.QueueText;
import io.lockstep.queue.RunQueue;
import io.lockstep.run.BookCheck;
import io.lockstep.run.LedgerAudit;
import io.lockstep.run.MetricsLog;
import io.lockstep.run.QueueFolder;
import io.lockstep.run.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// The folder of a run, and that of a queue.
final class RunFileTargets {

  private static final int INPUTS = 300;

  private RunFileTargets() {}

  static List<Target> in(Path folder) throws IOException {
    Path run = Files.createDirectories(folder.resolve("runs/fuzzed-1"));
    return List.of(report(run), ledger(run), metrics(run), queue(folder));
  }

  private static Target report(Path run) {
    return Target.of(
        "report",
        texts(
            """
            {"versions":{"java":"25"},"seed":1,"data_fingerprint":"a","configuration_hash":"b",
             "status":"running","steps":7,"epochs":1,"metrics":{"train":{"loss":0.5}},
             "ledger":{"lines":7,"head":"0123456789abcdef"}}
            """),
        INPUTS,
        bytes -> {
          Files.write(run.resolve("run.json"), bytes);
          RunFolder.reportOf(run);
        },
        ExitCode.STORAGE);
  }

  private static Target ledger(Path run) {
    return Target.of(
        "ledger",
        texts(
            """
            {"step":1,"version":"0123456789abcdef","blocks":[{"shards":"0..3","worker":"w1"},{"shards":"4..7","worker":"w2"}]}
            {"step":2,"version":"0123456789abcdef","blocks":[{"shards":"0..7","worker":"w1"}]}
            """,
            "{\"step\":1,\"version\":\"0123456789abcdef\",\"blocks\":["
                + "{\"shards\":\"0..999999999\",\"worker\":\"w\"},".repeat(50)
                + "{\"shards\":\"9..3\",\"worker\":\"w\"}]}\n"),
        INPUTS,
        bytes -> {
          Files.write(run.resolve("ledger.jsonl"), bytes);
          LedgerAudit.of(run.resolve("ledger.jsonl"), _ -> 8).faults();
          checkBooks(run);
        },
        ExitCode.STORAGE);
  }

  private static Target metrics(Path run) {
    return Target.of(
        "metrics",
        texts(
            """
            {"epoch":1,"step":12,"seconds":0.5,"train":{"examples":90,"loss":1.5},"validation":{"examples":10,"loss":null}}
            {"epoch":2,"step":24,"seconds":1,"learning_rate":1e-3,"train":{"examples":90,"loss":1.25}}
            """),
        INPUTS,
        bytes -> {
          Path file = Files.write(run.resolve("metrics.jsonl"), bytes);
          checkBooks(run);
          MetricsLog.lines(file);
          MetricsLog.read(file);
        },
        ExitCode.STORAGE);
  }

  private static void checkBooks(Path run) {
    try (RunFolder open = RunFolder.open(run)) {
      new BookCheck(open).damage(2, 12);
    }
  }

  /// Sealed again after the damage: a seal keeps nobody from writing nonsense.
  private static Target queue(Path folder) throws IOException {
    Path file = Files.createDirectories(folder.resolve("queue")).resolve("queue-1.json");
    String run =
        """
        {"number":1,"key":"k","name":"n","priority":0,"by":"me","at":"2026-01-01T00:00:00Z",
         "state":"queued","wish":"none","exit_code":0,"reason":"","configuration":"x"}\
        """;
    return Target.of(
        "queue",
        List.of(
            JsonText.line(QueueText.of(RunQueue.empty())),
            "{\"version\":1,\"next_number\":2,\"runs\":[%s]}".formatted(run).getBytes(UTF_8)),
        INPUTS,
        bytes -> {
          Map<String, Object> content = JsonText.object(bytes);
          Files.write(file, SealedJson.bytes(content));
          try (QueueFolder queue = QueueFolder.open(folder)) {
            queue.read();
          }
        },
        ExitCode.STORAGE,
        ExitCode.USAGE);
  }
}
