package io.lockstep.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.plan.Dealt;
import io.lockstep.plan.WorkerId;
import io.lockstep.shard.Block;
import io.lockstep.wire.CoordinatorFrame;
import io.lockstep.wire.Payload;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What becomes of numbers that cannot be believed, in an engine whose frames the test writes.
final class DoubtTest {

  @TempDir Path folder;
  private Stage stage;
  private RecordingPeer first;
  private RecordingPeer second;
  private final AtomicInteger lent = new AtomicInteger();

  @BeforeEach
  void begin() throws IOException {
    stage = new Stage(folder, 100);
    first = stage.join(Stage.W1);
    second = stage.join(Stage.W2);
    stage.compute(Stage.W1, 1);
    assertThat(stage.engine.version()).isEqualTo(1);
  }

  @Test
  void nothingOfACheckedBlockCountsBeforeTwoHaveSentTheSame() {
    stage.compute(Stage.W1, 2);
    assertThat(stage.engine.version()).isEqualTo(1);
    assertThat(stage.engine.situation()).contains("4 roots open");
    stage.compute(Stage.W2, 2);
    assertThat(stage.engine.version()).isEqualTo(2);
    assertThat(stage.engine.plan().trust().vouched()).containsExactlyInAnyOrder(Stage.W1, Stage.W2);
  }

  /// The stream before may still have counted as open when the new one took its place.
  @Test
  void whoComesAnewSendsACheckedBlockOnceAndNotForEver() {
    stage.compute(Stage.W1, 2);
    RecordingPeer anew = stage.join(Stage.W1);
    anew.calls.clear();
    stage.compute(Stage.W1, 2);
    assertThat(anew.calls).as("its answers are complete").doesNotContain("Deal");
    stage.compute(Stage.W2, 2);
    assertThat(stage.engine.version()).isEqualTo(2);
  }

  @Test
  void whoDiffersFromWhatTheCoordinatorComputesIsSentAway() {
    stage.compute(Stage.W1, 2);
    for (int chunk = 0; chunk < Stage.CHUNKS; chunk++) {
      send(Stage.W2, 2, chunk, -7);
    }
    stage.tally(Stage.W2, 2, 1.0);
    stage.keepBooks();
    assertThat(stage.engine.workers())
        .as("neither has computed what the configuration asks for")
        .isEmpty();
    assertThat(second.calls).endsWith("Refused", "close");
    assertThat(second.frames)
        .filteredOn(CoordinatorFrame.Refused.class::isInstance)
        .extracting(frame -> ((CoordinatorFrame.Refused) frame).failure())
        .singleElement()
        .satisfies(failure -> {
          assertThat(failure.error())
              .isEqualTo("the coordinator sent this worker away: its numbers are wrong");
          assertThat(failure.cause())
              .startsWith("worker w2 is quarantined at step 2: what it sent for shard")
              .endsWith("none of its numbers has counted unchecked");
          assertThat(failure.advice()).contains("memory");
        });
    assertThat(stage.engine.version()).isEqualTo(1);
    assertThat(lent).as("every piece was given back").hasValue(0);
  }

  @Test
  void whoComesAgainUnderANameInQuarantineIsSentAwayAtOnce() {
    whoDiffersFromWhatTheCoordinatorComputesIsSentAway();
    RecordingPeer again = stage.join(Stage.W2);
    assertThat(again.calls).containsExactly("Refused", "close");
  }

  @Test
  void whatNobodyWasAskedForDoesNotCount() {
    WorkerId stranger = new WorkerId("w9");
    stage.join(stranger);
    Block root = new Block(2, 0);
    for (int chunk = 0; chunk < Stage.CHUNKS; chunk++) {
      send(stranger, List.of(root), 2, chunk, 0);
    }
    stage.engine.frame(stranger, stage.peer(stranger), stage.done(Stage.REIGN, 2, root, 1));
    assertThat(stage.engine.situation()).contains("4 roots open");
    assertThat(lent).hasValue(0);
  }

  @Test
  void whatIsNotFiniteIsLeftOutAndComputedByTheOther() {
    agreeOnStep2();
    send(Stage.W1, 3, 0, 1);
    send(Stage.W1, 3, 1, Float.NaN);
    send(Stage.W1, 3, 2, 1);
    second.calls.clear();
    List<Block> ofFirst = blocksOf(Stage.W1);
    stage.tally(Stage.W1, 3, 1);
    assertThat(second.calls).containsExactly("Deal");
    assertThat(stage.engine.plan().open())
        .filteredOn(dealt -> dealt.owners().contains(Stage.W1))
        .extracting(Dealt::block)
        .isEqualTo(ofFirst);

    stage.compute(Stage.W2, 3);

    assertThat(stage.engine.version()).isEqualTo(3);
    assertThat(first.calls).endsWith("Refused", "close");
    assertThat(stage.engine.workers()).containsOnlyKeys(Stage.W2);
    assertThat(first.frames)
        .filteredOn(CoordinatorFrame.Refused.class::isInstance)
        .extracting(frame -> ((CoordinatorFrame.Refused) frame).failure().cause())
        .singleElement()
        .asString()
        .contains("is not finite, while w2 came to finite numbers");
  }

  @Test
  void whatIsNotFiniteForBothEndsTheRunAsInOneProcess() {
    agreeOnStep2();
    for (int round = 0; round < 2; round++) {
      for (WorkerId worker : List.of(Stage.W1, Stage.W2)) {
        for (int chunk = 0; chunk < Stage.CHUNKS; chunk++) {
          send(worker, 3, chunk, Float.POSITIVE_INFINITY);
        }
        stage.tally(worker, 3, Double.NaN);
      }
    }
    assertThat(stage.bookkeeping).as("a loss that is no number is left to the books").isNotEmpty();
    assertThat(stage.engine.workers()).containsOnlyKeys(Stage.W1, Stage.W2);
  }

  private void agreeOnStep2() {
    stage.compute(Stage.W1, 2);
    stage.compute(Stage.W2, 2);
    stage.keepBooks();
    assertThat(stage.engine.plan().step()).isEqualTo(3);
  }

  private List<Block> blocksOf(WorkerId worker) {
    return stage.engine.plan().open().stream()
        .filter(dealt -> dealt.owners().contains(worker))
        .map(Dealt::block)
        .toList();
  }

  /// One chunk of all blocks that the worker was dealt, full of a number.
  private void send(WorkerId worker, long step, int chunk, float number) {
    send(worker, blocksOf(worker), step, chunk, number);
  }

  private void send(WorkerId worker, List<Block> blocks, long step, int chunk, float number) {
    for (Block block : new ArrayList<>(blocks)) {
      float[] floats = new float[stage.length(chunk)];
      Arrays.fill(floats, number);
      lent.incrementAndGet();
      Payload payload = Payload.borrowed(floats, 0, floats.length, lent::decrementAndGet);
      stage.engine.frame(
          worker, stage.peer(worker), stage.gradient(Stage.REIGN, step, block, chunk, payload));
    }
  }
}
