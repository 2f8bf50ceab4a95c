package io.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lockstep.checkpoint.Checkpoint;
import io.lockstep.checkpoint.CheckpointStore;
import io.lockstep.checkpoint.Origin;
import io.lockstep.config.ConfigurationReader;
import io.lockstep.config.RunConfiguration;
import io.lockstep.coordinator.membership.Support;
import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.LockstepException;
import io.lockstep.launch.Claim;
import io.lockstep.launch.Claim.Descent;
import io.lockstep.run.RunFolder;
import io.lockstep.run.RunReport;
import io.lockstep.training.PreparedRun;
import io.lockstep.training.TrainingResult;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunChoiceTest {

  private static final Claim FOUNDER = new Claim(Descent.FOUNDER, Support.FEW);
  private static final Claim HEIR = new Claim(Descent.HEIR, Support.MOST);

  private static PreparedRun run;
  private static String otherConfiguration;

  @TempDir Path runs;

  @BeforeAll
  static void prepare() {
    Path examples = Path.of(System.getProperty("lockstep.root"), "deploy", "examples");
    run = prepared(examples);
    otherConfiguration = prepared(examples, "train.batch=3").configurationHash();
    assertThat(otherConfiguration).isNotEqualTo(run.configurationHash());
  }

  @Test
  void aLoneCoordinatorBeginsARunUnlessToldToResume() {
    leave(RunReport.Status.RUNNING);

    assertThat(opened(alone(new ResumeOption()), FOUNDER)).isEqualTo("xor-2");
    assertThat(opened(alone(new ResumeOption("")), FOUNDER)).isEqualTo("xor-1");
  }

  @Test
  void oneAmongSeveralThatIsToResumeKeepsToTheRunThatItFoundAtItsStart() {
    leave(RunReport.Status.INTERRUPTED);
    leave(RunReport.Status.INTERRUPTED);
    RunChoice choice =
        new RunChoice(runs, run, RunChoice.Company.AMONG_OTHERS, new ResumeOption(""));
    assertThat(opened(choice, HEIR)).isEqualTo("xor-2");
    leave(RunReport.Status.RUNNING);
    assertThat(opened(choice, HEIR)).as("what another has begun meanwhile").isEqualTo("xor-3");
  }

  @Test
  void theFounderOfANewClusterBeginsARun() {
    leave(RunReport.Status.DONE);
    leave(RunReport.Status.FAILED);

    assertThat(opened(among(), FOUNDER)).isEqualTo("xor-3");
  }

  @Test
  void theFounderGoesOnWithARunThatWasLeftUnfinished() {
    leave(RunReport.Status.RUNNING);

    assertThat(opened(among(), FOUNDER)).isEqualTo("xor-1");
  }

  @Test
  void anUnfinishedRunOfAnotherConfigurationIsNoRunOfThisCluster() {
    leave(RunReport.Status.RUNNING, otherConfiguration);

    assertThat(opened(among(), FOUNDER)).isEqualTo("xor-2");
  }

  @Test
  void whoStoodByGoesOnWithWhatAnotherHasBegunMeanwhile() {
    RunChoice choice = among();
    leave(RunReport.Status.DONE);

    assertThat(opened(choice, FOUNDER)).isEqualTo("xor-1");
  }

  @Test
  void aRunThatWasUnderWayAtTheStartIsNotBegunAnewWhenItHasEnded() {
    leave(RunReport.Status.RUNNING);
    RunChoice choice = among();
    try (RunFolder other = RunFolder.open(runs.resolve("xor-1"))) {
      other.writeReport(report(RunReport.Status.DONE, run.configurationHash()));
    }

    assertThat(opened(choice, FOUNDER)).isEqualTo("xor-1");
  }

  @Test
  void withMostOfTheCoordinatorsBehindItAnHeirTakesARunFromAHolderThatIsOnlyPaused() {
    try (RunFolder paused = RunFolder.create(runs, "xor")) {
      paused.writeReport(report(RunReport.Status.RUNNING, run.configurationHash()));
      assertThat(opened(among(), HEIR)).isEqualTo("xor-1");
      assertThat(paused.path()).isDirectory();
    }
  }

  @Test
  void withFewBehindItACoordinatorWaitsUntilTheHolderIsGone() {
    Claim claim = new Claim(Descent.HEIR, Support.FEW);
    try (RunFolder held = RunFolder.create(runs, "xor")) {
      held.writeReport(report(RunReport.Status.RUNNING, run.configurationHash()));
      assertThat(among().open(claim, _ -> {})).isEmpty();
      assertThat(among().open(FOUNDER, _ -> {})).isEmpty();
    }

    assertThat(opened(among(), claim)).isEqualTo("xor-1");
  }

  @Test
  void anHeirWithoutARunRefusesToBeginOne() {
    RunChoice choice = among();

    Failure failure =
        catchThrowableOfType(LockstepException.class, () -> choice.open(HEIR, _ -> {})).failure();

    assertThat(failure.code()).isEqualTo(ExitCode.USAGE);
    assertThat(failure.error()).isEqualTo("there is no run 'xor' to take over");
    assertThat(runs).isEmptyDirectory();
  }

  @Test
  void aRunThatItsLeaderHasEndedIsKnownByItsReport() {
    RunChoice choice = among();
    assertThat(choice.endedElsewhere()).isEmpty();
    leave(RunReport.Status.RUNNING);
    assertThat(choice.endedElsewhere()).isEmpty();
    end(RunReport.Status.INTERRUPTED);
    assertThat(choice.endedElsewhere().map(TrainingResult::status))
        .contains(TrainingResult.Status.INTERRUPTED);
    end(RunReport.Status.DONE);
    assertThat(choice.endedElsewhere().map(TrainingResult::status))
        .contains(TrainingResult.Status.DONE);
    end(RunReport.Status.FAILED);
    assertThat(
            catchThrowableOfType(LockstepException.class, choice::endedElsewhere).failure().error())
        .isEqualTo("the run has failed at step 0, under another coordinator");
  }

  @Test
  void aRunThatHadEndedBeforeThisCoordinatorStartedIsNotTheClusters() {
    leave(RunReport.Status.DONE);

    assertThat(among().endedElsewhere()).isEmpty();
  }

  @Test
  void aLoneCoordinatorBeginsItsOwnRunWhateverOthersHaveEnded() {
    leave(RunReport.Status.RUNNING);
    RunChoice choice = alone(new ResumeOption());
    end(RunReport.Status.DONE);

    assertThat(choice.endedElsewhere()).isEmpty();
    assertThat(opened(choice, FOUNDER)).isEqualTo("xor-2");
  }

  private void end(RunReport.Status status) {
    try (RunFolder other = RunFolder.open(runs.resolve("xor-1"))) {
      other.writeReport(report(status, run.configurationHash()));
    }
  }

  private static PreparedRun prepared(Path examples, String... overrides) {
    RunConfiguration configuration =
        ConfigurationReader.read(examples.resolve("xor.yaml"), List.of(overrides));
    return PreparedRun.prepare(configuration, examples);
  }

  private void leave(RunReport.Status status) {
    leave(status, run.configurationHash());
  }

  private void leave(RunReport.Status status, String configurationHash) {
    try (RunFolder left = RunFolder.create(runs, "xor")) {
      left.writeReport(report(status, configurationHash));
      Origin origin = new Origin(1, configurationHash, run.data().fingerprint());
      CheckpointStore.open(left.checkpoints(), 2)
          .write(new Checkpoint(0, origin, new float[1], Map.of(), Map.of()));
    }
  }

  private static RunReport report(RunReport.Status status, String configurationHash) {
    return BareReport.of(
        new RunReport.Begun(Map.of(), 1, run.data().fingerprint(), configurationHash), status);
  }

  private RunChoice alone(ResumeOption resume) {
    return new RunChoice(runs, run, RunChoice.Company.ALONE, resume);
  }

  private RunChoice among() {
    return new RunChoice(runs, run, RunChoice.Company.AMONG_OTHERS, new ResumeOption());
  }

  private static String opened(RunChoice choice, Claim claim) {
    Optional<RunFolder> opened = choice.open(claim, _ -> {});
    try (RunFolder folder = opened.orElseThrow()) {
      return folder.path().getFileName().toString();
    }
  }
}
