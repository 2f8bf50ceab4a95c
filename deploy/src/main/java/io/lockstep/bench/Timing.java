package io.lockstep.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/// What a stopwatch saw.
///
/// @param windows in the order they ran, at least one
/// @param fastest of the stopwatch's stretches
record Timing(List<Stretch> windows, Stretch fastest) {

  Timing {
    windows = List.copyOf(windows);
    if (windows.isEmpty()) {
      throw new IllegalArgumentException("a timing needs at least one window");
    }
  }

  /// Of the window in the middle; with an even number the mean of the two in the middle.
  double medianStepsPerSecond() {
    return median(Stretch::stepsPerSecond);
  }

  /// As [#medianStepsPerSecond]. Not that times the batch: the last batch of an epoch may be
  /// smaller.
  double medianExamplesPerSecond() {
    return median(Stretch::examplesPerSecond);
  }

  private double median(ToDoubleFunction<Stretch> speed) {
    return median(windows.stream().mapToDouble(speed).boxed().toList());
  }

  long steps() {
    return windows.stream().mapToLong(Stretch::steps).sum();
  }

  /// @throws IllegalArgumentException if there are no values
  static double median(List<Double> values) {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("nothing has no median");
    }
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /// The windows of both, as if they had been measured together.
  Timing and(Timing other) {
    List<Stretch> all = new ArrayList<>(windows);
    all.addAll(other.windows);
    return new Timing(all, fastest.orFaster(other.fastest));
  }
}
