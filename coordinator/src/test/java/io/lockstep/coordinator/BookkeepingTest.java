package io.lockstep.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.training.TrainingResult;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whatever takes long in the books holds up neither frames nor losses, and nothing is entered out
/// of turn.
final class BookkeepingTest {

  private static final Duration BEYOND_PATIENCE = Duration.ofSeconds(4);

  @TempDir Path folder;
  private Stage stage;

  @BeforeEach
  void begin() throws IOException {
    stage = new Stage(folder);
  }

  @Test
  void stepsGoOnWhileAnEpochIsMeasuredUpToTheEndOfTheNext() {
    stage.join(Stage.W1);
    stage.computeSteps(Stage.W1, 1, 4);
    assertThat(stage.books.entries).containsExactly("step 1", "step 2", "step 3");
    assertThat(stage.engine.version()).isEqualTo(3);
    stage.keepBooks();
    assertThat(stage.books.entries.subList(3, 6))
        .satisfiesExactly(
            epoch -> assertThat(epoch).startsWith("epoch at 2"),
            step -> assertThat(step).isEqualTo("step 4"),
            epoch -> assertThat(epoch).startsWith("epoch at 4"));
    assertThat(stage.engine.version()).isEqualTo(4);
  }

  @Test
  void anEpochIsMeasuredWithTheVersionThatEndedIt() throws IOException {
    stage.join(Stage.W1);
    stage.computeSteps(Stage.W1, 1, 2);
    stage.keepBooks();
    Stage later = new Stage(folder);
    later.join(Stage.W1);
    later.computeSteps(Stage.W1, 1, 3);
    later.chunk(Stage.W1, 4, 0);
    later.keepBooks();
    assertThat(later.books.entries).contains(stage.books.entries.getLast());
  }

  @Test
  void aLossThatIsNoNumberIsComputedByTheCoordinatorWhenTheOnlyWorkerSaysSoTwice() {
    stage.join(Stage.W1);
    for (int chunk = 0; chunk < Stage.CHUNKS; chunk++) {
      stage.chunk(Stage.W1, 1, chunk);
    }
    stage.tally(Stage.W1, 1, Double.NaN);
    assertThat(stage.bookkeeping).as("asked again").isEmpty();
    stage.tally(Stage.W1, 1, Double.NaN);
    assertThat(stage.bookkeeping).hasSize(1);
    stage.keepBooks();
    assertThat(stage.books.entries).isEmpty();
    assertThat(stage.engine.plan().trust().quarantined()).containsExactly(Stage.W1);
  }

  @Test
  void aWorkerIsLostAndReplacedWhileAStepWaitsForTheBooks() {
    RecordingPeer first = stage.join(Stage.W1);
    RecordingPeer second = stage.join(Stage.W2);
    stage.computeSteps(Stage.W1, 1, 1);
    for (int step = 2; step <= 4; step++) {
      stage.compute(Stage.W1, step);
      stage.compute(Stage.W2, step);
    }
    second.calls.clear();
    stage.engine.lost(Stage.W1, first, "connection reset");
    assertThat(second.calls).as("dealt at once").contains("Assignment");
    assertThat(stage.engine.workers()).containsOnlyKeys(Stage.W2);
    assertThat(second.calls).noneMatch(call -> call.startsWith("slice "));
    stage.keepBooks();
    assertThat(second.calls)
        .as("the one slice that was held back")
        .filteredOn(call -> call.startsWith("slice "))
        .hasSize(1)
        .allMatch(call -> call.endsWith(" of 4"));
  }

  @Test
  void duplicatesDoNotCloseAStepTwice() {
    stage.join(Stage.W1);
    stage.computeSteps(Stage.W1, 1, 4);
    stage.compute(Stage.W1, 4);
    stage.keepBooks();
    assertThat(stage.books.entries).containsOnlyOnce("step 4");
  }

  @Test
  void anInterruptDuringTheLastBooksChangesNothing() {
    RecordingPeer peer = stage.join(Stage.W1);
    finishSteps();
    stage.engine.interrupt();
    stage.pass(BEYOND_PATIENCE);
    stage.pass(BEYOND_PATIENCE);
    stage.keepBooks();
    assertThat(stage.books.entries).contains("finish").noneMatch(it -> it.startsWith("interrupt"));
    assertThat(stage.engine.result().join().status()).isEqualTo(TrainingResult.Status.DONE);
    assertThat(peer.calls).endsWith("discard all", "Finish", "close");
  }

  @Test
  void anInterruptWaitsForTheEpochThatIsBeingMeasured() {
    stage.join(Stage.W1);
    stage.computeSteps(Stage.W1, 1, 2);
    stage.engine.interrupt();
    stage.pass(BEYOND_PATIENCE);
    assertThat(stage.books.entries).containsExactly("step 1", "step 2");
    stage.keepBooks();
    assertThat(stage.books.entries.get(2)).startsWith("epoch at 2");
    assertThat(stage.books.entries.get(3)).isEqualTo("interrupt at 2");
    assertThat(stage.engine.result().join().steps()).isEqualTo(2);
  }

  @Test
  void anInterruptEndsAtTheNextStepAndNotInsideIt() {
    stage.join(Stage.W1);
    stage.engine.interrupt();
    stage.compute(Stage.W1, 1);
    stage.pass(BEYOND_PATIENCE);
    stage.keepBooks();
    assertThat(stage.books.entries).containsExactly("step 1", "interrupt at 1");
  }

  /// Something may still be measured, and it would help.
  @Test
  void aWorkerThatComesDuringTheLastBooksIsGivenTheVersionAndToldTheEndOnce() {
    stage.join(Stage.W1);
    finishSteps();
    RecordingPeer late = stage.join(Stage.W2);
    assertThat(late.calls)
        .containsExactly("discard all", "Recall", "slice 0 of 6", "slice 1 of 6", "slice 2 of 6");
    late.calls.clear();
    stage.keepBooks();
    assertThat(late.calls).containsExactly("discard all", "Finish", "close");
    assertThat(stage.books.entries).containsOnlyOnce("finish");
    RecordingPeer later = stage.join(Stage.W2);
    assertThat(later.calls).containsExactly("discard all", "Finish", "close");
    assertThat(stage.bookkeeping).isEmpty();
  }

  @Test
  void nothingIsEnteredAfterTheDutyHasEndedAndTheRunIsLeft() {
    stage.join(Stage.W1);
    stage.computeSteps(Stage.W1, 1, 4);
    AtomicBoolean told = new AtomicBoolean();
    stage.engine.result().whenComplete((_, failure) -> told.set(failure != null));
    stage.engine.stop(CoordinatorFailures.dutyEnded("cast out"));
    stage.keepBooks();
    assertThat(stage.books.entries).containsExactly("step 1", "step 2", "step 3", "left");
    assertThat(told).isTrue();
  }

  /// All steps are there, but the books of the last epoch are not closed.
  private void finishSteps() {
    stage.computeSteps(Stage.W1, 1, 4);
    stage.keepBooks();
    stage.computeSteps(Stage.W1, 5, 6);
    stage.bookkeeping.poll().run();
  }
}
