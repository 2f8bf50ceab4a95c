package io.lockstep.training;

import io.lockstep.config.CourseSection;
import io.lockstep.config.MetricSpec;
import io.lockstep.config.Words;
import io.lockstep.data.Examples;
import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.measure.Aim;
import io.lockstep.shard.Part;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Refuses metrics that a run is to go by and that none of its epochs would have.
final class WatchedMetrics {

  private WatchedMetrics() {}

  /// @throws io.lockstep.failure.LockstepException with exit code 2 naming the first
  static void require(PreparedRun run) {
    CourseSection course = run.configuration().train().course();
    course.metrics().forEach(metric -> requireKind(run, metric));
    course.deciding().forEach(metric -> requirePart(run, metric));
    run.measurement(Part.VALIDATION)
        .ifPresent(measurement -> {
          course.metrics().forEach(metric -> requireFigure(run, metric, measurement.aim()));
          course.metrics().forEach(metric -> requirePairs(metric, measurement.set()));
        });
  }

  /// The area under the curve is of pairs: an example that has a class or label, and one that has
  /// it not.
  private static void requirePairs(MetricSpec metric, Examples validation) {
    if (metric.part() == MetricSpec.Part.VALIDATION
        && metric.name() == MetricSpec.Name.ROC_AUC
        && areAllOfOneTarget(validation)) {
      throw Failure.of(
              ExitCode.USAGE, "the run goes by %s, which no epoch of it has".formatted(metric))
          .at(
              "all labels of the validation part are the same: it has %,d examples"
                  .formatted(validation.count()))
          .advising("--set data.validation=0.2 keeps a larger part, or go by validation.loss")
          .exception();
    }
  }

  private static boolean areAllOfOneTarget(Examples set) {
    float[] first = new float[set.targetWidth()];
    float[] other = new float[set.targetWidth()];
    set.target(0, first, 0);
    for (int example = 1; example < set.count(); example++) {
      set.target(example, other, 0);
      if (!Arrays.equals(first, other)) {
        return false;
      }
    }
    return true;
  }

  /// Of a part that is empty no best version is kept, and a note says that it is.
  private static void requirePart(PreparedRun run, MetricSpec metric) {
    boolean validation = metric.part() == MetricSpec.Part.VALIDATION;
    if (validation && run.data().validation().isEmpty()) {
      throw Failure.of(
              ExitCode.USAGE, "the run goes by %s, and has no validation part".formatted(metric))
          .at("%,d examples are for training".formatted(run.data().train().count()))
          .advising("--set data.validation=0.2 keeps a larger part, or go by train.loss")
          .exception();
    }
  }

  /// One that is never there gains nothing: the run would end at once, or keep no best version.
  private static void requireFigure(PreparedRun run, MetricSpec metric, Aim aim) {
    List<String> there = new ArrayList<>(List.of("loss"));
    if (aim.hasAccuracy()) {
      there.add("accuracy");
    }
    there.addAll(aim.figures());
    if (metric.part() == MetricSpec.Part.VALIDATION && !there.contains(metric.name().text())) {
      throw Failure.of(
              ExitCode.USAGE, "the run goes by %s, which no epoch of it has".formatted(metric))
          .at("model.loss: " + run.configuration().model().loss().word())
          .advising("go by one of: validation." + String.join(", validation.", there))
          .exception();
    }
  }

  private static void requireKind(PreparedRun run, MetricSpec metric) {
    MetricSpec.Of given = run.isClassifier() ? MetricSpec.Of.CLASSES : MetricSpec.Of.NUMBERS;
    MetricSpec.Of wanted = metric.name().of();
    boolean isRightAnswers = metric.name() == MetricSpec.Name.ACCURACY && run.hasAccuracy();
    if (wanted != MetricSpec.Of.BOTH && wanted != given && !isRightAnswers) {
      throw Failure.of(
              ExitCode.USAGE,
              "the run goes by %s, and its net gives %s".formatted(metric, Words.of(given)))
          .at("model.loss: " + run.configuration().model().loss().word())
          .advising("go by %s, which there always is".formatted(metric.loss()))
          .exception();
    }
  }
}
