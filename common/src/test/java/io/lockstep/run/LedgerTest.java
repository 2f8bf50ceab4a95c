package io.lockstep.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LedgerTest {

  private static final Duration TIME = Duration.ofSeconds(10);

  @TempDir Path folder;

  @Test
  void aRowReadsAsTheDesignSays() {
    Path file = folder.resolve("ledger.jsonl");
    try (Ledger ledger = Ledger.open(file, 0, patience(), Fence.ALONE)) {
      ledger.begin(812, 0x0123456789abcdefL);
      ledger.block(0, 3, "w1");
      ledger.block(4, 4, "a\"b\\é");
      ledger.end();
    }

    assertThat(file)
        .hasContent(
            "{\"step\":812,\"version\":\"0123456789abcdef\",\"blocks\":["
                + "{\"shards\":\"0..3\",\"worker\":\"w1\"},"
                + "{\"shards\":\"4..4\",\"worker\":\"a?b??\"}],\"before\":\""
                + "0".repeat(64)
                + "\",\"check\":\"179b6126\"}");
  }

  @Test
  void oneChangedBitAnywhereIsSeen() throws IOException {
    Path file = written(1);
    byte[] bytes = Files.readAllBytes(file);
    for (int bit = 0; bit < 8 * bytes.length; bit++) {
      byte[] changed = bytes.clone();
      changed[bit / 8] ^= (byte) (1 << bit % 8);
      Files.write(file, changed);
      assertThat(JsonLines.whole(file, 1, JsonLines.Kind.LEDGER, Optional.empty()).step())
          .as("bit %d of byte %d", bit % 8, bit / 8)
          .isZero();
    }
  }

  @Test
  void rowsThatWereWrittenBeforeTheyHadACheckAreTakenAsTheyAre() throws IOException {
    Path file = folder.resolve("ledger.jsonl");
    for (int step = 1; step <= 2; step++) {
      Files.writeString(
          file,
          "{\"step\":%d,\"version\":\"%016x\",\"blocks\":[{\"shards\":\"0..7\",\"worker\":\"w1\"}]}\n"
              .formatted(step, step),
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    }

    try (Ledger ledger = Ledger.open(file, 2, patience(), Fence.ALONE)) {
      row(ledger, 3);
    }

    LedgerAudit audit = LedgerAudit.of(file, _ -> 8);
    assertThat(audit.faults()).isEmpty();
    assertThat(audit.steps()).isEqualTo(3);
  }

  @Test
  void aSoundLedgerAddsUp() {
    Path file = written(5000);

    LedgerAudit audit = LedgerAudit.of(file, _ -> 8);

    assertThat(audit.sound()).as(audit.faults().toString()).isTrue();
    assertThat(audit.steps()).isEqualTo(5000);
    assertThat(audit.lastVersion()).isEqualTo("%016x".formatted(5000L * 31));
    assertThat(audit.shardsByWorker()).isEqualTo(Map.of("w0", 20_000L, "w1", 20_000L));
  }

  @Test
  void whatDoesNotAddUpIsNamed() {
    Path file = folder.resolve("ledger.jsonl");
    try (Ledger ledger = Ledger.open(file, 0, patience(), Fence.ALONE)) {
      ledger.begin(1, 1);
      ledger.block(0, 3, "w0");
      ledger.block(3, 7, "w1");
      ledger.end();
      ledger.begin(3, 1);
      ledger.block(0, 6, "w0");
      ledger.end();
      ledger.begin(3, 1);
      ledger.block(0, 8, "w0");
      ledger.end();
    }

    assertThat(LedgerAudit.of(file, _ -> 8).faults())
        .extracting(LedgerAudit.Fault::what)
        .containsExactly(
            "step 1: shard 3 is counted twice",
            "line 2 is step 3, expected 2",
            "step 3: counted shards {0..6} of 8",
            "line 3 is step 3, expected 4",
            "step 3: counted shards {0..8} of 8");
  }

  @Test
  void aRowThatSpeaksOfAThousandMillionShardsCostsNoMoreThanAnother() throws IOException {
    Path file = folder.resolve("ledger.jsonl");
    Files.writeString(
        file,
        "{\"step\":1,\"version\":\"%016x\",\"blocks\":[%s{\"shards\":\"0..7\",\"worker\":\"w2\"}]}\n"
            .formatted(1, "{\"shards\":\"0..999999999\",\"worker\":\"w1\"},".repeat(100)));

    LedgerAudit audit = assertTimeoutPreemptively(TIME, () -> LedgerAudit.of(file, _ -> 8));

    assertThat(audit.faults()).hasSize(LedgerAudit.FAULTS_MAX);
    assertThat(audit.shardsByWorker()).containsEntry("w1", 100_000_000_000L);
  }

  @Test
  void aRangeThatEndsBeforeItBeginsIsNoRow() throws IOException {
    Path file = folder.resolve("ledger.jsonl");
    Files.writeString(
        file,
        "{\"step\":1,\"version\":\"%016x\",\"blocks\":[{\"shards\":\"9..3\",\"worker\":\"w1\"}]}\n"
            .formatted(1));

    LedgerAudit audit = LedgerAudit.of(file, _ -> 8);

    assertThat(audit.steps()).isZero();
    assertThat(audit.faults()).hasSize(1);
    assertThat(audit.shardsByWorker()).isEmpty();
  }

  @Test
  void aResumedRunDropsRowsBeyondItsCheckpointAndATornLine() throws IOException {
    Path file = written(100);
    Files.writeString(file, "{\"step\":101,\"vers", StandardOpenOption.APPEND);

    try (Ledger ledger = Ledger.open(file, 60, patience(), Fence.ALONE)) {
      row(ledger, 61);
    }

    LedgerAudit audit = LedgerAudit.of(file, _ -> 8);
    assertThat(audit.faults()).isEmpty();
    assertThat(audit.steps()).isEqualTo(61);
  }

  @Test
  void killedAtAnyByteTheLedgerGoesOnFromTheCheckpoint() throws IOException {
    Path whole = written(2);
    byte[] bytes = Files.readAllBytes(whole);
    Path cut = folder.resolve("cut.jsonl");
    for (int length = 0; length <= bytes.length; length++) {
      Files.write(cut, Arrays.copyOf(bytes, length));
      long rows =
          new String(bytes, 0, length, StandardCharsets.US_ASCII)
              .chars()
              .filter(c -> c == '\n')
              .count();
      try (Ledger ledger = Ledger.open(cut, rows, patience(), Fence.ALONE)) {
        row(ledger, rows + 1);
      }
      LedgerAudit audit = LedgerAudit.of(cut, _ -> 8);
      assertThat(audit.faults()).isEmpty();
      assertThat(audit.steps()).isEqualTo(rows + 1);
    }
  }

  /// Which is said before, and asked for: see [BookCheckTest].
  @Test
  void damageInsideTheKeptRowsCostsTheRowThatItStruckOnly() throws IOException {
    for (String damage : List.of("x", "{\"step\":9", "{\"step\":0", "{\"step\":1", "\n\n", "\0")) {
      Path file = written(10);
      byte[] bytes = Files.readAllBytes(file);
      int second = new String(bytes, StandardCharsets.US_ASCII).indexOf('\n') + 1;
      System.arraycopy(
          damage.getBytes(StandardCharsets.US_ASCII), 0, bytes, second, damage.length());
      Files.write(file, bytes);

      Ledger.open(file, 8, patience(), Fence.ALONE).close();

      assertThat(Files.readAllLines(file))
          .as(damage)
          .extracting(line -> line.substring(8, 9))
          .containsExactly("1", "3", "4", "5", "6", "7", "8");
      Files.delete(file);
    }
  }

  /// A power cut may leave the length of a write without its bytes.
  @Test
  void zerosBehindTheKeptRowsEndTheLedger() throws IOException {
    Path file = written(10);
    Files.write(file, new byte[4096], StandardOpenOption.APPEND);
    Files.writeString(file, "\n{\"step\":12}\n", StandardOpenOption.APPEND);

    try (Ledger ledger = Ledger.open(file, 10, patience(), Fence.ALONE)) {
      row(ledger, 11);
    }

    LedgerAudit audit = LedgerAudit.of(file, _ -> 8);
    assertThat(audit.faults()).isEmpty();
    assertThat(audit.steps()).isEqualTo(11);
  }

  @Test
  void zerosInsteadOfAllRowsOfANewRunDoNotMatter() throws IOException {
    Path file = folder.resolve("ledger.jsonl");
    Files.write(file, new byte[] {0, 0, 0, '\n'});

    try (Ledger ledger = Ledger.open(file, 0, patience(), Fence.ALONE)) {
      row(ledger, 1);
    }

    assertThat(LedgerAudit.of(file, _ -> 8).faults()).isEmpty();
  }

  /// The last line of the metrics may be many steps before the checkpoint.
  @Test
  void zerosBehindTheLastClosedEpochEndTheMetrics() throws IOException {
    Path file = folder.resolve("metrics.jsonl");
    var one = new EpochMetrics(1, 10, 0.5, 0.01, Map.of("train", Metrics.ofClassifier(1, 2, 3)));
    try (MetricsLog log = MetricsLog.open(file, 0, patience(), Fence.ALONE)) {
      log.append(one);
      log.sync();
    }
    Files.write(file, new byte[] {0, 0, 0, '\n'}, StandardOpenOption.APPEND);

    MetricsLog.open(file, 17, patience(), Fence.ALONE).close();

    assertThat(MetricsLog.read(file)).containsExactly(one);
  }

  @Test
  void aRowAllocatesNothing() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().threadId();
    try (Ledger ledger = Ledger.open(folder.resolve("ledger.jsonl"), 0, patience(), Fence.ALONE)) {
      for (long step = 1; step <= 2000; step++) {
        row(ledger, step);
      }
      long before = threads.getThreadAllocatedBytes(thread);
      for (long step = 2001; step <= 12_000; step++) {
        row(ledger, step);
      }
      long bytes = threads.getThreadAllocatedBytes(thread) - before;

      // 10 000 rows reach the file in about 30 writes, each of which may cost the JDK some bytes.
      assertThat(bytes).isLessThan(10_000);
    }
    assertThat(LedgerAudit.of(folder.resolve("ledger.jsonl"), _ -> 8).steps()).isEqualTo(12_000);
  }

  @Test
  void metricsAreReadBackAndCutAtTheCheckpoint() throws IOException {
    Path file = folder.resolve("metrics.jsonl");
    var one =
        new EpochMetrics(
            1,
            10,
            0.5,
            0.01,
            Map.of(
                "train",
                Metrics.ofClassifier(1, 2, 3),
                "validation",
                Metrics.ofRegression(0.1, 7)));
    var two =
        new EpochMetrics(
            2, 20, 0.25, 0.01, Map.of("train", new Metrics(Double.NaN, OptionalDouble.of(1), 3)));
    try (MetricsLog log = MetricsLog.open(file, 0, patience(), Fence.ALONE)) {
      log.append(one);
      log.append(two);
    }
    assertThat(MetricsLog.read(file)).containsExactly(one, two);
    Files.writeString(file, "{\"epoch\":3", StandardOpenOption.APPEND);
    assertThat(MetricsLog.read(file)).containsExactly(one, two);

    MetricsLog.open(file, 19, patience(), Fence.ALONE).close();

    assertThat(MetricsLog.read(file)).containsExactly(one);
  }

  /// A line of an earlier version, and one with figures and fields that this one may not know.
  @Test
  void metricsOfEarlierAndLaterVersionsAreRead() throws IOException {
    Path file = folder.resolve("metrics.jsonl");
    Files.writeString(
        file,
        """
        {"epoch":1,"step":10,"seconds":0.5,"train":{"loss":1.5,"accuracy":0.5,"examples":4}}
        {"epoch":2,"step":20,"seconds":0.5,"rates":[0.1],"gradient_norm":1.25,"update_ratio":0.5,"train":{"loss":1.5,"examples":4,\
        "f1_macro":0.25,"names":["a"],"confusion":[[1,0],[2,1]]}}
        """);

    List<EpochMetrics> lines = MetricsLog.read(file);

    assertThat(lines.getFirst().metrics().get("train"))
        .isEqualTo(new Metrics(1.5, OptionalDouble.of(0.5), 4));
    assertThat(lines.getFirst().norms()).isEqualTo(EpochMetrics.Norms.UNKNOWN);
    assertThat(lines.getLast().norms()).isEqualTo(new EpochMetrics.Norms(1.25, 0.5));
    Metrics later = lines.getLast().metrics().get("train");
    assertThat(later.figure("f1_macro")).hasValue(0.25);
    assertThat(later.figure("loss")).hasValue(1.5);
    assertThat(later.figure("accuracy")).isEmpty();
    assertThat(later.confusion().orElseThrow().rows())
        .isEqualTo(List.of(List.of(1L, 0L), List.of(2L, 1L)));
    assertThat(Metrics.ofJson(later.json())).isEqualTo(later);
  }

  private static Patience patience() {
    return Patience.ofSeconds(0);
  }

  private Path written(long steps) {
    Path file = folder.resolve("ledger.jsonl");
    try (Ledger ledger = Ledger.open(file, 0, patience(), Fence.ALONE)) {
      for (long step = 1; step <= steps; step++) {
        row(ledger, step);
      }
    }
    return file;
  }

  private static void row(Ledger ledger, long step) {
    ledger.begin(step, step * 31);
    ledger.block(0, 3, "w0");
    ledger.block(4, 7, "w1");
    ledger.end();
  }
}
