package io.lockstep.course;

import io.lockstep.config.WatchSpec;

/// What is known of a metric that is watched for standing still.
///
/// @param best so far, NaN before the first
/// @param epoch of the best
/// @param waited epochs in a row that have gained nothing since
public record Watched(double best, int epoch, int waited) {

  static final Watched NOTHING = new Watched(Double.NaN, 0, 0);

  public Watched {
    if (epoch < 0 || waited < 0) {
      throw new IllegalArgumentException(
          "best of epoch %d, waited for %d epochs".formatted(epoch, waited));
    }
  }

  /// What is no finite number is no gain.
  Watched after(EpochEnd end, WatchSpec watch) {
    double value = end.value(watch.metric());
    if (!Double.isFinite(value)) {
      return new Watched(best, epoch, waited + 1);
    }
    boolean gained =
        Double.isNaN(best) || watch.metric().name().better().gain(value, best) > watch.minGain();
    return gained ? new Watched(value, end.epoch(), 0) : new Watched(best, epoch, waited + 1);
  }

  Watched waitingAnew() {
    return new Watched(best, epoch, 0);
  }
}
