package io.lockstep.run;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// What is recorded of an epoch.
///
/// @param epoch from 1
/// @param step the last of the epoch
/// @param seconds that the epoch took on this machine
/// @param learningRate of its last step; NaN in lines of earlier builds
/// @param norms of its last step
/// @param metrics by set: `train`, `validation`
public record EpochMetrics(
    int epoch,
    long step,
    double seconds,
    double learningRate,
    Norms norms,
    Map<String, Metrics> metrics) {

  /// Sizes of what a step did.
  ///
  /// @param gradient length of the mean gradient, before it is clipped by its norm; NaN when it is
  ///   not known
  /// @param updateRatio length of the change of the parameters over their length before
  public record Norms(double gradient, double updateRatio) {
    public static final Norms UNKNOWN = new Norms(Double.NaN, Double.NaN);

    public boolean isKnown() {
      return !Double.isNaN(gradient);
    }
  }

  public EpochMetrics {
    metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
  }

  public EpochMetrics(
      int epoch, long step, double seconds, double learningRate, Map<String, Metrics> metrics) {
    this(epoch, step, seconds, learningRate, Norms.UNKNOWN, metrics);
  }
}
