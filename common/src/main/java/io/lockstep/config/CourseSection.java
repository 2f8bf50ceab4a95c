package io.lockstep.config;

import java.util.Optional;
import java.util.stream.Stream;

/// What decides a run's rates, its end and its best version.
///
/// @param earlyStopping ends the run, with its best version, before the last epoch
/// @param keepBest which version is kept as the best; empty keeps none
public record CourseSection(
    ScheduleSpec schedule, Optional<WatchSpec> earlyStopping, Optional<MetricSpec> keepBest) {

  public CourseSection {
    if (earlyStopping.isPresent() && keepBest.isEmpty()) {
      throw new IllegalArgumentException("early stopping ends with the best version");
    }
  }

  /// One rate, all epochs.
  public static CourseSection plain(Optional<MetricSpec> keepBest) {
    return new CourseSection(ScheduleSpec.CONSTANT, Optional.empty(), keepBest);
  }

  /// Every metric that something here goes by.
  public Stream<MetricSpec> metrics() {
    return Stream.concat(deciding(), keepBest.stream());
  }

  /// Those that decide how a run goes on.
  public Stream<MetricSpec> deciding() {
    Optional<MetricSpec> plateau =
        schedule.rule() instanceof ScheduleSpec.Rule.ReduceOnPlateau rule
            ? Optional.of(rule.watch().metric())
            : Optional.empty();
    return Stream.of(plateau, earlyStopping.map(WatchSpec::metric)).flatMap(Optional::stream);
  }
}
