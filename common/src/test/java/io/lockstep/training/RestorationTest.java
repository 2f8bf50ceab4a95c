package io.lockstep.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.LockstepException;
import io.lockstep.format.DurableFiles;
import io.lockstep.run.EpochMetrics;
import io.lockstep.run.LedgerAudit;
import io.lockstep.run.MetricsLog;
import io.lockstep.run.RunFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Books that were damaged while nobody trained: the run goes on to the weights of an undisturbed
/// one, and what is missing is said. It was interrupted at the steps 7 and 14, which ended epochs.
final class RestorationTest {

  @TempDir Path folder;

  private PreparedRun run;
  private Path made;
  private final List<String> warnings = new ArrayList<>();

  @BeforeEach
  void interruptTwice() {
    run = SmallRun.prepare(folder, "checkpoint.every-steps=1000000");
    try (RunFolder created = RunFolder.create(folder.resolve("runs"), "small")) {
      made = created.path();
      interruptAt(1, created);
    }
    try (RunFolder again = RunFolder.open(made)) {
      interruptAt(2, again);
    }
    assertThat(steps()).containsExactlyInAnyOrder(7L, 14L);
  }

  private void interruptAt(int epoch, RunFolder runFolder) {
    LocalTraining training = new LocalTraining(run, 1);
    training.train(
        runFolder,
        new Witness() {
          @Override
          public void epoch(EpochMetrics metrics) {
            if (metrics.epoch() == epoch) {
              training.interrupt();
            }
          }
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"8, flip", "8, gone", "14, flip", "14, gone"})
  void rowsBehindAnOlderCheckpointAreWrittenAnew(String damage) throws IOException {
    damageLine(made.resolve("ledger.jsonl"), damage);

    resumeToTheUndisturbedEnd();

    assertThat(warnings)
        .singleElement()
        .asString()
        .startsWith("checkpoint 14 is passed over: ledger.jsonl")
        .endsWith(", using 7");
    LedgerAudit audit = audit();
    assertThat(audit.faults()).isEmpty();
    assertThat(audit.steps()).isEqualTo(run.lastStep());
    assertThat(made.resolve("ledger.jsonl.damaged")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1, flip", "5, flip", "5, gone", "7, flip"})
  void whereNoCheckpointHasWholeBooksTheNewestGoesOnAndTheLineIsMissing(String damage)
      throws IOException {
    Path ledger = made.resolve("ledger.jsonl");
    damageLine(ledger, damage);
    byte[] damaged = Files.readAllBytes(ledger);

    resumeToTheUndisturbedEnd();

    assertThat(warnings).hasSize(2);
    assertThat(warnings.getFirst())
        .startsWith("ledger.jsonl:")
        .endsWith("; no older checkpoint is free of that, using 14");
    boolean cut = damage.endsWith("flip");
    assertThat(warnings.getLast())
        .isEqualTo(
            "the books of this run are not whole"
                + (cut ? ", as they were before: ledger.jsonl.damaged" : ""));
    assertThat(audit().steps()).isEqualTo(run.lastStep() - 1);
    assertThat(audit().sound()).isFalse();
    if (cut) {
      assertThat(made.resolve("ledger.jsonl.damaged")).hasBinaryContent(damaged);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ledger.jsonl", "metrics.jsonl"})
  void aBookThatIsMissingOrShortIsSaid(String book) throws IOException {
    Path file = made.resolve(book);
    byte[] bytes = Files.readAllBytes(file);
    Files.delete(file);
    resumeToTheUndisturbedEnd();
    assertThat(warnings.getFirst()).startsWith(book + " is missing; no older checkpoint");

    DurableFiles.deleteFolder(made);
    warnings.clear();
    interruptTwice();
    Files.write(file, Arrays.copyOf(bytes, 20));
    resumeToTheUndisturbedEnd();
    assertThat(warnings.getFirst()).startsWith(book + " ends at step 0; no older checkpoint");
  }

  @Test
  void metricsOfAnEpochThatAreDamagedAreLeftOut() throws IOException {
    damageLine(made.resolve("metrics.jsonl"), "1, flip");

    resumeToTheUndisturbedEnd();

    assertThat(warnings.getFirst()).startsWith("metrics.jsonl:1: ");
    assertThat(MetricsLog.read(made.resolve("metrics.jsonl")))
        .extracting(EpochMetrics::epoch)
        .containsExactly(2, 3, 4);
    assertThat(audit().sound()).isTrue();
  }

  @Test
  void withoutAnyCheckpointTheRunIsNotSilentlyBegunAnew() throws IOException {
    DurableFiles.deleteFolder(made.resolve("checkpoints"));
    byte[] ledger = Files.readAllBytes(made.resolve("ledger.jsonl"));

    Failure failure =
        catchThrowableOfType(LockstepException.class, () -> resume(new Witness())).failure();

    assertThat(failure.code()).isEqualTo(ExitCode.STORAGE);
    assertThat(failure.error())
        .isEqualTo("this run has steps behind it, and no checkpoint is whole");
    assertThat(failure.advice()).startsWith("train without --resume: a new run begins");
    assertThat(made.resolve("ledger.jsonl")).hasBinaryContent(ledger);
    assertThat(RunFolder.reportOf(made).steps()).isEqualTo(14);
  }

  /// A run that lost its folder in the middle does not speak of checkpoints.
  @Test
  void aFolderRemovedInTheMiddleIsSaidInTrueWords() {
    Witness remover =
        new Witness() {
          @Override
          public void epoch(EpochMetrics metrics) {
            if (!Files.exists(made)) {
              return;
            }
            try {
              Files.move(made, folder.resolve("elsewhere"));
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }
        };

    Failure failure =
        catchThrowableOfType(LockstepException.class, () -> resume(remover)).failure();

    assertThat(failure.code()).isEqualTo(ExitCode.STORAGE);
    assertThat(failure.error()).endsWith(" is gone");
    assertThat(failure.kept()).startsWith("nothing of this run");
  }

  private void resumeToTheUndisturbedEnd() {
    TrainingResult resumed = resume(new Witness());
    assertThat(resumed.weightsSha256())
        .isEqualTo(SmallRun.train(run, folder.resolve("undisturbed"), 2).weightsSha256());
  }

  private TrainingResult resume(Witness witness) {
    try (RunFolder again = RunFolder.open(made)) {
      return new LocalTraining(run, 1).train(again, witness);
    }
  }

  private LedgerAudit audit() {
    return LedgerAudit.of(made.resolve("ledger.jsonl"), step -> run.batches().shardsIn(step));
  }

  private static void damageLine(Path file, String damage) throws IOException {
    int at = Integer.parseInt(damage.substring(0, damage.indexOf(','))) - 1;
    List<String> lines = new ArrayList<>(Files.readAllLines(file));
    if (damage.endsWith("gone")) {
      lines.remove(at);
      Files.write(file, lines);
      return;
    }
    byte[] line = lines.get(at).getBytes(StandardCharsets.UTF_8);
    line[3] ^= 0x40;
    lines.set(at, new String(line, StandardCharsets.ISO_8859_1));
    Files.write(file, lines, StandardCharsets.ISO_8859_1);
  }

  private List<Long> steps() {
    try (Stream<Path> entries = Files.list(made.resolve("checkpoints"))) {
      return entries
          .map(entry -> Long.parseLong(entry.getFileName().toString().split("-")[1]))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Remembers the warnings.
  private class Witness implements TrainingObserver {
    @Override
    public void begun(PreparedRun same, Path path, long version, ProgressGauge gauge) {}

    @Override
    public void epoch(EpochMetrics metrics) {}

    @Override
    public void warned(String warning) {
      warnings.add(warning);
    }
  }
}
