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

  private IdleCourse(long epochs, long stepsPerEpoch) {
    this.epochs = epochs;
    this.stepsPerEpoch = stepsPerEpoch;
    this.lastStep = epochs * stepsPerEpoch;
  }

  /// @param train of one epoch at least
  static List<String> notes(TrainSection train, long stepsPerEpoch) {
    IdleCourse course = new IdleCourse(train.epochs(), stepsPerEpoch);
    CourseSection section = train.course();
    List<String> notes = new ArrayList<>();
    course
        .warmUp(section.schedule())
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

  private Optional<String> rule(Rule rule) {
    return switch (rule) {
      case Rule.Constant() -> Optional.empty();
      case Rule.Step(Span every, double _) ->
          Optional.of(never("falls after " + text(every)))
              .filter(_ -> every.steps(stepsPerEpoch) >= lastStep);
      case Rule.MultiStep multiStep -> multiStep(multiStep);
      case Rule.Exponential(double _) ->
          Optional.of(never("falls after 1 epoch")).filter(_ -> epochs == 1);
      case Rule.Polynomial(long span, double _, double _) -> unfinished(span);
      case Rule.Cosine(long span, double _) -> unfinished(span);
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

  private String run() {
    return text(Span.ofEpochs(epochs))
        + (stepsPerEpoch > 1 ? " of %d steps".formatted(stepsPerEpoch) : "");
  }

  private static String text(Span span) {
    String unit = span.unit() == Span.Unit.EPOCHS ? "epoch" : "step";
    return "%d %s%s".formatted(span.count(), unit, span.count() == 1 ? "" : "s");
  }
}
