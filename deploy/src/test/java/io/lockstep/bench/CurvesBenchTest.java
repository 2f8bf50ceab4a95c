package io.lockstep.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.kernel.Kernels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class CurvesBenchTest {

  private static final int LENGTH = 100;

  private static final int STEPS = 300;

  private long nowNanos = 77;

  /// Each look at it is a microsecond after the last, so that no test waits.
  private long next() {
    return nowNanos += 1000;
  }

  private List<Measurement> measured() {
    List<Measurement> lines = new ArrayList<>();
    Stopwatch stopwatch = new Stopwatch(0, 1e-6, 1, 1e-6, this::next);
    new CurvesBench(Kernels.best(), stopwatch).run(LENGTH, lines::add);
    return lines;
  }

  @Test
  void everyCurveHasOneMeasurementOfBothTwins() {
    List<Measurement> lines = measured();

    assertThat(lines)
        .extracting(line -> ((CurveMeasurement) line).curve())
        .doesNotHaveDuplicates()
        .contains("tanh", "gelu", "softplus gradient", "sgd", "adam", "lion");
    assertThat(lines.getFirst().json())
        .isEqualTo(
            ("{\"workload\":\"curves\",\"curve\":\"exp\",\"numbers\":100,\"kernels\":\"%s\","
                    + "\"rounds\":5,\"ns_per_number\":10.0,\"best_ns_per_number\":10.0,"
                    + "\"plain_ns_per_number\":10.0,\"best_plain_ns_per_number\":10.0,\"ratio\":1.0}")
                .formatted(Kernels.best().description()));
    assertThat(lines.getFirst().line())
        .matches("exp +10\\.000 ns \\(best +10\\.000\\) .+ +10\\.000 ns .+ plain Java +1\\.00 x");
  }

  @Test
  void theRatioTellsHowManyTimesAsLongPlainJavaTakes() {
    Timing fast = timing(4e-9);
    Timing slow = timing(10e-9);

    CurveMeasurement line = CurveMeasurement.of("tanh", 1, "vector", fast, slow);

    assertThat(line.nsPerNumber()).isEqualTo(4);
    assertThat(line.plainNsPerNumber()).isEqualTo(10);
    assertThat(line.ratio()).isEqualTo(2.5);
  }

  private static Timing timing(double seconds) {
    Stretch stretch = new Stretch(1, 1, seconds);
    return new Timing(List.of(stretch), stretch);
  }

  static Stream<Curve> curves() {
    return Curve.all().stream();
  }

  /// A processor takes other times for what is not an ordinary number.
  @ParameterizedTest
  @MethodSource("curves")
  void bothTwinsGoOverTheSameNumbersWhichStayOrdinary(Curve curve) {
    Curve.Numbers fast = new Curve.Numbers(Kernels.best(), LENGTH);
    Curve.Numbers plain = new Curve.Numbers(Kernels.scalar(), LENGTH);
    for (int step = 0; step < STEPS; step++) {
      curve.loop().accept(fast);
      curve.loop().accept(plain);
    }

    List<float[]> arrays = arrays(fast);
    assertThat(
            Arrays.deepEquals(
                arrays.toArray(), arrays(new Curve.Numbers(Kernels.scalar(), LENGTH)).toArray()))
        .as("%s changes nothing", curve.name())
        .isFalse();
    for (int i = 0; i < arrays.size(); i++) {
      assertThat(arrays.get(i)).containsExactly(arrays(plain).get(i));
      for (float number : arrays.get(i)) {
        assertThat(Float.isFinite(number) && (number == 0 || Math.abs(number) >= Float.MIN_NORMAL))
            .as("%s after %s is ordinary", number, curve.name())
            .isTrue();
      }
    }
  }

  private static List<float[]> arrays(Curve.Numbers numbers) {
    return List.of(numbers.x, numbers.y, numbers.g, numbers.m, numbers.v, numbers.h);
  }
}
