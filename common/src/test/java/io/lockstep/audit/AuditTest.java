package io.lockstep.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lockstep.audit.Fault.Part;
import io.lockstep.checkpoint.Checkpoint;
import io.lockstep.checkpoint.CheckpointStore;
import io.lockstep.checkpoint.SealedCheckpoint;
import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.LockstepException;
import io.lockstep.format.DurableFiles;
import io.lockstep.run.RunReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What is found in the folder of a run, untouched and changed.
final class AuditTest {

  @TempDir Path home;

  @Test
  void anUntouchedRunIsAllEqualForAnyExtentAndNumberOfLanes() {
    MadeRun made = MadeRun.train(home);

    AuditResult usual = made.audit(new Extent.Usual());
    assertThat(usual.faults()).isEmpty();
    assertThat(usual.notes()).isEmpty();
    assertThat(usual.refused()).isEmpty();
    assertThat(usual.status()).isEqualTo(RunReport.Status.DONE);
    assertThat(usual.ledger()).isEqualTo(new AuditResult.Ledger(30, 30, 0));
    assertThat(usual.checkpoints()).containsExactly(0L, 15L, 25L, 30L);
    assertThat(usual.models()).extracting(AuditResult.Model::name).contains("model", "model-best");
    assertThat(usual.spans()).containsExactly(new Extent.Span(0, 10), new Extent.Span(15, 30));
    assertThat(usual.compared()).isEqualTo(25);

    for (Extent extent : List.of(new Extent.All(), new Extent.Sample(2), new Extent.Steps(7, 26))) {
      for (int lanes : new int[] {1, 3}) {
        assertThat(made.audit(extent, lanes).faults()).as("%s, %d lanes", extent, lanes).isEmpty();
      }
    }
    assertThat(made.audit(new Extent.All()).compared()).isEqualTo(30);
  }

  /// Whatever else decides the bits of a step.
  @ParameterizedTest
  @MethodSource("configurations")
  void runsOfEveryKindAreAllEqual(String overrides) {
    MadeRun made = MadeRun.train(home, overrides.split("; "));
    AuditResult result = made.audit(new Extent.All());
    assertThat(result.faults()).isEmpty();
    assertThat(result.compared()).isEqualTo(result.ledger().lastStep()).isPositive();
    assertThat(made.audit(new Extent.Usual()).faults()).isEmpty();
  }

  static Stream<String> configurations() {
    return Stream.of(
        "train.early-stopping.patience=1; train.optimizer={ adam: { learning-rate: 0.2 } }",
        "train.schedule={ reduce-on-plateau: { patience: 1, factor: 0.5 } }; checkpoint.every-steps=5",
        "train.clip.norm=0.01; train.optimizer={ lamb: {} }",
        "train.penalty.l2=0.1; train.clip.value=0.001; checkpoint.every-steps=1000000",
        "data.validation=0; train.keep-best=none",
        "data.folds=3; data.fold=2",
        "data.test-fraction=0.2; train.epochs=1; train.batch=1000");
  }

  @Test
  void aLedgerThatIsForgedWithItsChainAndTheReportIsToldByTheStepMadeAgain() {
    MadeRun made = MadeRun.train(home);
    made.forgeVersions(12, 12);
    assertThat(made.audit(new Extent.Steps(1, 5)).faults()).isEmpty();

    AuditResult all = made.audit(new Extent.All());

    assertThat(all.faults()).hasSize(1);
    assertThat(all.faults().getFirst().part()).isEqualTo(Part.LEDGER);
    assertThat(all.faults().getFirst().step()).isEqualTo(12);
    assertThat(all.faults().getFirst().what())
        .startsWith("made again it gives version ")
        .endsWith("; the steps behind it agree: that line was changed");
    assertThat(all.compared()).isEqualTo(30);
  }

