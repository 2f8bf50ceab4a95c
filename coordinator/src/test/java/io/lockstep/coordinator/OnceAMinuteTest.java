package io.lockstep.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class OnceAMinuteTest {

  private final OnceAMinute warning = new OnceAMinute();

  /// The clock may begin anywhere, and pass its greatest number.
  @Test
  void theFirstIsDueAndThenOneAMinute() {
    long begin = Long.MAX_VALUE - 1;
    assertThat(warning.isDue(begin)).isTrue();
    assertThat(warning.isDue(begin + TimeUnit.SECONDS.toNanos(59))).isFalse();
    assertThat(warning.isDue(begin + TimeUnit.SECONDS.toNanos(60))).isTrue();
    assertThat(warning.isDue(begin + TimeUnit.SECONDS.toNanos(61))).as("counted anew").isFalse();
  }
}
