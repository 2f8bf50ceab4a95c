package io.lockstep.config;

import java.util.concurrent.TimeUnit;

/// Patience and quorum of a cluster run. Changes no bit of the result.
///
/// @param minWorkers fewer than this pause the run
/// @param waitSeconds how long a run waits for `minWorkers` before it ends with exit code 6
/// @param patienceSeconds how long a worker waits for a coordinator that lets it in before it ends
///   with exit code 6
/// @param stragglerFactor a block later than this many times the median is dealt a second time
/// @param stragglerMillisMin but never before this many milliseconds
/// @param checkEverySteps in every so many steps a block is computed by a second worker too, and
///   the two are compared; 0 for never
/// @param stallWarningSeconds so long without progress, and it is told what the run waits for; 0
///   for never
/// @param followers coordinators that stand by and hold the newest version; 0 for none
public record ClusterSection(
    int minWorkers,
    int waitSeconds,
    int patienceSeconds,
    double stragglerFactor,
    int stragglerMillisMin,
    int checkEverySteps,
    int stallWarningSeconds,
    int followers) {

  public ClusterSection {
    Checks.atLeast(minWorkers, 1, "cluster.min-workers");
    Checks.atLeast(waitSeconds, 0, "cluster.wait-seconds");
    Checks.atLeast(patienceSeconds, 1, "cluster.patience");
    Checks.finite(stragglerFactor, "cluster.straggler-factor");
    if (stragglerFactor < 1) {
      throw new IllegalArgumentException("cluster.straggler-factor must be at least 1");
    }
    Checks.atLeast(stragglerMillisMin, 0, "cluster.straggler-millis-min");
    Checks.atLeast(checkEverySteps, 0, "cluster.check-every-steps");
    Checks.atLeast(stallWarningSeconds, 0, "cluster.stall-warning");
    Checks.atLeast(followers, 0, "cluster.followers");
  }

  /// The same as [#stallWarningSeconds].
  public long stallNanos() {
    return TimeUnit.SECONDS.toNanos(stallWarningSeconds);
  }
}
