package io.lockstep.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToLongFunction;
import java.util.function.LongSupplier;

/// Times windows of whole steps, after untimed ones.
///
/// @param warmSeconds untimed steps before the first window, 0 or more
/// @param windowSeconds length of a window, above 0
/// @param windows how many, at least 1
/// @param stretchSeconds length of the stretches that the fastest is chosen from; short ones find
///   the moments in which a busy machine was ours
/// @param nanoClock tells the time
record Stopwatch(
    double warmSeconds,
    double windowSeconds,
    int windows,
    double stretchSeconds,
    LongSupplier nanoClock) {

  private static final double NANOS = 1e9;

  Stopwatch {
    if (!(warmSeconds >= 0) || !(windowSeconds > 0) || windows < 1 || !(stretchSeconds > 0)) {
      throw new IllegalArgumentException(
          "warm-up %s s, window %s s and %d windows must be 0 or more, above 0 and at least 1"
              .formatted(warmSeconds, windowSeconds, windows));
    }
  }

  Stopwatch(double warmSeconds, double windowSeconds, int windows, double stretchSeconds) {
    this(warmSeconds, windowSeconds, windows, stretchSeconds, System::nanoTime);
  }

  /// @param steps does as many whole steps as it is told, and tells their examples
  Timing time(IntToLongFunction steps) {
    int stretch = warm(steps);
    List<Stretch> seen = new ArrayList<>();
    Stretch fastest = null;
    for (int window = 0; window < windows; window++) {
      long begin = nanoClock.getAsLong();
      long now = begin;
      long count = 0;
      long examples = 0;
      do {
        long stretchBegin = now;
        long ofStretch = steps.applyAsLong(stretch);
        now = nanoClock.getAsLong();
        Stretch newest = Stretch.ofNanos(stretch, ofStretch, now - stretchBegin);
        fastest = fastest == null ? newest : fastest.orFaster(newest);
        count += stretch;
        examples += ofStretch;
      } while ((now - begin) / NANOS < windowSeconds);
      seen.add(Stretch.ofNanos(count, examples, now - begin));
    }
    return new Timing(seen, fastest);
  }

  /// Runs the untimed steps; gives the number of steps of a stretch.
  private int warm(IntToLongFunction steps) {
    int stretch = 1;
    long begin = nanoClock.getAsLong();
    while (true) {
      long stretchBegin = nanoClock.getAsLong();
      steps.applyAsLong(stretch);
      long now = nanoClock.getAsLong();
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
