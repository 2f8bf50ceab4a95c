package io.lockstep.training;

import io.lockstep.run.Metrics;
import java.nio.file.Path;
import java.util.Map;

/// How a run ended.
///
/// @param folder of the run
/// @param status whether all steps are done or it was interrupted at a step from which it can be
///   resumed
/// @param steps version of the weights
/// @param weightsSha256 of these weights, hexadecimal
/// @param metrics of these weights by set: `train` (mean over the last epoch), `validation`, `test`
public record TrainingResult(
    Path folder, Status status, long steps, String weightsSha256, Map<String, Metrics> metrics) {

  public TrainingResult {
    metrics = Map.copyOf(metrics);
  }

  /// Whether all steps are done.
  public enum Status {
    DONE,
    INTERRUPTED,
    /// Another process goes on with it.
    HANDED_OVER
  }
}
