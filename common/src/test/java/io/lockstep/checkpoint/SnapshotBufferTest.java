package io.lockstep.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SnapshotBufferTest {

  private static final Origin ORIGIN = new Origin(1, "c0ffee", "da7a");

  private final float[] parameters = Trained.values(1, 1f);
  private final List<float[]> moments = List.of(Trained.values(1, 0.5f));
  private final SnapshotBuffer buffer = new SnapshotBuffer(Trained.PARAMETERS, List.of("velocity"));

  @Test
  void whatIsCapturedDoesNotChangeWithTheTraining() {
    Checkpoint captured = buffer.capture(1, ORIGIN, parameters, moments, Map.of("a", "b"));
    Arrays.fill(parameters, Float.NaN);
    Arrays.fill(moments.getFirst(), Float.NaN);

    assertThat(captured.parameters()).isEqualTo(Trained.values(1, 1f));
    assertThat(captured.moments().get("velocity")).isEqualTo(Trained.values(1, 0.5f));
    assertThat(captured.facts()).containsExactly(Map.entry("a", "b"));
  }

  @Test
  void aCaptureIsNotWrittenOverBeforeItIsReleased() {
    Checkpoint first = buffer.capture(1, ORIGIN, parameters, moments, Map.of());
    assertThat(buffer.free()).isFalse();
    assertThatThrownBy(() -> buffer.capture(2, ORIGIN, parameters, moments, Map.of()))
        .isInstanceOf(IllegalStateException.class);

    buffer.release();
    Checkpoint second = buffer.capture(2, ORIGIN, parameters, moments, Map.of());

    assertThat(second.parameters()).isSameAs(first.parameters());
  }

  @Test
  void aModelOfAnotherSizeIsRefused() {
    assertThatThrownBy(() -> buffer.capture(1, ORIGIN, new float[1], moments, Map.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> buffer.capture(1, ORIGIN, parameters, List.of(), Map.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(buffer.free()).isTrue();
  }

  @Test
  void anOriginNamesWhatDiffers() {
    assertThat(ORIGIN.differenceFrom(new Origin(9, "c0ffee", "da7a"))).isEmpty();
    assertThat(ORIGIN.differenceFrom(new Origin(1, "tea", "da7a")))
        .contains("configuration hash differs: ours c0ffee, theirs tea");
    assertThat(ORIGIN.differenceFrom(new Origin(1, "c0ffee", "x")))
        .contains("data fingerprint differs: ours da7a, theirs x");
  }
}
