package io.lockstep.training;

import io.lockstep.config.CourseSection;
import io.lockstep.config.ScheduleSpec;
import io.lockstep.config.ScheduleSpec.Rule;
import io.lockstep.config.Span;
import io.lockstep.config.TrainSection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// What a course plans for epochs and steps that this run does not have.
final class IdleCourse {

  private final long epochs;
  private final long stepsPerEpoch;
  private final long lastStep;
  private final double base;

  /// @param base rate of the optimizer
  private IdleCourse(long epochs, long stepsPerEpoch, double base) {
    this.epochs = epochs;
    this.base = base;
    this.stepsPerEpoch = stepsPerEpoch;
    this.lastStep = epochs * stepsPerEpoch;
  }

  /// @param train of one epoch at least
  static List<String> notes(TrainSection train, long stepsPerEpoch) {
    IdleCourse course =
        new IdleCourse(train.epochs(), stepsPerEpoch, train.optimizer().learningRate());
    CourseSection section = train.course();
    List<String> notes = new ArrayList<>();
    course
        .warmUp(section.schedule())
        .or(() -> course.level(section.schedule().rule()))
        .or(() -> course.warmUpOfAll(section.schedule()))
        .or(() -> course.rule(section.schedule().rule()))
        .ifPresent(notes::add);
    section
        .earlyStopping()
        .filter(watch -> watch.patience() + 1L >= course.epochs)
        .ifPresent(watch ->
            notes.add(
                "train.early-stopping waits for %s without a gain, and the run has %s: it never ends it early"
                    .formatted(
                        text(Span.ofEpochs(watch.patience())),
                        text(Span.ofEpochs(course.epochs)))));
    return notes;
  }

  private Optional<String> warmUp(ScheduleSpec schedule) {
    return schedule
        .warmUp()
        .filter(warmUp -> warmUp.span().steps(stepsPerEpoch) >= lastStep)
        .map(warmUp ->
            "train.schedule: the warm-up of %s fills the run of %s, and nothing of the schedule follows it"
                .formatted(text(warmUp.span()), run()));
  }

  /// A least rate that leaves no room below the first.
  private Optional<String> level(Rule rule) {
    boolean falls =
        switch (rule) {
          case Rule.Polynomial(long _, double _, double least) -> least < base;
          case Rule.Cosine(long _, double least) -> least < base;
          case Rule.CosineRestarts(long _, long _, double least) -> least < base;
          case Rule.ReduceOnPlateau plateau -> plateau.minRate() < base;
          case Rule.Constant _,
              Rule.Step _,
              Rule.MultiStep _,
              Rule.Exponential _,
              Rule.OneCycle _ ->
              true;
        };
    return falls
        ? Optional.empty()
        : Optional.of(
            "train.schedule: the min-learning-rate is the learning-rate itself, so the rate never falls");
  }

  /// A warm-up that is longer than what the rule spans, and shorter than the run.
  private Optional<String> warmUpOfAll(ScheduleSpec schedule) {
    long span =
        switch (schedule.rule()) {
          case Rule.Polynomial(long epochsOfIt, double _, double _) -> epochsOfIt;
          case Rule.Cosine(long epochsOfIt, double _) -> epochsOfIt;
          case Rule.OneCycle cycle -> cycle.epochs();
          case Rule.Constant _,
              Rule.Step _,
              Rule.MultiStep _,
              Rule.Exponential _,
              Rule.CosineRestarts _,
              Rule.ReduceOnPlateau _ ->
              epochs;
        };
    return schedule
        .warmUp()
        .filter(
            warmUp -> span < epochs && warmUp.span().steps(stepsPerEpoch) >= span * stepsPerEpoch)
        .map(warmUp ->
            "train.schedule spans %s, and the warm-up of %s takes all of it: behind it the rate is the least at once"
                .formatted(text(Span.ofEpochs(span)), text(warmUp.span())));
  }

  private Optional<String> rule(Rule rule) {
    return switch (rule) {
      case Rule.Constant() -> Optional.empty();
      case Rule.Step(Span every, double _) ->
          Optional.of(never("falls after " + text(every)))
              .filter(_ -> every.steps(stepsPerEpoch) >= lastStep);
      case Rule.MultiStep multiStep -> multiStep(multiStep);
      case Rule.Exponential(double _) ->
          Optional.of(never("falls after 1 epoch")).filter(_ -> epochs == 1);
      case Rule.Polynomial(long span, double _, double least) ->
          unfinished(span).or(() -> standstill(span, least));
      case Rule.Cosine(long span, double least) ->
          unfinished(span).or(() -> standstill(span, least));
      case Rule.CosineRestarts(long every, long _, double _) ->
          Optional.of(never("restarts after " + text(Span.ofEpochs(every))))
              .filter(_ -> every >= epochs);
      case Rule.OneCycle cycle -> unfinished(cycle.epochs());
      // The first epoch is a gain in any case, and what the last one shows comes too late.
      case Rule.ReduceOnPlateau plateau ->
          Optional.of(
                  never(
                      "falls after %d epochs without a gain".formatted(plateau.watch().patience())))
              .filter(_ -> plateau.watch().patience() + 2L > epochs);
    };
  }

  private Optional<String> multiStep(Rule.MultiStep rule) {
    long unit = rule.unit() == Span.Unit.EPOCHS ? stepsPerEpoch : 1;
    List<Long> late = rule.at().stream().filter(at -> at >= (lastStep + unit - 1) / unit).toList();
    if (late.isEmpty()) {
      return Optional.empty();
    }
    if (late.size() == rule.at().size()) {
      return Optional.of(never("falls after " + text(new Span(rule.at().getFirst(), rule.unit()))));
    }
    return Optional.of(
        "train.schedule: the run of %s ends before the rate falls after %s %s"
            .formatted(
                run(),
                rule.unit() == Span.Unit.EPOCHS ? "epochs" : "steps",
                late.stream().map(String::valueOf).collect(Collectors.joining(", "))));
  }

  private String never(String what) {
    return "train.schedule: the rate %s, and the run has %s: it never does".formatted(what, run());
  }

  private Optional<String> unfinished(long span) {
    return span > epochs
        ? Optional.of(
            "train.schedule spans %s, and the run has %s: the rate stops on its way"
                .formatted(text(Span.ofEpochs(span)), text(Span.ofEpochs(epochs))))
        : Optional.empty();
  }

  private Optional<String> standstill(long span, double least) {
    return span < epochs && least == 0
        ? Optional.of(
            "train.schedule: the rate is 0 behind epoch %d, so nothing is learnt in %s more; a min-learning-rate keeps it above"
                .formatted(span, text(Span.ofEpochs(epochs - span))))
        : Optional.empty();
  }

  private String run() {
    return text(Span.ofEpochs(epochs))
        + (stepsPerEpoch > 1 ? " of %d steps".formatted(stepsPerEpoch) : "");
  }

  private static String text(Span span) {
    String unit = span.unit() == Span.Unit.EPOCHS ? "epoch" : "step";
    return "%d %s%s".formatted(span.count(), unit, span.count() == 1 ? "" : "s");
  }
}
