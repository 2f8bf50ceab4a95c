package io.lockstep.plot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AxisTest {

  private static String ticks(Axis axis, double apart) {
    return axis.ticks(apart).stream().map(Axis.Tick::text).collect(Collectors.joining(" "));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1, 0.0 0.2 0.4 0.6 0.8 1.0",
    "-3, 4, −3 −2 −1 0 1 2 3 4",
    "0.013, 0.017, 0.0130 0.0135 0.0140 0.0145 0.0150 0.0155 0.0160 0.0165 0.0170",
    "14999, 500001, 100k 200k 300k 400k 500k",
    "0, 2500000, 0 0.5M 1.0M 1.5M 2.0M 2.5M",
    "0, 3e-7, 0 5e−8 1e−7 1.5e−7 2e−7 2.5e−7 3e−7",
    "1000000, 1000010, 1000000 1000002 1000004 1000006 1000008 1000010"
  })
  void marksAreRoundAndToldApart(double low, double high, String expected) {
    assertThat(ticks(new Axis(Axis.Kind.LINEAR, low, high, 0, 500), 50)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, 1",
    "1, 2, 1 2",
    "1, 5, 1 2 3 4 5",
    "1, 60, 10 20 30 40 50 60",
    "1, 5000, 0 1000 2000 3000 4000 5000",
    "1, 1000000, 0 200k 400k 600k 800k 1000k"
  })
  void onlyWholeEpochsAreMarked(double first, double last, String expected) {
    String shown = ticks(Axis.counting(first, last, 0, 500), 60);
    assertThat(shown.replace("1.0M", "1000k").replaceAll("0\\.(\\d)M", "$100k"))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "0.5, 200, 1 3 10 30 100",
    "1e-9, 10, 1e−8 1e−6 0.0001 0.01 1",
    "0.02, 0.9, 0.02 0.05 0.1 0.2 0.5"
  })
  void ratiosAreMarkedAtPowersOfTen(double low, double high, String expected) {
    Axis axis = new Axis(Axis.Kind.LOG, low, high, 300, 0);
    assertThat(ticks(axis, 50)).isEqualTo(expected);
    assertThat(axis.at(Math.sqrt(low * high))).isCloseTo(150, Offset.offset(1e-9));
    assertThat(axis.valueAt(axis.at(low * 2))).isCloseTo(low * 2, Offset.offset(1e-9));
  }

  @Test
  void whatIsFarApartAndPositiveIsDrawnByRatios() {
    assertThat(Axis.fitting(DoubleStream.of(0.001, 2), 100, 0).kind()).isEqualTo(Axis.Kind.LOG);
    assertThat(Axis.fitting(DoubleStream.of(0.5, 2), 100, 0).kind()).isEqualTo(Axis.Kind.LINEAR);
    assertThat(Axis.fitting(DoubleStream.of(0, 2), 100, 0).kind()).isEqualTo(Axis.Kind.LINEAR);
    assertThat(Axis.fitting(DoubleStream.of(-1, 200), 100, 0).kind()).isEqualTo(Axis.Kind.LINEAR);
  }

  @Test
  void anyValuesHaveAnAxis() {
    for (List<Double> values :
        List.of(
            List.<Double>of(),
            List.of(Double.NaN),
            List.of(Double.POSITIVE_INFINITY, 1.0),
            List.of(0.0),
            List.of(7.0, 7.0),
            List.of(-1e300, 1e300),
            List.of(1e-320),
            List.of(1e15, 1e15 + 2))) {
      Axis axis = Axis.fitting(values.stream().mapToDouble(Double::doubleValue), 200, 0);
      assertThat(axis.ticks(24)).as("%s", values).isNotEmpty();
      assertThat(axis.ticks(24).stream().map(Axis.Tick::text).toList())
          .as("%s", values)
          .doesNotHaveDuplicates();
    }
  }
}
