package io.lockstep.course;

import io.lockstep.config.MetricSpec;
import java.util.Optional;

/// The best version so far.
///
/// @param value of the metric that decides
/// @param loss on the same part, which decides between equals
public record Best(long step, int epoch, double value, double loss) {

  /// The better of both: by the metric, then by the loss, then the earlier. What is no finite
  /// number is never best.
  static Optional<Best> of(Optional<Best> before, EpochEnd end, MetricSpec metric) {
    double value = end.value(metric);
    double loss = end.value(metric.loss());
    if (!Double.isFinite(value)) {
      return before;
    }
    if (before.isPresent()) {
      double gain = metric.name().better().gain(value, before.get().value());
      boolean better = gain > 0 || gain == 0 && loss < before.get().loss();
      if (!better) {
        return before;
      }
    }
    return Optional.of(new Best(end.step(), end.epoch(), value, loss));
  }
}
