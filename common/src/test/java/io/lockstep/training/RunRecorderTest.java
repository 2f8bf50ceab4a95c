package io.lockstep.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.LockstepException;
import io.lockstep.lane.Delivery;
import io.lockstep.lane.LaneTeam;
import io.lockstep.plan.Closing;
import io.lockstep.run.RunFolder;
import io.lockstep.run.RunReport;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Books refuse what comes out of order, and the first end of a run is the one that stays. Epochs
/// have one step.
final class RunRecorderTest {

  @TempDir Path folder;

  /// A run at version 0 with everything that moves it.
  private record Desk(RunRecorder recorder, LocalStep step, Evaluator evaluator, RunFolder made) {
    void enter(long number) {
      step.run(number);
      recorder.stepComplete(step);
    }

    void measure(long number) {
      recorder.epochComplete(number, step.parameters(), evaluator);
    }

    void close(Closing.Goal goal, long number) {
      recorder.close(goal, number, step.parameters());
    }

    RunReport.Status status() {
      return made.report().status();
    }
  }

  private void atDesk(Consumer<Desk> work) {
    PreparedRun run = SmallRun.prepare(folder, "train.batch=265", "train.epochs=3");
    assertThat(run.batches().stepsPerEpoch()).isOne();
    Trainee trainee = run.newTrainee();
    try (RunFolder made = RunFolder.create(folder.resolve("runs"), "small");
        LaneTeam team = new LaneTeam(run.laneTask(), 1, LocalStep.CHUNK, Delivery.GATHERED);
        RunRecorder recorder =
            RunRecorder.open(
                RecorderSetting.of(run, made, TrainingObserver.SILENT, made.nextTerm()), trainee)) {
      Evaluator evaluator = new LaneEvaluator(run, team);
      recorder.begin();
      work.accept(new Desk(recorder, new LocalStep(run, trainee, team), evaluator, made));
    }
  }

  @Test
  void noRunIsInterruptedAheadOfItsEpoch() {
    atDesk(desk -> {
      desk.enter(1);
      assertThatThrownBy(() -> desk.close(Closing.Goal.INTERRUPTED, 1))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("the last epoch is not closed");
      desk.measure(1);
      desk.close(Closing.Goal.INTERRUPTED, 1);
      assertThat(desk.status()).isEqualTo(RunReport.Status.INTERRUPTED);
    });
  }

  @Test
  void noEpochEndsBeforeTheOneBeforeItIsClosed() {
    atDesk(desk -> {
      desk.enter(1);
      assertThatThrownBy(() -> desk.enter(2))
          .hasMessage("step 2 ends an epoch, and that before it is still open");
    });
  }

  @Test
  void noEpochIsClosedTwice() {
    atDesk(desk -> {
      desk.enter(1);
      desk.measure(1);
      assertThatThrownBy(() -> desk.measure(1)).hasMessage("step 1 has ended no epoch");
    });
  }

  @Test
  void nothingTakesThePlaceOfAFailure() {
    atDesk(desk -> {
      desk.enter(1);
      LockstepException failure = desk.recorder().failed(new IllegalStateException("a bug"));
      assertThat(failure.failure().code()).isEqualTo(ExitCode.INTERNAL);
      assertThat(failure.failure().kept()).contains("(step ");
      assertThatThrownBy(() -> desk.measure(1)).hasMessage("the books of this run are closed");
      assertThatThrownBy(() -> desk.enter(2)).hasMessage("the books of this run are closed");
      assertThatThrownBy(() -> desk.close(Closing.Goal.INTERRUPTED, 1))
          .hasMessage("the books of this run are closed");
      assertThat(desk.status()).isEqualTo(RunReport.Status.FAILED);
    });
  }

  @Test
  void aFailureThatDoesNotSayWhatIsSafeNamesTheNewestCheckpoint() {
    atDesk(desk -> {
      desk.enter(1);
      Failure silent = Failure.of(ExitCode.CLUSTER, "nobody is left").advising("go on");
      Failure failure = desk.recorder().failed(silent.exception()).failure();
      assertThat(failure.kept()).endsWith("step-0-term-1 (step 0)");
      assertThat(failure.keeping("")).isEqualTo(silent);
    });
  }

  @Test
  void aFailureThatSaysWhatIsSafeIsLeftAsItIs() {
    atDesk(desk -> {
      LockstepException says =
          Failure.of(ExitCode.STORAGE, "full").keeping("all of it").exception();
      assertThat(desk.recorder().failed(says)).isSameAs(says);
    });
  }

  @Test
  void aFailureDoesNotTakeThePlaceOfAnEnd() {
    atDesk(desk -> {
      desk.enter(1);
      desk.measure(1);
      desk.close(Closing.Goal.INTERRUPTED, 1);
      desk.recorder().failed(new IllegalStateException("too late"));
      assertThat(desk.status()).isEqualTo(RunReport.Status.INTERRUPTED);
    });
  }

  @Test
  void anEndAtTheNewestCheckpointNamesOneThatIsOnTheDisk() {
    atDesk(desk -> {
      desk.enter(1);
      desk.measure(1);
      TrainingResult end =
          desk.recorder().close(Closing.Goal.AT_CHECKPOINT, 1, desk.step().parameters());
      assertThat(end.weightsSha256()).isEmpty();
      assertThat(end.steps()).isEqualTo(desk.made().report().steps());
      assertThat(desk.made().checkpoints().resolve("step-%d-term-1".formatted(end.steps())))
          .isDirectory();
    });
  }

  @Test
  void aRunThatIsHandedOverHasACheckpointOfItsLastStepAndIsStillUnderWay() {
    atDesk(desk -> {
      desk.enter(1);
      desk.measure(1);
      TrainingResult end =
          desk.recorder().close(Closing.Goal.HANDED_OVER, 1, desk.step().parameters());
      assertThat(end.status()).isEqualTo(TrainingResult.Status.HANDED_OVER);
      assertThat(end.steps()).isOne();
      assertThat(desk.status()).isEqualTo(RunReport.Status.RUNNING);
      assertThat(desk.made().checkpoints().resolve("step-1-term-1")).isDirectory();
    });
  }

  @Test
  void aRunThatIsLeftIsStillUnderWayAndNothingIsEnteredAnyMore() {
    atDesk(desk -> {
      desk.enter(1);
      desk.recorder().leave();
      desk.recorder().failed(new IllegalStateException("too late"));
      assertThat(desk.status()).isEqualTo(RunReport.Status.RUNNING);
      assertThatThrownBy(() -> desk.measure(1)).hasMessage("the books of this run are closed");
    });
  }
}
