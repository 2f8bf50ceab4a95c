package io.lockstep.config;

import java.util.Objects;

/// When a metric is taken to stand still.
///
/// @param patience it has stood still after so many epochs in a row without a gain, at least 1
/// @param minGain what is better by no more than this is no gain, in units of the metric
public record WatchSpec(MetricSpec metric, int patience, double minGain) {

  public WatchSpec {
    Objects.requireNonNull(metric, "metric");
    Checks.atLeast(patience, 1, "patience");
    Checks.notNegative(minGain, "min-gain");
  }
}
