package io.lockstep.course;

import io.lockstep.config.MetricSpec;
import java.util.function.ToDoubleFunction;

/// An epoch that has ended and was measured.
///
/// @param step that ended it
/// @param epoch from 1
/// @param metrics gives the value of a metric; NaN for one that there is none of
public record EpochEnd(long step, int epoch, ToDoubleFunction<MetricSpec> metrics) {

  double value(MetricSpec metric) {
    return metrics.applyAsDouble(metric);
  }
}
