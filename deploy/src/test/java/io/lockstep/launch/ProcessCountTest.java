package io.lockstep.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lockstep.failure.LockstepException;
import org.junit.jupiter.api.Test;

final class ProcessCountTest {

  private static final long GIB = 1L << 30;

  private static String refused(int count) {
    return catchThrowableOfType(LockstepException.class, () -> ProcessCount.require(count, 2 * GIB))
        .failure()
        .block();
  }

  @Test
  void moreProcessesThanTheMemoryHasRoomForAreRefused() {
    assertThat(refused(100_000))
        .isEqualTo(
            """
            error: --processes is 100,000, and this machine has room for 16: 2,048 MiB of memory, of which a process takes 128 at least
              cause: --processes
              kept:  nothing was changed
              try:   fewer --processes, and threads for the cores with --lanes\
            """);
    assertThatNoException().isThrownBy(() -> ProcessCount.require(16, 2 * GIB));
    assertThatNoException().isThrownBy(() -> ProcessCount.require(1, GIB / 16));
    assertThatNoException().isThrownBy(() -> ProcessCount.require(12));
  }

  @Test
  void noProcessIsNone() {
    assertThat(refused(0)).startsWith("error: --processes is 0, but must be at least 1\n");
  }

  @Test
  void fewerProcessesThanTheRunNeedsAreRefusedBeforeItWaitsForThem() {
    assertThat(
            catchThrowableOfType(LockstepException.class, () -> ProcessCount.requireFor(3, 2))
                .failure()
                .block())
        .isEqualTo(
            """
            error: --processes is 2, and cluster.min-workers 3: the run would never begin
              cause: --processes
              kept:  nothing was changed
              try:   --processes 3, or --set cluster.min-workers=2\
            """);
    assertThatNoException().isThrownBy(() -> ProcessCount.requireFor(2, 2));
  }
}
