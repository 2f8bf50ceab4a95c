package io.lockstep.plot;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.plot.canvas.Ink;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Colours are read on their paper, and told apart by readers whose eyes lack one of the three
/// cones.
final class ThemeTest {

  private static final double[][] USUAL = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};

  /// From linear to linear RGB, severity 1: "Machado, Oliveira and Fernandes, A
  /// Physiologically-based Model for Simulation of Color Vision Deficiency, 2009".
  private static final List<double[][]> EYES =
      List.of(
          USUAL,
          new double[][] {
            {0.152286, 1.052583, -0.204868},
            {0.114503, 0.786281, 0.099216},
            {-0.003882, -0.048116, 1.051998}
          },
          new double[][] {
            {0.367322, 0.860646, -0.227968},
            {0.280085, 0.672501, 0.047413},
            {-0.011820, 0.042940, 0.968881}
          },
          new double[][] {
            {1.255528, -0.076749, -0.178779},
            {-0.078411, 0.930809, 0.147602},
            {0.004733, 0.691367, 0.303900}
          });

  @ParameterizedTest
  @EnumSource
  void textAndLinesAreReadOnTheirPaper(Look look) {
    Theme theme = look.theme();
    assertThat(theme.ink().contrast(theme.paper())).isGreaterThan(12);
    assertThat(theme.soft().contrast(theme.paper())).isGreaterThan(4.5);
    assertThat(theme.series())
        .allSatisfy(
            ink -> assertThat(ink.contrast(theme.paper())).as(ink.hex()).isGreaterThan(2.9));
  }

  @ParameterizedTest
  @EnumSource
  void theFirstColoursAreToldApartByAllEyes(Look look) {
    List<Ink> series = look.theme().series().subList(0, 4);
    for (double[][] eye : EYES) {
      for (int i = 0; i < series.size(); i++) {
        for (int j = 0; j < i; j++) {
          assertThat(distance(lab(series.get(i), eye), lab(series.get(j), eye)))
              .as("%s and %s", series.get(i).hex(), series.get(j).hex())
              .isGreaterThan(11);
        }
      }
    }
  }

  private static double distance(double[] one, double[] other) {
    return Math.hypot(Math.hypot(one[0] - other[0], one[1] - other[1]), one[2] - other[2]);
  }

  /// CIE L*a*b* of what an eye sees.
  private static double[] lab(Ink ink, double[][] eye) {
    double[] rgb = new double[3];
    for (int i = 0; i < 3; i++) {
      double share = (ink.rgb() >> (16 - 8 * i) & 0xff) / 255.0;
      rgb[i] = share <= 0.04045 ? share / 12.92 : Math.pow((share + 0.055) / 1.055, 2.4);
    }
    double[] seen = times(eye, rgb);
    double[] xyz =
        times(
            new double[][] {
              {0.4124, 0.3576, 0.1805}, {0.2126, 0.7152, 0.0722}, {0.0193, 0.1192, 0.9505}
            },
            seen);
    double x = root(xyz[0] / 0.9505);
    double y = root(xyz[1]);
    double z = root(xyz[2] / 1.089);
    return new double[] {116 * y - 16, 500 * (x - y), 200 * (y - z)};
  }

  private static double root(double value) {
    return value > 0.008856 ? Math.cbrt(value) : 7.787 * Math.max(0, value) + 16 / 116.0;
  }

  private static double[] times(double[][] matrix, double[] vector) {
    double[] result = new double[3];
    for (int row = 0; row < 3; row++) {
      for (int column = 0; column < 3; column++) {
        result[row] += matrix[row][column] * vector[column];
      }
    }
    return result;
  }
}
