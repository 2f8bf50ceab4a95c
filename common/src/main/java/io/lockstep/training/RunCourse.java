package io.lockstep.training;

import io.lockstep.config.MetricSpec;
import io.lockstep.config.Words;
import io.lockstep.course.Best;
import io.lockstep.course.Course;
import io.lockstep.course.CourseState;
import io.lockstep.course.EpochEnd;
import io.lockstep.run.EpochMetrics;
import io.lockstep.run.Metrics;
import io.lockstep.run.RunReport;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Where a run is in its [Course], with the parameters of its best version. Epochs are entered by
/// one thread at a time; rates and the horizon may be asked for by any.
final class RunCourse {

  private final Course course;
  private final BestVersion best;
  private volatile CourseState state = CourseState.BEGIN;

  RunCourse(Course course, BestVersion best) {
    this.course = course;
    this.best = best;
  }

  double rate(long step) {
    return course.rate(state, step);
  }

  long horizon(long version) {
    return course.horizon(state, version);
  }

  boolean isDecidedByMetrics() {
    return course.isDecidedByMetrics();
  }

  /// True for the version with which the run ends, once that is known.
  boolean isLast(long step) {
    return step == horizon(step);
  }

  /// Why the run ends with this version, which is not its last; empty while it goes on.
  Optional<String> stopped(long version) {
    return version < course.lastStep() ? course.stopped(state) : Optional.empty();
  }

  Optional<RunReport.Best> best() {
    return best.report();
  }

  /// The version with which the run ends in place of its last.
  Optional<RunReport.Best> endsWith() {
    return course.endsWithBest() ? best.report() : Optional.empty();
  }

  /// An epoch is measured.
  ///
  /// @param parameters of the version that ended it
  /// @return that version as the new best; empty when it is none
  Optional<RunReport.Best> epoch(EpochMetrics epoch, float[] parameters) {
    EpochEnd end =
        new EpochEnd(epoch.step(), epoch.epoch(), metric -> value(metric, epoch.metrics()));
    CourseState next = course.after(state, end);
    boolean isBest = next.best().filter(found -> found.step() == epoch.step()).isPresent();
    Optional<RunReport.Best> found =
        isBest
            ? Optional.of(best.found(epoch.step(), epoch.epoch(), epoch.metrics(), parameters))
            : Optional.empty();
    state = next;
    return found;
  }

  /// NaN for what was not measured.
  private static double value(MetricSpec metric, Map<String, Metrics> metrics) {
    Metrics measured = metrics.get(Words.of(metric.part()));
    return measured == null ? Double.NaN : measured.figure(metric.name().text()).orElse(Double.NaN);
  }

  Map<String, String> facts() {
    Map<String, String> facts = new LinkedHashMap<>(best.facts());
    facts.putAll(state.facts());
    return facts;
  }

  /// Checkpoints of earlier builds know the best version and not what decided it.
  void restore(Map<String, String> facts) {
    best.restore(facts);
    CourseState restored = CourseState.of(facts);
    if (restored.best().isEmpty() && best.report().isPresent() && course.keepBest().isPresent()) {
      RunReport.Best known = best.report().get();
      MetricSpec metric = course.keepBest().get();
      Best same =
          new Best(
              known.step(),
              known.epoch(),
              value(metric, known.metrics()),
              value(metric.loss(), known.metrics()));
      restored = new CourseState(restored.stopping(), restored.plateau(), Optional.of(same));
    }
    state = restored;
  }
}
