package io.lockstep.data;

import io.lockstep.config.ScaleSpec;
import java.util.Arrays;

/// Fits a [Scale] to the numbers of the training part. Sums run in double in the order given.
final class ScaleFit {

  private ScaleFit() {}

  /// @param known at least one number, in the order of the rows
  static Scale of(ScaleSpec spec, double[] known) {
    return switch (spec) {
      case ScaleSpec.None() -> Scale.AS_IT_IS;
      case ScaleSpec.Standard() -> standard(known);
      case ScaleSpec.Robust() -> robust(known);
      case ScaleSpec.Log1p() -> {
        Scale.Affine scale = standard(Arrays.stream(known).map(SignedLog::of).toArray());
        yield new Scale.Logarithm(scale.shift(), scale.size());
      }
      case ScaleSpec.MinMax(double low, double high) -> {
        double least = Arrays.stream(known).min().orElseThrow();
        double greatest = Arrays.stream(known).max().orElseThrow();
        yield greatest > least
            ? new Scale.Range(least, greatest, low, high)
            : new Scale.Affine(least - low, 1);
      }
      case ScaleSpec.Pixels(double low, double high) -> new Scale.Range(0, 255, low, high);
    };
  }

  /// Values so close that their squares vanish have no deviation.
  private static Scale.Affine standard(double[] values) {
    double mean = mean(values);
    double deviation = deviation(values, mean);
    return deviation > 0 ? new Scale.Affine(mean, deviation) : new Scale.Affine(values[0], 1);
  }

  private static Scale robust(double[] values) {
    double[] sorted = sorted(values);
    double spread = quantile(sorted, 0.75) - quantile(sorted, 0.25);
    // Where half of all cells are one number, the others say how far apart they lie.
    return spread > 0
        ? new Scale.Affine(quantile(sorted, 0.5), spread)
        : new Scale.Affine(quantile(sorted, 0.5), standard(values).size());
  }

  private static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  private static double deviation(double[] values, double mean) {
    double sum = 0;
    for (double value : values) {
      sum += (value - mean) * (value - mean);
    }
    return Math.sqrt(sum / values.length);
  }

  /// The mean, as far as the values differ enough to have one.
  static double middle(double[] values) {
    return standard(values).shift();
  }

  static double median(double[] values) {
    double[] sorted = sorted(values);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  private static double[] sorted(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted;
  }

  /// Between neighbours by their distance (definition 7 of Hyndman and Fan, 1996).
  private static double quantile(double[] sorted, double share) {
    double at = share * (sorted.length - 1);
    int below = (int) at;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
  }
}
