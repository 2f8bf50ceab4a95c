package io.lockstep.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.LockstepException;
import io.lockstep.run.EpochMetrics;
import io.lockstep.run.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Which run is gone on with when nobody says which, and what is said of it.
final class RunSearchTest {

  @TempDir Path folder;

  private Path runs;
  private PreparedRun run;

  @BeforeEach
  void prepare() {
    runs = folder.resolve("runs");
    run = SmallRun.prepare(folder);
  }

  @Test
  void aFolderWithoutACheckpointIsSkippedAndSaid() throws IOException {
    interrupted(run);
    Files.createDirectories(runs.resolve("small-2/checkpoints"));
    Files.createDirectory(runs.resolve("small-3"));

    RunSearch.Found found = new RunSearch(runs, run).newest();

    assertThat(found.path()).isEqualTo(runs.resolve("small-1"));
    assertThat(found.notes())
        .containsExactly(
            "skipped %s: no whole checkpoint is in it".formatted(runs.resolve("small-3")),
            "skipped %s: no whole checkpoint is in it".formatted(runs.resolve("small-2")),
            "going on with %s".formatted(runs.resolve("small-1")));
  }

  @Test
  void ofTwoInterruptedRunsTheNewerIsTakenUnlessTheOtherIsNamed() {
    interrupted(run);
    interrupted(run);
    RunSearch search = new RunSearch(runs, run);

    assertThat(search.newest().path()).isEqualTo(runs.resolve("small-2"));
    for (String word : new String[] {"small-1", runs + "/small-1", runs + "/small-2/../small-1"}) {
      assertThat(search.named(word).path().normalize()).isEqualTo(runs.resolve("small-1"));
    }
    assertThat(search.named("last").path()).isEqualTo(runs.resolve("small-2"));
  }

  @Test
  void oneOfAnotherConfigurationIsSkippedWhileThereIsOneOfThis() {
    interrupted(run);
    interrupted(SmallRun.prepare(folder, "train.batch=40"));

    RunSearch.Found found = new RunSearch(runs, run).newest();

    assertThat(found.path()).isEqualTo(runs.resolve("small-1"));
    assertThat(found.notes().getFirst()).endsWith("small-2: train.batch was 40 and is 41 now");
    PreparedRun neither = SmallRun.prepare(folder, "train.batch=39");
    assertThat(new RunSearch(runs, neither).newest().path()).isEqualTo(runs.resolve("small-2"));
  }

  @Test
  void oneThatIsDoneIsSkippedWhileThereIsOneToGoOnWith() {
    interrupted(run);
    SmallRun.train(run, runs, 1);

    RunSearch.Found found = new RunSearch(runs, run).newest();

    assertThat(found.path()).isEqualTo(runs.resolve("small-1"));
    assertThat(found.notes().getFirst()).endsWith("small-2: all its steps are done");
    PreparedRun longer = SmallRun.prepare(folder, "train.epochs=5");
    assertThat(new RunSearch(runs, longer).newest().path()).isEqualTo(runs.resolve("small-2"));
  }

  @Test
  void whereAllAreDoneTheNewestIsTakenAndSaidToBeDone() {
    SmallRun.train(run, runs, 1);

    assertThat(new RunSearch(runs, run).newest().notes())
        .containsExactly(
            "going on with %s, of which all steps are done; more with --set train.epochs=N"
                .formatted(runs.resolve("small-1")));
  }

  @Test
  void whereNothingCanGoOnItIsSaidAndHowToBeginAnew() throws IOException {
    assertThat(refusal().error()).isEqualTo("there is no run 'small' to resume");
    Files.createDirectories(runs.resolve("small-1/checkpoints"));

    Failure refused = refusal();

    assertThat(refused.code()).isEqualTo(ExitCode.USAGE);
    assertThat(refused.error())
        .isEqualTo("small-1 has nothing to go on from: no whole checkpoint is in it");
    assertThat(refused.advice()).startsWith("train without --resume: a new run begins");
  }

  /// As when the weights are damaged: the storage is at fault, not the command line.
  @Test
  void aRunWhoseCheckpointsAreAllDamagedIsATroubleOfItsStorage() throws IOException {
    interrupted(run);
    Path checkpoints = runs.resolve("small-1/checkpoints");
    try (var folders = Files.list(checkpoints)) {
      for (Path each : folders.toList()) {
        Files.writeString(each.resolve("manifest.json"), "{}");
      }
    }

    assertThat(refusal().code()).isEqualTo(ExitCode.STORAGE);
    assertThat(refusal().error())
        .isEqualTo("small-1 has nothing to go on from: no whole checkpoint is in it");
    try (var folders = Files.list(checkpoints)) {
      for (Path each : folders.toList()) {
        Files.move(each, each.resolveSibling(each.getFileName() + ".invalid"));
      }
    }
    assertThat(refusal().code()).isEqualTo(ExitCode.STORAGE);
  }

  private Failure refusal() {
    RunSearch search = new RunSearch(runs, run);
    return catchThrowableOfType(LockstepException.class, search::newest).failure();
  }

  private void interrupted(PreparedRun prepared) {
    LocalTraining training = new LocalTraining(prepared, 1);
    TrainingObserver interrupter =
        new TrainingObserver() {
          @Override
          public void begun(PreparedRun same, Path path, long version, ProgressGauge gauge) {}

          @Override
          public void epoch(EpochMetrics metrics) {
            training.interrupt();
          }

          @Override
          public void warned(String warning) {}
        };
    try (RunFolder made = RunFolder.create(runs, "small")) {
      assertThat(training.train(made, interrupter).status())
          .isEqualTo(TrainingResult.Status.INTERRUPTED);
    }
  }
}
