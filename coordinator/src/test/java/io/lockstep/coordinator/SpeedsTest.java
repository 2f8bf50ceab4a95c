package io.lockstep.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import io.lockstep.plan.WorkerId;
import org.junit.jupiter.api.Test;

final class SpeedsTest {

  private static final WorkerId W = new WorkerId("w0");
  private static final long SECOND = 1_000_000_000L;

  private long now = 7 * SECOND;
  private final Speeds speeds = new Speeds(() -> now);

  @Test
  void aSpeedIsThatOfTheLastSeconds() {
    speeds.blockDone(W, 10);
    now += 2 * SECOND;
    speeds.blockDone(W, 90);
    assertThat(speeds.perSecond(W)).isEqualTo(50);
    now += 4 * SECOND;
    assertThat(speeds.perSecond(W)).isCloseTo(100 / 6.0, offset(1e-9));
    now += 6 * SECOND;
    speeds.blockDone(W, 30);
    now += 2 * SECOND;
    assertThat(speeds.perSecond(W)).as("30 in 2 s, none in the 6 s before").isEqualTo(30 / 8.0);
  }

  @Test
  void whoHasComputedNothingOrIsGoneHasNone() {
    assertThat(speeds.perSecond(W)).isZero();
    speeds.blockDone(W, 10);
    assertThat(speeds.perSecond(W)).as("no time has passed").isZero();
    now += SECOND;
    speeds.forget(W);
    assertThat(speeds.perSecond(W)).isZero();
  }
}
