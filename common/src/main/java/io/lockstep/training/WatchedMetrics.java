package io.lockstep.training;

import io.lockstep.config.MetricSpec;
import io.lockstep.config.Words;
import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;

/// Refuses metrics that a run is to go by and that none of its epochs would have.
final class WatchedMetrics {

  private WatchedMetrics() {}

  /// @throws io.lockstep.failure.LockstepException with exit code 2 naming the first
  static void require(PreparedRun run) {
    run.configuration().train().course().metrics().forEach(metric -> require(run, metric));
  }

  private static void require(PreparedRun run, MetricSpec metric) {
    boolean validation = metric.part() == MetricSpec.Part.VALIDATION;
    if (validation && run.data().validation().isEmpty()) {
      throw Failure.of(
              ExitCode.USAGE, "the run goes by %s, and has no validation part".formatted(metric))
          .at("%,d examples are for training".formatted(run.data().train().count()))
          .advising("--set data.validation=0.2 keeps a larger part, or go by train.loss")
          .exception();
    }
    MetricSpec.Of given = run.isClassifier() ? MetricSpec.Of.CLASSES : MetricSpec.Of.NUMBERS;
    MetricSpec.Of wanted = metric.name().of();
    if (wanted != MetricSpec.Of.BOTH && wanted != given) {
      throw Failure.of(
              ExitCode.USAGE,
              "the run goes by %s, and its net gives %s".formatted(metric, Words.of(given)))
          .at("model.loss: " + Words.of(run.configuration().model().loss()))
          .advising("go by %s, which there always is".formatted(metric.loss()))
          .exception();
    }
  }
}
