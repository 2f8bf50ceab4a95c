package io.lockstep.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NearestTest {

  @ParameterizedTest
  @CsvSource({
    "specis, species",
    "SPECIES, species",
    "sepal length, sepal_length",
    "petal_lenght, petal_length",
    "batc, batch",
    "adm, adam",
    "rleu, relu",
    "Y, y",
    "valid, validation",
    "catergoreis, categories"
  })
  void aSlipOfTheHandIsSeen(String written, String meant) {
    assertThat(Nearest.to(written, List.of(meant, "quite-another"))).contains(meant);
  }

  @ParameterizedTest
  @CsvSource({
    "y, x",
    "ab, ac",
    "age, fare",
    "sex, six-pack",
    "x2, x1",
    "feature_10, feature_1",
    "income, outcome",
    "e, epochs",
    "bat, batch",
    "ba, batch",
    "label, lapels",
    "-, +"
  })
  void whatIsOnlyAlikeIsNot(String written, String other) {
    assertThat(Nearest.to(written, List.of(other))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "epoks, epochs",
    "ephocs, epochs",
    "epcoh, epochs",
    "opimizr, optimizer",
    "lernign-rat, learning-rate",
    "prdict, predict"
  })
  void ofWordsOfOursAGreaterSlipIsSeen(String written, String meant) {
    assertThat(Nearest.ofOurs(written, List.of(meant, "quite-another"))).contains(meant);
  }

  @ParameterizedTest
  @CsvSource({"loss, last", "seed, set", "lr, lar", "e, epochs", "batch1, batch"})
  void noShortWordIsNearToManyOfOurs(String written, String other) {
    assertThat(Nearest.ofOurs(written, List.of(other))).isEmpty();
  }

  @Test
  void ofTwoThatAreEquallyNearNeitherIsNamed() {
    assertThat(Nearest.to("petal", List.of("petal_length", "petal_width"))).isEmpty();
    assertThat(Nearest.to("wedth", List.of("width", "wadth"))).isEmpty();
  }

  @Test
  void aVeryLongWordIsNearToNothing() {
    assertThat(Nearest.to("x".repeat(1_000_000), List.of("epochs", "y".repeat(1_000_000))))
        .isEmpty();
  }
}
