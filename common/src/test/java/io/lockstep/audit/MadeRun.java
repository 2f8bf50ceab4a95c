package io.lockstep.audit;

import io.lockstep.config.ConfigurationReader;
import io.lockstep.config.RunConfiguration;
import io.lockstep.format.DurableFiles;
import io.lockstep.format.JsonText;
import io.lockstep.run.BookHead;
import io.lockstep.run.EpochMetrics;
import io.lockstep.run.Fence;
import io.lockstep.run.Ledger;
import io.lockstep.run.Patience;
import io.lockstep.run.RunFolder;
import io.lockstep.run.RunReport;
import io.lockstep.training.LocalTraining;
import io.lockstep.training.PreparedRun;
import io.lockstep.training.ProgressGauge;
import io.lockstep.training.TrainingObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/// A run of 30 steps, five an epoch and the last of each on fewer rows, with dropout and statistics
/// of batch norm, and a best version. It was interrupted after the epochs 3 and 5 and gone on with,
/// so that there are checkpoints of the steps 0, 15, 25 and 30. And ways to change what it has
/// written.
final class MadeRun {

  private static final String YAML =
      """
      run: { name: made, seed: 7 }
      data:
        train: { csv: points.csv, label: side }
        validation: 0.2
      model:
        layers:
          - dense: 9
          - batch-norm
          - dropout: 0.3
          - dense: 3
        loss: cross-entropy
      train:
        epochs: 6
        batch: 14
        shard: 4
        optimizer: { momentum: { learning-rate: 0.05 } }
      checkpoint: { every-steps: 1000000, keep: 3 }
      """;

  private final Path home;
  private final Path run;

  private MadeRun(Path home, Path run) {
    this.home = home;
    this.run = run;
  }

  /// @param overrides `key=value`
  static MadeRun train(Path home, String... overrides) {
    writeData(home.resolve("points.csv"), 80);
    RunConfiguration configuration =
        ConfigurationReader.of("made.yaml", YAML, List.of(overrides)).locatedIn(home);
    PreparedRun prepared = PreparedRun.prepare(configuration, home);
    Path run;
    try (RunFolder folder = RunFolder.create(home.resolve("runs"), "made")) {
      run = folder.path();
      trainTo(3, prepared, folder);
    }
    for (int epoch : new int[] {5, 6}) {
      if (RunFolder.reportOf(run).status() == RunReport.Status.INTERRUPTED) {
        try (RunFolder folder = RunFolder.open(run)) {
          trainTo(epoch, prepared, folder);
        }
      }
    }
    return new MadeRun(home, run);
  }

  private static void trainTo(int epoch, PreparedRun prepared, RunFolder folder) {
    LocalTraining training = new LocalTraining(prepared, 1);
    training.train(
        folder,
        new TrainingObserver() {
          @Override
          public void begun(PreparedRun run, Path path, long version, ProgressGauge gauge) {}

          @Override
          public void epoch(EpochMetrics metrics) {
            if (metrics.epoch() == epoch) {
              training.interrupt();
            }
          }

          @Override
          public void warned(String warning) {
            throw new AssertionError(warning);
          }
        });
  }

  static void writeData(Path file, int rows) {
    StringBuilder csv = new StringBuilder("x,y,side\n");
    for (int row = 0; row < rows; row++) {
      int x = row * 37 % 101;
      int y = row * 53 % 89;
      csv.append("%d,%d,%s%n".formatted(x, y, x > y ? "a" : x + y > 90 ? "b" : "c"));
    }
    storing(() -> Files.writeString(file, csv));
  }

  Path path() {
    return run;
  }

  Path data() {
    return home.resolve("points.csv");
  }

  AuditResult audit(Extent extent) {
    return audit(extent, 1);
  }

  AuditResult audit(Extent extent, int lanes, String... overrides) {
    return new Audit(run, extent, List.of(overrides), _ -> lanes).audit(AuditWatch.SILENT);
  }

  /// Removes a folder.
  void remove(String folder) {
    storing(() -> {
      DurableFiles.deleteFolder(run.resolve(folder));
      return run;
    });
  }

  /// Changes one bit in the middle of a file.
  void flip(String file) {
    Path path = run.resolve(file);
    storing(() -> {
      byte[] bytes = Files.readAllBytes(path);
      bytes[bytes.length / 2] ^= 4;
      return Files.write(path, bytes);
    });
  }

  /// Replaces the first place where it stands.
  void change(String file, String from, String to) {
    Path path = run.resolve(file);
    storing(() -> {
      String text = Files.readString(path);
      if (!text.contains(from)) {
        throw new IOException("%s has no %s".formatted(path, from));
      }
      return Files.writeString(path, text.replace(from, to));
    });
  }

  void changeLines(UnaryOperator<List<String>> change) {
    Path path = run.resolve("ledger.jsonl");
    storing(() -> {
      List<String> lines = change.apply(new ArrayList<>(Files.readAllLines(path)));
      return Files.write(path, lines);
    });
  }

  /// Writes the ledger anew with other versions from a step to another, and its head into the
  /// report: as somebody does it who knows how it is made.
  void forgeVersions(long first, long last) {
    storing(() -> {
      Path path = run.resolve("ledger.jsonl");
      List<String> lines = Files.readAllLines(path);
      Files.delete(path);
      BookHead before = RunFolder.reportOf(run).ledger().orElseThrow();
      BookHead after;
      try (Ledger ledger = Ledger.open(path, 0, Patience.ofSeconds(0), Fence.ALONE)) {
        for (String line : lines) {
          Map<String, Object> row = JsonText.object(line.getBytes(StandardCharsets.US_ASCII));
          long step = ((Number) row.get("step")).longValue();
          long version = Long.parseUnsignedLong((String) row.get("version"), 16);
          ledger.begin(step, step >= first && step <= last ? version ^ 1 : version);
          ledger.block(0, shards(row) - 1, "local");
          ledger.end();
        }
        after = ledger.head();
      }
      change("run.json", before.sha256(), after.sha256());
      return path;
    });
  }

  private static int shards(Map<String, Object> row) {
    String text = (String) ((Map<?, ?>) ((List<?>) row.get("blocks")).getFirst()).get("shards");
    return Integer.parseInt(text.substring(text.indexOf("..") + 2)) + 1;
  }

  @FunctionalInterface
  interface Storing {
    Object run() throws IOException;
  }

  static void storing(Storing action) {
    try {
      action.run();
    } catch (IOException fault) {
      throw new UncheckedIOException(fault);
    }
  }
}
