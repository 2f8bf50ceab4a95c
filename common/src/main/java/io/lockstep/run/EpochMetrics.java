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
/// @param metrics by set: `train`, `validation`
public record EpochMetrics(
    int epoch, long step, double seconds, double learningRate, Map<String, Metrics> metrics) {

  public EpochMetrics {
    metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
  }
}
