package io.lockstep.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.LockstepException;
import io.lockstep.training.TrainingResult;
import io.lockstep.wire.CoordinatorFrame;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What workers hear when a run ends without its last step.
final class FarewellTest {

  private static final Failure DIVERGED =
      Failure.of(ExitCode.DIVERGED, "training diverged: the loss is NaN")
          .at("step 2, epoch 1")
          .keeping("checkpoint 1")
          .advising("a smaller learning rate");

  @TempDir Path folder;
  private Stage stage;

  @BeforeEach
  void begin() throws IOException {
    stage = new Stage(folder);
  }

  @Test
  void workersGoHomeWithTheFailureOfTheRunAlsoThoseThatComeLater() {
    RecordingPeer peer = stage.join(Stage.W1);
    stage.compute(Stage.W1, 1);
    stage.books.breakWith(DIVERGED.exception());
    stage.compute(Stage.W1, 2);
    assertThat(peer.frames.getLast())
        .isEqualTo(new CoordinatorFrame.Refused(Stage.REIGN, DIVERGED));
    assertThat(peer.calls).endsWith("discard all", "Refused", "close");
    RecordingPeer late = stage.join(Stage.W2);
    assertThat(late.frames).containsExactly(new CoordinatorFrame.Refused(Stage.REIGN, DIVERGED));
    assertThat(stage.engine.closer.hasFailed()).isTrue();
    assertThat(stage.engine.result()).as("it is not noted yet").isNotDone();
    stage.keepBooks();
    assertThat(stage.books.entries).containsExactly("step 1", "failed");
    assertThat(stage.engine.result()).isCompletedExceptionally();
  }

  @Test
  void workersOfACoordinatorThatLosesItsSeatAreLeftToTheNextOne() {
    RecordingPeer peer = stage.join(Stage.W1);
    peer.frames.clear();
    LockstepException castOut = CoordinatorFailures.dutyEnded("cast out");
    assertThat(castOut.failure().advice()).contains("lockstep coordinator CONFIG --resume");
    stage.engine.stop(castOut);
    assertThat(peer.frames).isEmpty();
    assertThat(peer.calls).endsWith("discard all", "close");
  }

  @Test
  void aRunThatNobodyIsLeftToComputeFails() {
    stage.join(Stage.W1);
    stage.compute(Stage.W1, 1);
    stage.engine.giveUp(Failure.of(ExitCode.CLUSTER, "nobody is left").exception());
    stage.keepBooks();
    assertThat(stage.books.entries).containsExactly("step 1", "failed");
    assertThat(stage.engine.result()).isCompletedExceptionally();
    RecordingPeer late = stage.join(Stage.W2);
    assertThat(late.frames)
        .singleElement()
        .isInstanceOfSatisfying(
            CoordinatorFrame.Refused.class,
            refused ->
                assertThat(refused.failure().kept()).isEqualTo(CoordinatorFailures.CHECKPOINTS));
  }

  @Test
  void aRunAtItsEndNeedsNobody() {
    stage.join(Stage.W1);
    stage.engine.interrupt();
    stage.compute(Stage.W1, 1);
    stage.engine.giveUp(Failure.of(ExitCode.CLUSTER, "nobody is left").exception());
    stage.keepBooks();
    assertThat(stage.books.entries).doesNotContain("failed");
    assertThat(stage.engine.result().join().status()).isEqualTo(TrainingResult.Status.INTERRUPTED);
  }

  @Test
  void workersOfARunThatIsHandedOverAreLeftToTheNextCoordinator() {
    RecordingPeer peer = stage.join(Stage.W1);
    stage.engine.handOver();
    stage.compute(Stage.W1, 1);
    stage.keepBooks();
    assertThat(stage.books.entries).containsExactly("step 1", "hand over at 1");
    assertThat(stage.engine.result().join().status()).isEqualTo(TrainingResult.Status.HANDED_OVER);
    assertThat(peer.calls).doesNotContain("Finish", "Refused");
    assertThat(peer.calls).endsWith("discard all", "close");
    RecordingPeer late = stage.join(Stage.W2);
    assertThat(late.calls).containsExactly("discard all", "close");
  }

  @Test
  void workersOfACoordinatorThatFindsANewerTermAreLeftToIt() {
    RecordingPeer peer = stage.join(Stage.W1);
    stage.books.breakWith(Failure.of(ExitCode.CLUSTER, "superseded: term 3 < 4").exception());
    stage.compute(Stage.W1, 1);
    assertThat(peer.frames).noneMatch(CoordinatorFrame.Refused.class::isInstance);
    assertThat(peer.calls).endsWith("discard all", "close");
  }

  @Test
  void aFaultOfTheCoordinatorIsNamedToWorkersAsWell() {
    RecordingPeer peer = stage.join(Stage.W1);
    stage.books.breakWith(new IllegalStateException("no such step"));
    stage.compute(Stage.W1, 1);
    assertThat(peer.frames.getLast())
        .isInstanceOfSatisfying(
            CoordinatorFrame.Refused.class,
            refused -> {
              assertThat(refused.failure().code()).isEqualTo(ExitCode.INTERNAL);
              assertThat(refused.failure().error()).contains("no such step");
            });
  }
}
