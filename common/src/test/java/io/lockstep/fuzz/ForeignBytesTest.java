package io.lockstep.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.lockstep.config.ConfigurationReader;
import io.lockstep.config.Dialect;
import io.lockstep.failure.ExitCode;
import io.lockstep.failure.LockstepException;
import io.lockstep.format.FormatException;
import io.lockstep.format.JsonText;
import io.lockstep.format.SafetensorsReader;
import io.lockstep.format.SafetensorsWriter;
import io.lockstep.format.SealedJson;
import io.lockstep.format.TensorSlice;
import io.lockstep.queue.QueueText;
import io.lockstep.queue.RunQueue;
import io.lockstep.run.LedgerAudit;
import io.lockstep.run.QueueFolder;
import io.lockstep.run.RunFolder;
import io.lockstep.source.CsvRows;
import io.lockstep.source.DataFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ForeignBytesTest {

  private static final int INPUTS = 3_000;
  private static final int INPUTS_BY_FILE = 1_000;
  private static final long SEED = Long.getLong("lockstep.fuzz.seed", 2026);

  /// So many times as many inputs as in each run of the tests.
  private static final int TIMES = Integer.getInteger("lockstep.fuzz.times", 1);

  /// For one input; far more than any needs, so that a busy machine is no hang.
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir Path folder;

  /// What reads bytes, and refuses what it does not like.
  @FunctionalInterface
  private interface Target {
    void read(byte[] bytes) throws IOException;
  }

  @Test
  void aConfigurationIsReadOrRefusedAsUsage() {
    List<byte[]> examples =
        texts(
            """
            run: { name: iris, seed: 42 }
            data:
              dir: data
              train: { csv: iris.csv, label: species }
              test-fraction: 0.3
            model:
              layers:
                - dense: 16
                  activation: tanh
                - dropout: 0.2
                - dense: 3
              loss: cross-entropy
            train:
              epochs: 60
              batch: 16
              optimizer: { adam: { learning-rate: 0.01 } }
            """,
            """
            %YAML 1.2
            ---
            data: &d {train: {images: "a\\x41\\u00e9", labels: 'b'}}
            model: {layers: [{dense: 4}, &x {dense: 2}, *x], loss: mean-squared-error}
            train: !!map {epochs: 1, batch: 0x10, optimizer: sgd}
            ...
            """);
    fuzz(
        examples,
        INPUTS,
        bytes -> ConfigurationReader.of("c.yaml", new String(bytes, UTF_8), List.of()),
        ExitCode.USAGE);
  }

  @Test
  void aJsonObjectIsReadOrRefusedByItsFormat() {
    fuzz(
        texts("{\"a\":[1,-2.5e3,true,null,{\"b\":\"\\u00e9\\n\"}],\"c\":12345678901234567890}"),
        INPUTS,
        JsonText::object);
  }

  @Test
  void tensorsAreReadOrRefusedByTheirFormat() throws IOException {
    Path file = folder.resolve("w.safetensors");
    SafetensorsWriter.write(
        file,
        List.of(
            TensorSlice.flat("a", new float[] {1, 2, 3}), TensorSlice.flat("b", new float[] {4})),
        Map.of("k", "v"));
    fuzz(
        List.of(Files.readAllBytes(file)),
        INPUTS_BY_FILE,
        bytes -> {
          try (SafetensorsReader reader = SafetensorsReader.open(Files.write(file, bytes))) {
            for (String name : reader.names()) {
              reader.read(name);
            }
          }
        });
  }

  @Test
  void aLedgerIsAuditedWhateverItsLinesSay() {
    fuzz(
        texts(
            """
            {"step":1,"version":"0123456789abcdef","blocks":[{"shards":"0..3","worker":"w1"},{"shards":"4..7","worker":"w2"}]}
            {"step":2,"version":"0123456789abcdef","blocks":[{"shards":"0..7","worker":"w1"}]}
            """,
            "{\"step\":1,\"version\":\"0123456789abcdef\",\"blocks\":["
                + "{\"shards\":\"0..999999999\",\"worker\":\"w\"},".repeat(50)
                + "{\"shards\":\"9..3\",\"worker\":\"w\"}]}\n"),
        INPUTS_BY_FILE,
        bytes -> LedgerAudit.of(Files.write(folder.resolve("ledger"), bytes), _ -> 8).faults(),
        ExitCode.STORAGE);
  }

  @Test
  void aReportIsReadOrRefusedAsStorage() {
    fuzz(
        texts(
            """
            {"versions":{"java":"25"},"seed":1,"data_fingerprint":"a","configuration_hash":"b",
             "status":"running","steps":7,"epochs":1,"metrics":{"train":{"loss":0.5}}}
            """),
        INPUTS_BY_FILE,
        bytes -> {
          Files.write(folder.resolve("run.json"), bytes);
          RunFolder.reportOf(folder);
        },
        ExitCode.STORAGE);
  }

  /// Sealed again after the damage: a seal keeps nobody from writing nonsense.
  @Test
  void aQueueIsReadOrRefusedWhateverIsSealedInIt() throws IOException {
    Path file = Files.createDirectories(folder.resolve("queue")).resolve("queue-1.json");
    String run =
        """
        {"number":1,"key":"k","name":"n","priority":0,"by":"me","at":"2026-01-01T00:00:00Z",
         "state":"queued","wish":"none","exit_code":0,"reason":"","configuration":"x"}\
        """;
    fuzz(
        List.of(
            JsonText.line(QueueText.of(RunQueue.empty())),
            "{\"version\":1,\"next_number\":2,\"runs\":[%s]}".formatted(run).getBytes(UTF_8)),
        INPUTS_BY_FILE,
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

  @Test
  void aTableIsReadOrRefusedAsData() {
    fuzz(
        texts(
            "a,b,c\n1,2.5,x\n3,\"4,5\",\"y\"\"z\"\n\n# no\n5,6,é\n",
            "sep=;\r\na;b\r\n1,5;2\r\n\"3\r\n\";4\r\n",
            "\ufeffa\tb\n1\t2\n3\t4\n"),
        INPUTS_BY_FILE,
        bytes -> {
          DataFile file = new DataFile(Files.write(folder.resolve("t.csv"), bytes), "");
          try (CsvRows rows = CsvRows.open(file, Dialect.UNSTATED)) {
            while (rows.next()) {
              rows.cells();
            }
          }
        },
        ExitCode.DATA);
  }

  private void fuzz(List<byte[]> examples, int inputs, Target target, ExitCode... codes) {
    examples.forEach(example -> check(example, target, codes));
    Mutations mutations = new Mutations(examples, SEED);
    for (int i = 0; i < inputs * TIMES; i++) {
      check(mutations.next(), target, codes);
    }
  }

  private void check(byte[] bytes, Target target, ExitCode... codes) {
    Optional<Throwable> thrown =
        assertTimeoutPreemptively(LIMIT, () -> thrown(bytes, target), () -> shown(bytes));
    thrown.ifPresent(refusal -> {
      if (refusal instanceof LockstepException told) {
        assertThat(told.failure().code()).as(shown(bytes)).isIn((Object[]) codes);
        assertThat(told.failure().error()).as(shown(bytes)).isNotBlank();
        assertThat(told.failure().cause()).as(shown(bytes)).isNotBlank();
      } else {
        assertThat(refusal).as(shown(bytes)).isInstanceOf(FormatException.class);
        assertThat(refusal.getMessage()).isNotBlank();
      }
    });
  }

  private static Optional<Throwable> thrown(byte[] bytes, Target target) {
    try {
      target.read(bytes);
      return Optional.empty();
    } catch (IOException | RuntimeException | Error refusal) {
      return Optional.of(refusal);
    }
  }

  private static String shown(byte[] bytes) {
    return "seed %d, input %s = %s"
        .formatted(SEED, HexFormat.of().formatHex(bytes), new String(bytes, UTF_8));
  }

  private static List<byte[]> texts(String... texts) {
    return List.of(texts).stream().map(text -> text.getBytes(UTF_8)).toList();
  }
}
