package io.lockstep.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.shard.Block;
import io.lockstep.wire.CoordinatorFrame;
import io.lockstep.wire.Payload;
import io.lockstep.wire.Reign;
import io.lockstep.wire.WorkerFrame;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What travels during a step, and what does not count.
final class StreamedStepTest {

  private static final List<Reign> FOREIGN =
      List.of(new Reign(11, 2), new Reign(11, 4), new Reign(12, 3));

  @TempDir Path folder;
  private Stage stage;
  private RecordingPeer peer;

  @BeforeEach
  void begin() throws IOException {
    stage = new Stage(folder);
    peer = stage.join(Stage.W1);
    peer.calls.clear();
    peer.frames.clear();
  }

  @Test
  void aSliceIsSentBeforeTheOtherRootsAreComplete() {
    stage.chunk(Stage.W1, 1, 2);
    assertThat(peer.calls).containsExactly("slice 2 of 1");
    stage.chunk(Stage.W1, 1, 0);
    assertThat(peer.calls).containsExactly("slice 2 of 1", "slice 0 of 1");
  }

  @Test
  void theLastSliceWaitsForTheTally() {
    stage.chunk(Stage.W1, 1, 2);
    stage.chunk(Stage.W1, 1, 1);
    stage.chunk(Stage.W1, 1, 0);
    assertThat(peer.calls).doesNotContain("slice 0 of 1");
    stage.tally(Stage.W1, 1, 1);
    assertThat(peer.calls).endsWith("discard before 1", "slice 0 of 1");
  }

  @Test
  void betweenStepsOnlySlicesAreSent() {
    stage.computeSteps(Stage.W1, 1, 3);
    assertThat(peer.frames)
        .hasSize(3 * Stage.CHUNKS)
        .allMatch(CoordinatorFrame.ParameterChunk.class::isInstance);
  }

  @Test
  void slicesOfAnOlderVersionAreDroppedBeforeTheLastOfANewOne() {
    stage.computeSteps(Stage.W1, 1, 3);
    assertThat(peer.calls.subList(8, 12))
        .containsExactly("slice 2 of 3", "slice 1 of 3", "discard before 3", "slice 0 of 3");
  }

  /// What is measured of the step that ends an epoch is summed over a whole stretch.
  @Test
  void inTheLastStepOfAnEpochSlicesWaitForTheirStretch() {
    stage.compute(Stage.W1, 1);
    peer.calls.clear();
    stage.chunk(Stage.W1, 2, 2);
    stage.chunk(Stage.W1, 2, 0);
    assertThat(peer.calls).isEmpty();
    stage.chunk(Stage.W1, 2, 1);
    assertThat(peer.calls).containsExactly("slice 0 of 2", "slice 1 of 2");
    stage.tally(Stage.W1, 2, 1);
    assertThat(peer.calls).endsWith("discard before 2", "slice 2 of 2");
    assertThat(stage.engine.version()).isEqualTo(2);
  }

  @Test
  void whereTheNormClipsNothingOfAVersionIsGivenToAnybodyBeforeAllOfTheGradientIsHere()
      throws IOException {
    Stage clipping = new Stage(Files.createTempDirectory(folder, "clip"), 0, "train.clip.norm=1");
    RecordingPeer worker = clipping.join(Stage.W1);
    worker.calls.clear();
    clipping.chunk(Stage.W1, 1, 2);
    clipping.chunk(Stage.W1, 1, 0);
    RecordingPeer newcomer = clipping.join(Stage.W2);
    assertThat(worker.calls).noneMatch(call -> call.endsWith(" of 1"));
    assertThat(newcomer.calls).noneMatch(call -> call.endsWith(" of 1"));
    clipping.chunk(Stage.W1, 1, 1);
    assertThat(worker.calls)
        .contains("slice 0 of 1", "slice 1 of 1")
        .doesNotContain("slice 2 of 1");
    assertThat(newcomer.calls).contains("slice 0 of 1", "slice 1 of 1");
    clipping.tally(Stage.W1, 1, 1);
    assertThat(worker.calls).endsWith("discard before 1", "slice 2 of 1");
    assertThat(clipping.engine.version()).isEqualTo(1);
  }

  @Test
  void framesOfAnotherReignChangeNothingAndGiveTheirPayloadBack() {
    String before = stage.engine.situation();
    AtomicInteger back = new AtomicInteger();
    int sent = 0;
    for (Reign foreign : FOREIGN) {
      for (Block block : stage.blocks(1)) {
        for (int chunk = 0; chunk < Stage.CHUNKS; chunk++) {
          float[] floats = new float[stage.length(chunk)];
          Payload lent = Payload.borrowed(floats, 0, floats.length, back::incrementAndGet);
          stage.engine.frame(Stage.W1, peer, stage.gradient(foreign, 1, block, chunk, lent));
          sent++;
        }
        stage.engine.frame(Stage.W1, peer, stage.done(foreign, 1, block, 1));
      }
      stage.engine.frame(Stage.W1, peer, new WorkerFrame.Resync(foreign, 0));
      stage.engine.frame(Stage.W1, peer, new WorkerFrame.Leave(foreign, "not ours"));
    }
    assertThat(back).hasValue(sent);
    assertThat(peer.calls).isEmpty();
    assertThat(stage.engine.situation()).isEqualTo(before);
    assertThat(stage.engine.workers()).containsExactly(Map.entry(Stage.W1, 0L));
    stage.compute(Stage.W1, 1);
    assertThat(stage.engine.version()).isEqualTo(1);
  }

  @Test
  void aBlockWithADamagedChunkIsDealtAgainWithItsLastWord() {
    Block block = stage.blocks(1).getFirst();
    stage.chunk(Stage.W1, 1, 2);
    stage.chunk(Stage.W1, 1, 0);
    assertThat(peer.frames).noneMatch(CoordinatorFrame.Deal.class::isInstance);
    stage.tally(Stage.W1, 1, 1);
    assertThat(peer.frames)
        .filteredOn(CoordinatorFrame.Deal.class::isInstance)
        .extracting(frame -> ((CoordinatorFrame.Deal) frame).blocks())
        .containsExactly(List.of(block));
    stage.compute(Stage.W1, 1);
    assertThat(stage.engine.version()).isEqualTo(1);
  }

  @Test
  void aDamagedChunkCountsForNothingUntilItsBlockComesAgain() {
    Block block = stage.blocks(1).getFirst();
    stage.engine.frame(
        Stage.W1, peer, new WorkerFrame.Damaged(Stage.REIGN, 1, block, 1, "checksum does not fit"));
    stage.chunk(Stage.W1, 1, 2);
    stage.chunk(Stage.W1, 1, 0);
    stage.tally(Stage.W1, 1, 1);
    assertThat(stage.engine.version()).isZero();
    stage.compute(Stage.W1, 1);
    assertThat(stage.engine.version()).isEqualTo(1);
  }
}
