package io.lockstep.failure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FigureTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0, 0",
    "-0.0, 0, 0",
    "8.948E-4, 0.0008948, 0.0008948",
    "-8.948E-5, -8.948e-5, -8.948e-5",
    "1e-4, 0.0001, 0.0001",
    "1e-10, 1e-10, 1e-10",
    "15, 15, 15",
    "1234567.25, 1234567.25, 1.23457e6",
    "1e15, 1e15, 1e15",
    "-2.5e20, -2.5e20, -2.5e20",
    "0.1, 0.1, 0.1",
    "0.3333333333333333, 0.3333333333333333, 0.333333",
    "NaN, NaN, NaN",
    "-Infinity, -Infinity, -Infinity"
  })
  void numbersStandAsPeopleAndYamlWriteThem(double value, String exact, String rounded) {
    assertThat(Figure.of(value)).isEqualTo(exact);
    assertThat(Figure.rounded(value)).isEqualTo(rounded);
  }
}
