package io.lockstep.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the engine hears of its workers is what it tells of their pace.
final class SlowWorkersTest {

  private static final Duration STEP = Duration.ofMillis(4_000);

  @TempDir Path folder;
  private Stage stage;

  @BeforeEach
  void begin() throws IOException {
    stage = new Stage(folder);
  }

  @Test
  void aWorkerOnASlowLinkIsNamedFromWhatItsFramesSay() {
    RecordingPeer peer = stage.join(Stage.W1);
    steps(1, 3);
    peer.carried = 12 << 20;
    peer.host = "host-a";

    assertThat(stage.engine.intake.slowWorkers())
        .containsExactly(
            "the link of worker w1 on host-a is slow: a step takes it 4000 ms, phase send 4000 ms of them (100 %), at 1,024 KiB/s");
    assertThat(stage.engine.intake.slowWorkers()).as("once a minute").isEmpty();
  }

  @Test
  void whoHasGoneIsNotNamed() {
    RecordingPeer peer = stage.join(Stage.W1);
    steps(1, 3);
    stage.engine.lost(Stage.W1, peer, "stream broken");

    assertThat(stage.engine.intake.slowWorkers()).isEmpty();
  }

  private void steps(long from, long to) {
    for (long step = from; step <= to; step++) {
      stage.waits(STEP);
      stage.compute(Stage.W1, step);
      stage.keepBooks();
    }
  }
}
