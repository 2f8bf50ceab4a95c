package io.lockstep.course;

import io.lockstep.config.WatchSpec;

/// What is known of a metric that is watched for standing still.
///
/// @param best so far, NaN before the first
/// @param epoch of the best
/// @param waited epochs in a row that have gained nothing since
/// @param longest the most of them that there ever were
public record Watched(double best, int epoch, int waited, int longest) {

  static final Watched NOTHING = new Watched(Double.NaN, 0, 0, 0);

  public Watched {
    if (epoch < 0 || waited < 0 || longest < waited) {
      throw new IllegalArgumentException(
          "best of epoch %d, waited for %d epochs, %d at most".formatted(epoch, waited, longest));
    }
  }

  /// What is no finite number is no gain.
  Watched after(EpochEnd end, WatchSpec watch) {
    double value = end.value(watch.metric());
    if (!Double.isFinite(value)) {
      return waitedOn();
    }
    boolean gained =
        Double.isNaN(best) || watch.metric().name().better().gain(value, best) > watch.minGain();
    return gained ? new Watched(value, end.epoch(), 0, longest) : waitedOn();
  }

  private Watched waitedOn() {
    return new Watched(best, epoch, waited + 1, Math.max(longest, waited + 1));
  }

  Watched waitingAnew() {
    return new Watched(best, epoch, 0, longest);
  }
}
