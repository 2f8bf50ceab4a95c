package io.lockstep.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class LastWordsTest {

  private final LastWords words = new LastWords(100, 3);

  @Test
  void aReceiverThatTakesNothingIsGivenUpSoon() {
    assertThat(words.after(4_999, 100, 3)).isTrue();
    assertThat(words.after(1, 100, 3)).isFalse();
  }

  @Test
  void bytesThatLeaveAndStreamsThatEndAreWaitedFor() {
    assertThat(words.after(4_900, 200, 3)).isTrue();
    assertThat(words.after(4_900, 200, 3)).isTrue();
    assertThat(words.after(4_900, 200, 2)).isTrue();
    assertThat(words.after(4_900, 200, 2)).isTrue();
  }

  @Test
  void nobodyIsWaitedForBeyondTheLimit() {
    for (int look = 1; look < 20; look++) {
      assertThat(words.after(1_000, 100 + look, 3)).isTrue();
    }
    assertThat(words.after(1_000, 0, 3)).isFalse();
  }
}
