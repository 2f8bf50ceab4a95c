package io.lockstep.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.lane.Measurement;
import io.lockstep.measure.Tally;
import io.lockstep.plan.Assessment;
import io.lockstep.plan.Plan;
import io.lockstep.plan.WorkerId;
import io.lockstep.shard.Part;
import io.lockstep.wire.CoordinatorFrame;
import io.lockstep.wire.Reign;
import io.lockstep.wire.WorkerFrame;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Versions are measured by workers. Epochs have two steps, the run has six.
final class MeasuredStepTest {

  @TempDir Path folder;
  private Stage stage;

  @BeforeEach
  void begin() throws IOException {
    stage = new Stage(folder, 0, "data.validation=0.2", "data.test={csv: points.csv, label: side}");
  }

  private Tally tally(Part part, int examples) {
    Measurement measurement = stage.run.measurement(part).orElseThrow();
    int scores = measurement.aim().scoreWidth();
    return new Tally(
        examples,
        new double[measurement.aim().sums()],
        new long[measurement.aim().counts()],
        new float[scores * examples],
        new int[scores > 0 ? examples : 0]);
  }

  /// The worker sends what the first block of a part has come to.
  private void measure(WorkerId worker, long version, Part part) {
    measure(Stage.REIGN, worker, version, part);
  }

  private void measure(Reign reign, WorkerId worker, long version, Part part) {
    Tally tally = tally(part, stage.run.measurement(part).orElseThrow().plan().examplesIn(0));
    stage.engine.frame(
        worker, stage.peer(worker), new WorkerFrame.BlockMeasured(reign, version, part, 0, tally));
  }

  private static List<CoordinatorFrame.Measure> asked(RecordingPeer peer) {
    return peer.frames.stream()
        .filter(CoordinatorFrame.Measure.class::isInstance)
        .map(CoordinatorFrame.Measure.class::cast)
        .toList();
  }

  @Test
  void workersAreAskedToMeasureBeforeTheyAreGivenTheLastOfAVersion() {
    RecordingPeer peer = stage.join(Stage.W1);
    stage.compute(Stage.W1, 1);
    assertThat(asked(peer)).isEmpty();
    peer.calls.clear();
    stage.compute(Stage.W1, 2);
    int ask = peer.calls.indexOf("Measure");
    assertThat(peer.calls.subList(ask + 1, peer.calls.size()))
        .as("slices of the version that leave after it: %s", peer.calls)
        .hasSize(1)
        .allMatch(call -> call.startsWith("slice "));
    assertThat(asked(peer).getFirst().version()).isEqualTo(2);
    assertThat(asked(peer).getFirst().part()).isEqualTo(Part.VALIDATION);
  }

  @Test
  void theStepAfterAnEpochIsNotClosedBeforeItsVersionIsMeasured() {
    stage.join(Stage.W1);
    stage.computeSteps(Stage.W1, 1, 3);
    stage.keepBooks();
    assertThat(stage.books.entries).containsExactly("step 1", "step 2");
    measure(new Reign(11, 2), Stage.W1, 2, Part.VALIDATION);
    measure(Stage.W2, 2, Part.VALIDATION);
    measure(Stage.W1, 2, Part.TEST);
    measure(Stage.W1, 0, Part.VALIDATION);
    assertThat(stage.books.entries).hasSize(2);
    measure(Stage.W1, 2, Part.VALIDATION);
    measure(Stage.W1, 2, Part.VALIDATION);
    assertThat(stage.books.entries).hasSize(3).endsWith("step 3");
    stage.keepBooks();
    assertThat(stage.books.entries).hasSize(4).last().asString().startsWith("epoch at 2: ");
    assertThat(stage.books.measured).hasSize(1);
  }

  @Test
  void anEpochThatIsOpenWhereARunIsTakenUpIsMeasuredByTheWorkersThatCome() throws IOException {
    RecordingBooks books = new RecordingBooks();
    books.epochOpen = true;
    stage = new Stage(folder, new Stage.Begin(2, 0, books), "data.validation=0.2");
    stage.keepBooks();
    assertThat(books.entries).as("nobody is here").isEmpty();
    RecordingPeer peer = stage.join(Stage.W1);
    assertThat(asked(peer)).extracting(CoordinatorFrame.Measure::version).containsExactly(2L);
    stage.compute(Stage.W1, 3);
    stage.keepBooks();
    assertThat(books.entries).as("not measured yet").isEmpty();
    measure(Stage.W1, 2, Part.VALIDATION);
    stage.keepBooks();
    assertThat(books.entries).hasSize(2).startsWith("step 3");
    assertThat(books.measured).hasSize(1);
  }

