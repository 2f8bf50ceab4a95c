package io.lockstep.bench;

import java.util.Arrays;
import java.util.List;

/// What a stopwatch saw.
///
/// @param stepsPerSecond speed of each window, in the order they ran, at least one
/// @param bestStepSeconds shortest time of a step over one of the stopwatch's stretches
/// @param steps steps of all windows
record Timing(List<Double> stepsPerSecond, double bestStepSeconds, long steps) {

  Timing {
    stepsPerSecond = List.copyOf(stepsPerSecond);
    if (stepsPerSecond.isEmpty()) {
      throw new IllegalArgumentException("a timing needs at least one window");
    }
  }

  /// Speed of the window in the middle; with an even number the mean of the two in the middle.
  double medianStepsPerSecond() {
    return median(stepsPerSecond);
  }

  double bestStepsPerSecond() {
    return 1 / bestStepSeconds;
  }

  static double median(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /// The windows of both, as if they had been measured together.
  Timing and(Timing other) {
    Double[] all = new Double[stepsPerSecond.size() + other.stepsPerSecond.size()];
    Arrays.setAll(
        all,
        i ->
            i < stepsPerSecond.size()
                ? stepsPerSecond.get(i)
                : other.stepsPerSecond.get(i - stepsPerSecond.size()));
    return new Timing(
        List.of(all), Math.min(bestStepSeconds, other.bestStepSeconds), steps + other.steps);
  }
}
