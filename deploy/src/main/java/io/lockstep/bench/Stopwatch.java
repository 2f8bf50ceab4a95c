package io.lockstep.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/// Times windows of whole steps, after untimed ones.
///
/// @param warmSeconds untimed steps before the first window, 0 or more
/// @param windowSeconds length of a window, above 0
/// @param windows how many, at least 1
/// @param stretchSeconds length of the stretches that the fastest is chosen from; short ones find
///   the moments in which a busy machine was ours
record Stopwatch(double warmSeconds, double windowSeconds, int windows, double stretchSeconds) {

  private static final double NANOS = 1e9;

  Stopwatch {
    if (!(warmSeconds >= 0) || !(windowSeconds > 0) || windows < 1 || !(stretchSeconds > 0)) {
      throw new IllegalArgumentException(
          "warm-up %s s, window %s s and %d windows must be 0 or more, above 0 and at least 1"
              .formatted(warmSeconds, windowSeconds, windows));
    }
  }

  /// @param steps does as many whole steps as it is told
  Timing time(IntConsumer steps) {
    int stretch = warm(steps);
    List<Double> speeds = new ArrayList<>();
    double best = Double.POSITIVE_INFINITY;
    long total = 0;
    for (int window = 0; window < windows; window++) {
      long begin = System.nanoTime();
      long count = 0;
      double seconds;
      do {
        long stretchBegin = System.nanoTime();
        steps.accept(stretch);
        count += stretch;
        long now = System.nanoTime();
        best = Math.min(best, (now - stretchBegin) / NANOS / stretch);
        seconds = (now - begin) / NANOS;
      } while (seconds < windowSeconds);
      speeds.add(count / seconds);
      total += count;
    }
    return new Timing(speeds, best, total);
  }

  /// Runs the untimed steps; gives the number of steps of a stretch.
  private int warm(IntConsumer steps) {
    int stretch = 1;
    long begin = System.nanoTime();
    while (true) {
      long stretchBegin = System.nanoTime();
      steps.accept(stretch);
      long now = System.nanoTime();
      double stepSeconds = Math.max(1, now - stretchBegin) / NANOS / stretch;
      int wanted = (int) Math.clamp(stretchSeconds / stepSeconds, 1, 1_000_000);
      boolean settled = wanted <= 2 * stretch;
      stretch = Math.min(wanted, 8 * stretch);
      if (settled && (now - begin) / NANOS >= warmSeconds) {
        return stretch;
      }
    }
  }
}
