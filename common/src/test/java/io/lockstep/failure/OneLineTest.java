package io.lockstep.failure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class OneLineTest {

  @Test
  void whatIsTooLongIsCutAndCounted() {
    assertThat(OneLine.upTo(5, "12345")).isEqualTo("12345");
    assertThat(OneLine.upTo(5, "123456")).isEqualTo("12345… (6 characters)");
    assertThat(OneLine.upTo(3, "a\nb" + "x".repeat(2_000_000)))
        .isEqualTo("a\\nb… (2,000,003 characters)");
  }
}
