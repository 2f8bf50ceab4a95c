package io.lockstep.failure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class InvisibleTest {

  @ParameterizedTest
  @ValueSource(
      chars = {
        ' ', '\t', '\r', '\n', 0x1a, 0x85, 0xa0, 0xad, 0x200b, 0x2009, 0x202f, 0x2060, 0x3000,
        0xfeff
      })
  void whatNobodySeesAroundATextIsTakenAwayAndInsideIsShown(char hidden) {
    String inside = "a" + hidden + "b";
    assertThat(Invisible.strip(hidden + inside + hidden + hidden)).isEqualTo(inside);
    assertThat(Invisible.strip(String.valueOf(hidden))).isEmpty();
    assertThat(Invisible.shown(inside))
        .isEqualTo(
            switch (hidden) {
              case ' ' -> "a b";
              case '\t' -> "a\\tb";
              case '\r' -> "a\\rb";
              case '\n' -> "a\\nb";
              default -> "a\\u%04xb".formatted((int) hidden);
            });
  }

  @Test
  void whatIsSeenStays() {
    for (String text : new String[] {"größe 列", "-", "😀", "ﬁ", "'a' \"b\""}) {
      assertThat(Invisible.strip(text)).isEqualTo(text);
      assertThat(Invisible.shown(text)).isSameAs(text);
    }
  }

  @Test
  void aNulByteIsShownButNotTakenAway() {
    assertThat(Invisible.strip("a\0")).isEqualTo("a\0");
    assertThat(Invisible.shown("a\0")).isEqualTo("a\\u0000");
  }
}
