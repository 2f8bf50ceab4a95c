package io.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lockstep.checkpoint.Checkpoint;
import io.lockstep.checkpoint.CheckpointStore;
import io.lockstep.checkpoint.Origin;
import io.lockstep.config.ConfigurationReader;
import io.lockstep.config.RunConfiguration;
import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.LockstepException;
import io.lockstep.membership.NodeAddress;
import io.lockstep.membership.NodeSettings;
import io.lockstep.membership.Pace;
import io.lockstep.run.RunFolder;
import io.lockstep.run.RunReport;
import io.lockstep.training.PreparedRun;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunChoiceTest {

  private static final NodeAddress FIRST = new NodeAddress("a", 1);
  private static final NodeAddress SECOND = new NodeAddress("b", 1);

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

    assertThat(opened(choice(List.of(), FIRST, false))).isEqualTo("xor-2");
    assertThat(opened(choice(List.of(), FIRST, true))).isEqualTo("xor-1");
  }

  @Test
  void oneAmongSeveralThatIsToResumeKeepsToTheRunThatItFoundAtItsStart() {
    leave(RunReport.Status.INTERRUPTED);
    leave(RunReport.Status.INTERRUPTED);
    RunChoice choice = among(SECOND, true);
    assertThat(opened(choice)).isEqualTo("xor-2");
    leave(RunReport.Status.RUNNING);
    assertThat(opened(choice)).as("what another has begun meanwhile").isEqualTo("xor-3");
  }

  @Test
  void theFirstOfANewClusterBeginsARun() {
    leave(RunReport.Status.DONE);
    leave(RunReport.Status.FAILED);

    assertThat(opened(among(FIRST, false))).isEqualTo("xor-3");
  }

  @Test
  void theFirstGoesOnWithARunThatWasLeftUnfinished() {
    leave(RunReport.Status.RUNNING);

    assertThat(opened(among(FIRST, false))).isEqualTo("xor-1");
  }

  @Test
  void anUnfinishedRunOfAnotherConfigurationIsNoRunOfThisCluster() {
    leave(RunReport.Status.RUNNING, otherConfiguration);

    assertThat(opened(among(FIRST, false))).isEqualTo("xor-2");
  }

  @Test
  void theFirstThatStoodByTakesOverWhatAnotherHasBegunMeanwhileAndEndedSince() {
    RunChoice choice = among(FIRST, false);
    leave(RunReport.Status.DONE);

    assertThat(opened(choice)).isEqualTo("xor-1");
  }

  @Test
  void aRunThatWasUnderWayWhenTheFirstCameBackIsNotBegunAnewWhenItHasEnded() {
    leave(RunReport.Status.RUNNING);
    RunChoice choice = among(FIRST, false);
    try (RunFolder other = RunFolder.open(runs.resolve("xor-1"))) {
      other.writeReport(report(run.configurationHash()).with(RunReport.Status.DONE));
    }

    assertThat(opened(choice)).isEqualTo("xor-1");
  }

  @Test
  void anotherCandidateTakesARunOverFromAHolderThatIsOnlyPaused() {
    try (RunFolder paused = RunFolder.create(runs, "xor")) {
      paused.writeReport(report(run.configurationHash()));
      assertThat(opened(among(SECOND, false))).isEqualTo("xor-1");
      assertThat(paused.path()).isDirectory();
    }
  }

  @Test
  void anotherCandidateWithoutARunRefusesToBeginOne() {
    RunChoice choice = among(SECOND, false);

    Failure failure =
        catchThrowableOfType(LockstepException.class, () -> choice.open(_ -> {})).failure();

    assertThat(failure.code()).isEqualTo(ExitCode.USAGE);
    assertThat(failure.error()).isEqualTo("there is no run 'xor' to take over");
    assertThat(runs).isEmptyDirectory();
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
      left.writeReport(report(configurationHash).with(status));
      Origin origin = new Origin(1, configurationHash, run.data().fingerprint());
      CheckpointStore.open(left.checkpoints(), 2)
          .write(new Checkpoint(0, origin, new float[1], Map.of(), Map.of()));
    }
  }

  private static RunReport report(String configurationHash) {
    return RunReport.begun(Map.of(), 1, run.data().fingerprint(), configurationHash);
  }

  private RunChoice among(NodeAddress self, boolean resume) {
    return choice(List.of(FIRST, SECOND), self, resume);
  }

  private RunChoice choice(List<NodeAddress> seeds, NodeAddress self, boolean resume) {
    return new RunChoice(
        runs,
        run,
        new NodeSettings(
            "tests",
            "c0",
            self.host(),
            self.port(),
            Set.of(NodeSettings.COORDINATOR),
            seeds,
            Pace.TEST),
        resume ? new ResumeOption("") : new ResumeOption());
  }

  private static String opened(RunChoice choice) {
    try (RunFolder folder = choice.open(_ -> {})) {
      return folder.path().getFileName().toString();
    }
  }
}