  @Test
  void stepsThatEndNoEpochAreNotHeldUp() {
    stage.join(Stage.W1);
    stage.computeSteps(Stage.W1, 1, 2);
    measure(Stage.W1, 2, Part.VALIDATION);
    stage.computeSteps(Stage.W1, 3, 3);
    assertThat(stage.books.entries).endsWith("step 3");
  }

  @Test
  void whatALostWorkerWasAskedIsMeasuredByAnother() {
    RecordingPeer first = stage.join(Stage.W1);
    RecordingPeer second = stage.join(Stage.W2);
    stage.compute(Stage.W1, 1);
    for (long step = 2; step <= 3; step++) {
      stage.compute(Stage.W1, step);
      stage.compute(Stage.W2, step);
    }
    assertThat(asked(first)).hasSize(1);
    assertThat(asked(second)).isEmpty();
    stage.engine.lost(Stage.W1, first, "connection reset");
    assertThat(asked(second)).hasSize(1);
    measure(Stage.W2, 2, Part.VALIDATION);
    assertThat(stage.books.entries).endsWith("step 3");
  }

  @Test
  void aTallyOfOtherExamplesIsRefused() {
    RecordingPeer peer = stage.join(Stage.W1);
    stage.computeSteps(Stage.W1, 1, 2);
    stage.engine.frame(
        Stage.W1,
        peer,
        new WorkerFrame.BlockMeasured(
            Stage.REIGN, 2, Part.VALIDATION, 0, tally(Part.VALIDATION, 3)));
    assertThat(peer.calls).endsWith("Refused", "close");
    assertThat(stage.engine.plan().measuring()).isPresent();
  }

  @Test
  void whoeverStopsTheRunDoesNotWaitForWorkersThatMeasure() {
    stage.join(Stage.W1);
    stage.computeSteps(Stage.W1, 1, 2);
    stage.engine.interrupt();
    stage.compute(Stage.W1, 3);
    stage.keepBooks();
    assertThat(stage.books.entries).contains("step 3").endsWith("interrupt at 3");
    assertThat(stage.books.entries).anyMatch(entry -> entry.startsWith("epoch at 2: "));
    assertThat(stage.engine.result()).isDone();
  }

  @Test
  void theVersionWithWhichARunIsStoppedIsMeasuredByTheCoordinatorAlone() {
    RecordingPeer peer = stage.join(Stage.W1);
    stage.compute(Stage.W1, 1);
    stage.engine.interrupt();
    stage.compute(Stage.W1, 2);
    stage.keepBooks();
    assertThat(asked(peer)).isEmpty();
    assertThat(stage.books.measured).isEmpty();
    assertThat(stage.books.entries).endsWith("interrupt at 2");
  }

  /// The last step but the bookkeeping of its end.
  private void computeAll(WorkerId worker) {
    for (long step = 1; step <= 6; step++) {
      stage.compute(worker, step);
      stage.keepBooks();
      if (step % 2 == 0) {
        measure(worker, step, Part.VALIDATION);
        stage.keepBooks();
      }
    }
  }

  @Test
  void theLastVersionIsMeasuredOnBothPartsByWhoeverIsStillHere() {
    stage.books.due = List.of(new Assessment(6, Part.TEST));
    RecordingPeer first = stage.join(Stage.W1);
    computeAll(Stage.W1);
    assertThat(asked(first).getLast().part()).isEqualTo(Part.TEST);
    assertThat(asked(first).getLast().version()).isEqualTo(6);
    assertThat(first.calls).as("who holds it already").doesNotContain("Recall");
    RecordingPeer second = stage.join(Stage.W2);
    assertThat(second.calls)
        .containsExactly("discard all", "Recall", "slice 0 of 6", "slice 1 of 6", "slice 2 of 6");
    stage.engine.lost(Stage.W1, first, "connection reset");
    assertThat(asked(second)).hasSize(1);
    assertThat(stage.engine.result()).isNotDone();
    measure(Stage.W2, 6, Part.TEST);
    stage.keepBooks();
    assertThat(stage.books.entries).endsWith("finish");
    assertThat(stage.books.measured).hasSize(4);
    assertThat(stage.engine.result()).isDone();
  }

  private float[] best() {
    float[] best = new float[stage.run.network().layout().length()];
    Arrays.fill(best, 42);
    return best;
  }

