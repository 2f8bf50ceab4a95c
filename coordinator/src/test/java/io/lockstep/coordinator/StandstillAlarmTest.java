package io.lockstep.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the engine hears of its workers is what is told when nothing goes on.
final class StandstillAlarmTest {

  @TempDir Path folder;
  private Stage stage;
  private StandstillAlarm alarm;

  @BeforeEach
  void begin() throws IOException {
    stage = new Stage(folder);
    stage.join(Stage.W1);
    alarm =
        new StandstillAlarm(
            stage.engine, _ -> "box", Duration.ofSeconds(10).toNanos(), stage::nanos);
  }

  @Test
  void aWorkerThatFallsSilentInTheMiddleOfABlockIsNamed() {
    stage.waits(Duration.ofSeconds(9));
    stage.chunk(Stage.W1, 1, 2);
    assertThat(alarm.look()).isEmpty();
    stage.waits(Duration.ofMillis(9_999));
    assertThat(alarm.look()).as("a chunk is progress").isEmpty();
    stage.waits(Duration.ofMillis(1));
    assertThat(alarm.look())
        .contains(
            """
            no progress for 10 s at step 1: computing
              waits for: worker w1 on box, for 19 s: shards 0..3; the last came from it 10 s ago
              try: look at worker w1 on box; when it is ended, the others do its part of the same step\
            """);
  }

  @Test
  void aChunkThatIsSentOnceMoreIsNoProgress() {
    stage.chunk(Stage.W1, 1, 2);
    assertThat(alarm.look()).isEmpty();
    stage.waits(Duration.ofSeconds(10));
    stage.chunk(Stage.W1, 1, 2);
    assertThat(alarm.look()).isPresent();
  }
}
