package io.lockstep.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.coordinator.Restarts.Verdict;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class RestartsTest {

  private final Restarts restarts = new Restarts();
  private long process;

  @Test
  void whoIsStartedAnewEachFiveSecondsHasToWaitAMinute() {
    for (int start = 0; start < 5; start++) {
      assertThat(startAt(5 * start)).isEqualTo(Verdict.COME_IN);
    }
    assertThat(startAt(25)).isEqualTo(new Verdict(seconds(60), true));
    assertThat(startAt(30)).as("another start").isEqualTo(new Verdict(seconds(55), false));
    assertThat(comeAt(84)).isEqualTo(new Verdict(seconds(1), false));
    assertThat(comeAt(85)).isEqualTo(Verdict.COME_IN);
  }

  @Test
  void whoGoesOnSoWaitsTwiceAsLongEachTimeUpToFiveMinutes() {
    startAt(0);
    long now = 0;
    for (long wait : new long[] {60, 120, 240, 300, 300}) {
      for (int start = 1; start < Restarts.STARTS_MAX; start++) {
        now += 5;
        assertThat(startAt(now)).isEqualTo(Verdict.COME_IN);
      }
      now += 5;
      assertThat(startAt(now)).isEqualTo(new Verdict(seconds(wait), true));
      now += wait;
    }
  }

  @Test
  void aQuietTimeIsForgiven() {
    startAt(0);
    for (int start = 1; start <= Restarts.STARTS_MAX; start++) {
      startAt(start);
    }
    long later = Restarts.STARTS_MAX + 60 + 600;
    for (int start = 0; start < Restarts.STARTS_MAX - 1; start++) {
      assertThat(startAt(later + start)).isEqualTo(Verdict.COME_IN);
    }
    assertThat(startAt(later + 10)).isEqualTo(new Verdict(seconds(60), true));
  }

  @Test
  void startsThatLieFarApartAreNone() {
    for (int start = 0; start < 100; start++) {
      assertThat(startAt(76L * start)).isEqualTo(Verdict.COME_IN);
    }
  }

  @Test
  void aProcessThatLostItsStreamWasNotStartedAnew() {
    for (int time = 0; time < 100; time++) {
      assertThat(comeAt(time)).isEqualTo(Verdict.COME_IN);
    }
  }

  @Test
  void whoRegistersUnderEverNewNamesFillsNoMemory() {
    for (int name = 0; name < 20_000; name++) {
      restarts.comes("w" + name, name, name);
    }
    assertThat(restarts.size()).isEqualTo(Restarts.NAMES_MAX);
  }

  private Verdict startAt(long second) {
    process++;
    return comeAt(second);
  }

  private Verdict comeAt(long second) {
    return restarts.comes("w3", process, seconds(second));
  }

  private static long seconds(long count) {
    return TimeUnit.SECONDS.toNanos(count);
  }
}