  @Test
  void anEarlierVersionThatTheRunEndsWithIsGivenToTheWorkersAndMeasuredByThem() {
    stage.books.due = List.of(new Assessment(2, Part.TEST));
    stage.books.best = Optional.of(best());
    RecordingPeer first = stage.join(Stage.W1);
    computeAll(Stage.W1);
    assertThat(first.calls)
        .endsWith(
            "discard all", "Recall", "slice 0 of 2", "slice 1 of 2", "slice 2 of 2", "Measure");
    assertThat(asked(first).getLast().version()).isEqualTo(2);
    assertThat(asked(first).getLast().part()).isEqualTo(Part.TEST);
    RecordingPeer second = stage.join(Stage.W2);
    stage.engine.lost(Stage.W1, first, "connection reset");
    assertThat(second.calls)
        .containsExactly(
            "discard all", "Recall", "slice 0 of 2", "slice 1 of 2", "slice 2 of 2", "Measure");
    measure(Stage.W2, 6, Part.TEST);
    stage.keepBooks();
    assertThat(stage.engine.result()).as("that was another version").isNotDone();
    measure(Stage.W2, 2, Part.TEST);
    stage.keepBooks();
    assertThat(stage.books.entries).endsWith("TEST of 2: 42.0", "finish");
    assertThat(stage.books.measured).hasSize(4);
  }

  @Test
  void aRunThatKeepsAnEarlierVersionBesideItsLastHasBothMeasuredOneAfterTheOther() {
    stage.books.due = List.of(new Assessment(6, Part.TEST), new Assessment(4, Part.TEST));
    stage.books.best = Optional.of(best());
    RecordingPeer peer = stage.join(Stage.W1);
    computeAll(Stage.W1);
    assertThat(asked(peer).getLast().version()).isEqualTo(6);
    measure(Stage.W1, 6, Part.TEST);
    stage.keepBooks();
    assertThat(asked(peer).getLast().version()).isEqualTo(4);
    measure(Stage.W1, 4, Part.TEST);
    stage.keepBooks();
    assertThat(stage.books.entries).endsWith("TEST of 4: 42.0", "finish");
    assertThat(peer.calls).containsOnlyOnce("Recall");
  }

  @Test
  void aBestVersionThatCannotBeReadBackIsMeasuredByNobody() {
    stage.books.due = List.of(new Assessment(2, Part.TEST));
    RecordingPeer peer = stage.join(Stage.W1);
    computeAll(Stage.W1);
    assertThat(asked(peer)).extracting(CoordinatorFrame.Measure::part).doesNotContain(Part.TEST);
    assertThat(stage.books.entries).endsWith("finish");
    assertThat(stage.engine.result()).isDone();
  }

  /// The epoch at hand ends the run, as early stopping may.
  @Test
  void aLastVersionThatAPauseHasHeldBackIsTestedByWhoeverIsHere() throws IOException {
    stage =
        new Stage(
            folder,
            0,
            "data.validation=0.2",
            "data.test={csv: points.csv, label: side}",
            "train.early-stopping=5",
            "cluster.min-workers=2");
    stage.books.due = List.of(new Assessment(2, Part.TEST));
    RecordingPeer first = stage.join(Stage.W1);
    RecordingPeer second = stage.join(Stage.W2);
    stage.compute(Stage.W1, 1);
    stage.compute(Stage.W2, 1);
    stage.compute(Stage.W2, 2);
    stage.engine.lost(Stage.W2, second, "connection reset");
    assertThat(stage.engine.plan().phase()).isEqualTo(Plan.Phase.PAUSED);
    stage.compute(Stage.W1, 2);
    stage.keepBooks();
    assertThat(first.calls.subList(first.calls.size() - 2, first.calls.size()))
        .satisfiesExactly(
            slice -> assertThat(slice).startsWith("slice ").endsWith(" of 2"),
            ask -> assertThat(ask).isEqualTo("Measure"));
    measure(Stage.W1, 2, Part.TEST);
    stage.keepBooks();
    assertThat(stage.books.entries).endsWith("finish");
    assertThat(stage.engine.result()).isDone();
  }

  @Test
  void withoutAnyWorkerTheRunComesToItsEndAllTheSame() {
    stage.books.due = List.of(new Assessment(6, Part.TEST));
    RecordingPeer peer = stage.join(Stage.W1);
    for (long step = 1; step <= 6; step++) {
      stage.compute(Stage.W1, step);
      stage.keepBooks();
      if (step == 2 || step == 4) {
        measure(Stage.W1, step, Part.VALIDATION);
        stage.keepBooks();
      }
    }
    assertThat(stage.books.entries).endsWith("step 6");
    stage.engine.lost(Stage.W1, peer, "connection reset");
    stage.keepBooks();
    assertThat(stage.books.entries).endsWith("finish");
    assertThat(stage.engine.result()).isDone();
  }

  @Test
  void aWorkerThatHangsWithWhatItWasAskedHoldsTheRunUpForAWhileOnly() {
    stage.join(Stage.W1);
    stage.computeSteps(Stage.W1, 1, 3);
    for (int hour = 0; hour < 100 && stage.books.entries.size() < 3; hour++) {
      stage.pass(Duration.ofHours(20));
    }
    assertThat(stage.books.entries).endsWith("step 3");
  }
}