  @Test
  void whereAllVersionsBehindAStepAreOthersTheStepIsNamedAndTheRestIsLeftAlone() {
    MadeRun made = MadeRun.train(home);
    made.forgeVersions(12, 30);
    made.remove("checkpoints");

    AuditResult all = made.audit(new Extent.All());

    Fault last = all.faults().getLast();
    assertThat(last.part()).isEqualTo(Part.STEP);
    assertThat(last.step()).isEqualTo(12);
    assertThat(last.what()).startsWith("made again from the beginning it gives version ");
  }

  @Test
  void aCheckpointThatIsSealedAnewWithOtherNumbersIsToldByTheLedgerOrByItsSteps()
      throws IOException {
    MadeRun made = MadeRun.train(home);
    reseal(made, 25, checkpoint -> checkpoint.parameters()[3] += 1);
    Fault parameters = made.audit(new Extent.Steps(1, 1)).faults().getFirst();
    assertThat(parameters.part()).isEqualTo(Part.CHECKPOINT);
    assertThat(parameters.step()).isEqualTo(25);
    assertThat(parameters.what()).startsWith("its parameters are version ");

    reseal(made, 15, checkpoint -> checkpoint.moments().get("velocity")[3] += 1);
    List<Fault> usual = made.audit(new Extent.Usual()).faults();
    assertThat(usual.getLast().part()).isEqualTo(Part.STEP);
    assertThat(usual.getLast().step()).isEqualTo(16);
    assertThat(usual.getLast().what())
        .contains("from the checkpoint of step 15")
        .contains("the moments in that checkpoint were changed");
    assertThat(made.audit(new Extent.All()).faults().getLast())
        .extracting(Fault::part, Fault::step, Fault::what)
        .containsExactly(
            Part.CHECKPOINT,
            15L,
            "its velocity are not those of the step made again, from number 3 on");
  }

  private static void reseal(MadeRun made, long step, Consumer<Checkpoint> change)
      throws IOException {
    Path folder = made.path().resolve("checkpoints");
    Checkpoint sealed =
        SealedCheckpoint.in(folder).stream()
            .filter(each -> each.step() == step)
            .findFirst()
            .orElseThrow()
            .read()
            .orElseThrow();
    Map<String, float[]> moments = new LinkedHashMap<>();
    sealed.moments().forEach((name, moment) -> moments.put(name, moment.clone()));
    Checkpoint other =
        new Checkpoint(
            step,
            sealed.origin(),
            Arrays.copyOf(sealed.parameters(), sealed.parameters().length),
            moments,
            sealed.facts());
    change.accept(other);
    CheckpointStore.open(folder, 9).write(other);
  }

  @Test
  void otherDataAreNamedAndWhatIsWrittenIsLookedAtAllTheSame() {
    MadeRun made = MadeRun.train(home);
    MadeRun.writeData(made.data(), 81);

    AuditResult result = made.audit(new Extent.All());

    Failure refused = result.refused().orElseThrow().failure();
    assertThat(refused.code()).isEqualTo(ExitCode.DATA);
    assertThat(refused.error())
        .isEqualTo(
            "the data are not those of the run: data.train.csv (points.csv) holds other data than when the run began");
    assertThat(result.faults()).isEmpty();
    assertThat(result.checkpoints()).containsExactly(0L, 15L, 25L, 30L);
    assertThat(result.spans()).isEmpty();
  }

  @Test
  void dataThatHaveMovedAreReadWhereTheyAreNow() throws IOException {
    MadeRun made = MadeRun.train(home);
    Path moved = Files.createDirectory(home.resolve("moved"));
    Files.move(made.data(), moved.resolve("points.csv"));
    assertThat(made.audit(new Extent.All()).refused()).isPresent();

    AuditResult result = made.audit(new Extent.All(), 1, "data.dir=" + moved);

    assertThat(result.refused()).isEmpty();
    assertThat(result.faults()).isEmpty();
    assertThat(result.compared()).isEqualTo(30);
  }

