package io.lockstep.course;

import io.lockstep.config.CourseSection;
import io.lockstep.config.MetricSpec;
import io.lockstep.config.ScheduleSpec.Rule;
import io.lockstep.config.TrainSection;
import io.lockstep.config.WatchSpec;
import io.lockstep.failure.Figure;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/// The course of a run: a pure state machine. `(state, step)` gives the rate, `(state, metrics of
/// an epoch)` the next state, and a state says whether the run goes on.
///
/// Where the metrics of an epoch can change what follows, the end of an epoch is a barrier: no step
/// of the next begins before they are known. The *horizon* is the last step that is certain to
/// come: without such a decision the last step of the run, from the beginning; with one, the end of
/// the epoch at hand.
public final class Course {

  private final CourseSection section;
  private final Schedule schedule;
  private final long stepsPerEpoch;
  private final long lastStep;

  private Course(TrainSection train, long stepsPerEpoch) {
    this.section = train.course();
    this.schedule =
        Schedule.of(section.schedule(), train.optimizer().learningRate(), stepsPerEpoch);
    this.stepsPerEpoch = stepsPerEpoch;
    this.lastStep = Math.multiplyExact(stepsPerEpoch, (long) train.epochs());
  }

  /// @param stepsPerEpoch at least 1
  public static Course of(TrainSection train, long stepsPerEpoch) {
    if (stepsPerEpoch < 1) {
      throw new IllegalArgumentException("an epoch of %d steps".formatted(stepsPerEpoch));
    }
    return new Course(train, stepsPerEpoch);
  }

  /// The last step, unless the run is stopped before.
  public long lastStep() {
    return lastStep;
  }

  /// True when metrics of an epoch can change what follows it.
  public boolean isDecidedByMetrics() {
    return section.earlyStopping().isPresent()
        || section.schedule().rule() instanceof Rule.ReduceOnPlateau;
  }

  /// True when the run ends with its best version instead of its last.
  public boolean endsWithBest() {
    return section.earlyStopping().isPresent();
  }

  /// What decides which version is best; empty when none is kept.
  public Optional<MetricSpec> keepBest() {
    return section.keepBest();
  }

  /// @param state after the last epoch that has ended before this step
  /// @param step from 1
  public double rate(CourseState state, long step) {
    if (step < 1) {
      throw new IllegalArgumentException("step %d: the first is 1".formatted(step));
    }
    return schedule.at(step, state.plateau().reductions());
  }

  /// The state after an epoch. Its version is the best so far when the best is of its step.
  public CourseState after(CourseState state, EpochEnd end) {
    Watched stopping =
        section
            .earlyStopping()
            .map(watch -> state.stopping().after(end, watch))
            .orElse(state.stopping());
    Plateau plateau =
        section.schedule().rule() instanceof Rule.ReduceOnPlateau rule
            ? state.plateau().after(end, rule)
            : state.plateau();
    Optional<Best> best =
        section.keepBest().map(metric -> Best.of(state.best(), end, metric)).orElse(state.best());
    return new CourseState(stopping, plateau, best);
  }

  /// Why no step follows a version whose epoch has left this state; empty when the run goes on, or
  /// has come to its last step.
  public Optional<String> stopped(CourseState state) {
    return section
        .earlyStopping()
        .filter(watch -> state.stopping().waited() >= watch.patience())
        .map(watch -> reason(watch, state.stopping()));
  }

  private static String reason(WatchSpec watch, Watched watched) {
    String gained =
        watch.minGain() > 0
            ? "gained no more than %s".formatted(Figure.of(watch.minGain()))
            : "gained nothing";
    String than =
        Double.isNaN(watched.best())
            ? ""
            : String.format(Locale.ROOT, " over %.6g of epoch %d", watched.best(), watched.epoch());
    return "%s %s%s in %d epoch%s"
        .formatted(
            watch.metric(), gained, than, watched.waited(), watched.waited() == 1 ? "" : "s");
  }

  /// For how long, in epochs, a run that has come to this version has waited for a gain, where such
  /// patience would have ended it before; empty where it would be here.
  ///
  /// @param state when the epochs up to this version are closed
  public OptionalInt waitedTooLong(CourseState state, long version) {
    int patience = section.earlyStopping().map(WatchSpec::patience).orElse(Integer.MAX_VALUE);
    int longest = state.stopping().longest();
    boolean endsHere =
        longest == patience && state.stopping().waited() == longest && version % stepsPerEpoch == 0;
    return longest < patience || endsHere ? OptionalInt.empty() : OptionalInt.of(longest);
  }

  /// The last step that is certain.
  ///
  /// @param state when the epochs up to this version are closed
  /// @param version with this number of steps behind it; the horizon itself when none follows
  public long horizon(CourseState state, long version) {
    if (version >= lastStep || !isDecidedByMetrics()) {
      return lastStep;
    }
    boolean endsEpoch = version > 0 && version % stepsPerEpoch == 0;
    if (endsEpoch && stopped(state).isPresent()) {
      return version;
    }
    return Math.min(lastStep, (version / stepsPerEpoch + 1) * stepsPerEpoch);
  }
}
