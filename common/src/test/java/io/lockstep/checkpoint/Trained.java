package io.lockstep.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;

/// Checkpoints whose content follows from their step, so that a test knows what it must read.
final class Trained {

  static final int PARAMETERS = 3000;

  private Trained() {}

  static Checkpoint at(long step) {
    return at(step, 1);
  }

  static Checkpoint at(long step, long term) {
    Map<String, float[]> moments = new LinkedHashMap<>();
    moments.put("velocity", values(step, 0.5f));
    moments.put("a second", values(step, -1f));
    return new Checkpoint(
        step,
        new Origin(term, "c0ffee", "da7a"),
        values(step, 1f),
        moments,
        Map.of("loss sum", Double.toString(step / 3.0)));
  }

  static void assertWhole(Checkpoint checkpoint, long step) {
    assertThat(checkpoint.step()).isEqualTo(step);
    assertThat(checkpoint.parameters()).isEqualTo(values(step, 1f));
    assertThat(checkpoint.moments().keySet()).containsExactly("velocity", "a second");
    assertThat(checkpoint.moments().get("velocity")).isEqualTo(values(step, 0.5f));
    assertThat(checkpoint.moments().get("a second")).isEqualTo(values(step, -1f));
    assertThat(Double.parseDouble(checkpoint.facts().get("loss sum"))).isEqualTo(step / 3.0);
    assertThat(checkpoint.origin().configurationHash()).isEqualTo("c0ffee");
    assertThat(checkpoint.origin().dataFingerprint()).isEqualTo("da7a");
  }

  static float[] values(long step, float scale) {
    float[] values = new float[PARAMETERS];
    for (int i = 0; i < values.length; i++) {
      values[i] = scale * (step + i / 7f);
    }
    return values;
  }
}