  @Test
  void anotherConfigurationIsRefused() {
    MadeRun made = MadeRun.train(home);
    assertThat(refused(made, "train.batch=15").code()).isEqualTo(ExitCode.USAGE);
    made.change("config.yaml", "0.05", "0.06");
    assertThat(refused(made).code()).isEqualTo(ExitCode.STORAGE);
    assertThat(refused(made).error())
        .isEqualTo("the configuration is not that by which the run was made");
    made.change("config.yaml", "momentum", "momentun");
    assertThat(refused(made).error()).startsWith("the run's configuration: ");
    MadeRun.storing(() -> Files.deleteIfExists(made.path().resolve("config.yaml")));
    assertThat(refused(made).error()).endsWith("config.yaml is missing");
  }

  private static Failure refused(MadeRun made, String... overrides) {
    return made.audit(new Extent.Usual(), 1, overrides).refused().orElseThrow().failure();
  }

  @Test
  void aRunThatGoesOnOrWasKilledIsLookedAtAsFarAsItIs() {
    MadeRun made = MadeRun.train(home);
    made.change("run.json", "\"status\" : \"done\"", "\"status\" : \"running\"");
    made.changeLines(lines -> lines.subList(0, 30));
    MadeRun.storing(() ->
        Files.writeString(
            made.path().resolve("ledger.jsonl"),
            Files.readString(made.path().resolve("ledger.jsonl")) + "{\"step\":31,\"ver"));

    assertThat(made.audit(new Extent.All()).faults()).isEmpty();
    assertThat(made.audit(new Extent.All()).notes())
        .containsExactly("the run goes on, or was killed: it is looked at up to step 30");

    made.change("run.json", "\"lines\" : 30", "\"lines\" : 36");
    AuditResult ahead = made.audit(new Extent.All());
    assertThat(ahead.faults()).isEmpty();
    assertThat(ahead.notes())
        .contains("run.json speaks of 36 lines of the ledger, and 30 have come to it");
  }

  @Test
  void anOlderRunWithoutAChainIsToldSoAndIsAllEqual() {
    MadeRun made = MadeRun.train(home);
    made.changeLines(lines -> {
      lines.replaceAll(line -> line.replaceFirst(",\"before\":.*", "}"));
      return lines;
    });
    made.change("run.json", "\"ledger\"", "\"unknown\"");

    AuditResult result = made.audit(new Extent.All());

    assertThat(result.faults()).isEmpty();
    assertThat(result.ledger().unchained()).isEqualTo(30);
    assertThat(result.notes())
        .containsExactly(
            "the first 30 lines of the ledger are no chain: an earlier build wrote them");
  }

  @Test
  void aRunThatBeganWithAModelIsMadeAgainFromTheCopyThatItKeeps() throws IOException {
    MadeRun first = MadeRun.train(home);
    MadeRun second = MadeRun.train(home, "train.from=" + first.path());
    DurableFiles.deleteFolder(first.path());

    AuditResult result = second.audit(new Extent.All());

    assertThat(result.faults()).isEmpty();
    assertThat(result.refused()).isEmpty();
    assertThat(result.models()).contains(new AuditResult.Model("model-begun", 0));
    second.flip("model-begun/weights.safetensors");
    Fault fault = second.audit(new Extent.All()).faults().getFirst();
    assertThat(fault.part()).isEqualTo(Part.MODEL);
    assertThat(fault.step()).isZero();
  }

  @Test
  void stepsThatTheRunDoesNotHaveAreRefused() {
    MadeRun made = MadeRun.train(home);
    Failure failure =
        catchThrowableOfType(LockstepException.class, () -> made.audit(new Extent.Steps(20, 31)))
            .failure();
    assertThat(failure.code()).isEqualTo(ExitCode.USAGE);
    assertThat(failure.error()).isEqualTo("steps 20..31 are asked for, and the run has 30");
  }

  /// It may be on a disk that takes nothing, or of a process that trains.
  @Test
  void nothingInTheFolderIsChanged() throws IOException {
    MadeRun made = MadeRun.train(home);
    made.flip("checkpoints/step-25-term-2/weights.safetensors");
    List<String> before = files(made.path());
    made.audit(new Extent.All());
    assertThat(files(made.path())).isEqualTo(before);
  }

  private static List<String> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile)
          .map(file -> "%s %d".formatted(file, file.toFile().lastModified()))
          .sorted()
          .toList();
    }
  }
}
