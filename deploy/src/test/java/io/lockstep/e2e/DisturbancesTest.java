package io.lockstep.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.checkpoint.CheckpointStore;
import io.lockstep.run.EpochMetrics;
import io.lockstep.run.MetricsLog;
import io.lockstep.run.RunFolder;
import io.lockstep.run.RunReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Real processes are struck at random moments, from before there is a run to after its last step,
/// and resumed to the end. Takes long: `mvn verify -Plong`. The system properties
/// `lockstep.disturbances` (how many of each test) and `lockstep.seed` choose another series.
@Tag("long")
final class DisturbancesTest {

  private static final int DISTURBANCES = Integer.getInteger("lockstep.disturbances", 50);
  private static final long END_SECONDS_MAX = 240;

  /// Moments lie between the start and a little after the end of an undisturbed run.
  private static final double MOMENT_MAX = 1.05;

  @TempDir Path folder;

  private enum Strike {
    TERM,
    KILL
  }

  @Test
  void aRunInOneProcessEndsWithTheSameWeightsWheneverItIsStruck() throws Exception {
    strikeAgainAndAgain(List.of("--lanes", "1", "--set", "train.epochs=2000"));
  }

  @Test
  void aClusterEndsWithTheSameWeightsWheneverOneOfItsProcessesIsStruck() throws Exception {
    strikeAgainAndAgain(List.of("--processes", "2", "--lanes", "1", "--set", "train.epochs=250"));
  }

  private void strikeAgainAndAgain(List<String> options) throws Exception {
    TinyRun.prepare(folder);
    long seed = Long.getLong("lockstep.seed", System.nanoTime());
    System.out.println("lockstep.seed=" + seed);
    Random random = new Random(seed);
    long begin = System.nanoTime();
    end(start("undisturbed", options));
    double millis = (System.nanoTime() - begin) / 1e6;
    String expected = report("undisturbed").orElseThrow().weightsSha256();
    for (int i = 1; i <= DISTURBANCES; i++) {
      Strike strike = Strike.values()[random.nextInt(Strike.values().length)];
      long moment = (long) (random.nextDouble() * MOMENT_MAX * millis);
      String runs = "runs-" + i;
      String what = "disturbance %d, seed %d: %s after %d ms".formatted(i, seed, strike, moment);
      strike(start(runs, options), strike, moment, random);
      if (report(runs).map(RunReport::status).filter(s -> s == RunReport.Status.DONE).isEmpty()) {
        end(start(runs, resumed(runs, options)));
      }
      RunReport report = report(runs).orElseThrow();
      assertThat(report.status()).as(what).isEqualTo(RunReport.Status.DONE);
      assertThat(report.weightsSha256()).as(what).isEqualTo(expected);
      assertThat(MetricsLog.read(run(runs).orElseThrow().resolve("metrics.jsonl")))
          .as(what)
          .extracting(EpochMetrics::epoch)
          .containsExactlyElementsOf(IntStream.rangeClosed(1, report.epochs()).boxed().toList());
    }
  }

  /// A run that had not begun has nothing to go on from.
  private List<String> resumed(String runs, List<String> options) throws IOException {
    if (report(runs).isEmpty()) {
      return options;
    }
    return Stream.concat(options.stream(), Stream.of("--resume")).toList();
  }

  private LockstepProcess start(String runs, List<String> options) throws IOException {
    List<String> line =
        new ArrayList<>(
            List.of(
                "train",
                folder.resolve("tiny.yaml").toString(),
                "--runs",
                folder.resolve(runs).toString()));
    line.addAll(options);
    return LockstepProcess.start(line);
  }

  private static void end(LockstepProcess process) throws InterruptedException {
    try (process) {
      assertThat(process.await(END_SECONDS_MAX)).as(process.text()).isZero();
    }
  }

  /// Strikes the command itself or, as often, one of its workers, from whose loss it must recover.
  private static void strike(LockstepProcess process, Strike strike, long moment, Random random)
      throws Exception {
    try (process) {
      if (process.endsWithin(moment)) {
        return;
      }
      List<ProcessHandle> workers = process.workers().toList();
      boolean worker = !workers.isEmpty() && random.nextBoolean();
      switch (strike) {
        case TERM -> {
          if (worker) {
            workers.getFirst().destroy();
          } else {
            process.terminate();
          }
        }
        case KILL -> {
          if (worker) {
            workers.getFirst().destroyForcibly();
          } else {
            process.kill();
          }
        }
      }
      process.await(END_SECONDS_MAX);
    }
  }

  /// The run that has begun: a process that was killed before that leaves a folder without a
  /// checkpoint.
  private Optional<Path> run(String runs) throws IOException {
    if (!Files.isDirectory(folder.resolve(runs))) {
      return Optional.empty();
    }
    try (Stream<Path> entries = Files.list(folder.resolve(runs))) {
      return entries
          .filter(entry -> !CheckpointStore.sighted(entry.resolve("checkpoints")).isEmpty())
          .findFirst();
    }
  }

  private Optional<RunReport> report(String runs) throws IOException {
    return run(runs).map(RunFolder::reportOf);
  }
}
