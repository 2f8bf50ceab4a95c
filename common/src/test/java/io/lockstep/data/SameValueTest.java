package io.lockstep.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SameValueTest {

  @ParameterizedTest
  @CsvSource({
    "1, 1.0",
    "1, +1",
    "1, 1.",
    "0, -0",
    "0, 0.0",
    "1000, 1e3",
    "0.5, .5",
    "1.50, 1.5",
    "9007199254740993, 9007199254740993.0",
    "-2, -2.00"
  })
  void numbersOfOneValueAreTheSame(String one, String other) {
    assertThat(SameValue.key(one)).isEqualTo(SameValue.key(other));
  }

  @ParameterizedTest
  @CsvSource({
    "1, 01",
    "01, 001",
    "01, 01.0",
    "9007199254740992, 9007199254740993",
    "1, 1a",
    "a, A",
    "1, 1.1",
    "00, 0",
    "NaN, nan",
    "1e3, 1f3",
    "123456789012345678901234567890, 123456789012345678901234567891"
  })
  void othersAreNot(String one, String other) {
    assertThat(SameValue.key(one)).isNotEqualTo(SameValue.key(other));
  }

  @Test
  void aTextOfAMillionDigitsIsComparedAsItStands() {
    String digits = "1".repeat(1_000_000);
    assertThat(SameValue.key(digits)).isEqualTo(digits);
    assertThat(SameValue.key("1e999999999")).isEqualTo("1e999999999");
  }

  @Test
  void aCategoryIsFoundByItsTextBeforeItsValue() {
    Categories categories = new Categories(List.of("1", "1.0", "2", "x"));
    assertThat(categories.indexOf("1.0")).isEqualTo(1);
    assertThat(categories.indexOf("1.00")).isZero();
    assertThat(categories.indexOf("2.0")).isEqualTo(2);
    assertThat(categories.indexOf("X")).isEqualTo(-1);
    assertThat(categories.hints(List.of("y", "X")))
        .containsExactly("'X' differs from 'x' in upper and lower case");
  }
}
