package io.lockstep.config;

import io.lockstep.config.ScheduleSpec.Rule;
import java.util.Optional;

/// How schedules and what goes by metrics are written so that the reader gives them back: flow
/// YAML, one line.
final class CourseSpelling {

  static final String NONE = "none";

  private CourseSpelling() {}

  static String watch(WatchSpec watch) {
    return "{ %s }".formatted(settings(watch));
  }

  private static String settings(WatchSpec watch) {
    return "metric: %s, patience: %d, min-gain: %s"
        .formatted(watch.metric(), watch.patience(), watch.minGain());
  }

  static String schedule(ScheduleSpec schedule) {
    String rule = rule(schedule.rule());
    Optional<String> warmUp = schedule.warmUp().map(CourseSpelling::warmUp);
    return warmUp
        .map(text -> "{ %s, warm-up: %s }".formatted(rule, text))
        .orElse("{ %s }".formatted(rule));
  }

  private static String warmUp(ScheduleSpec.WarmUp warmUp) {
    return "{ %s: %d, from: %s }"
        .formatted(Words.of(warmUp.span().unit()), warmUp.span().count(), warmUp.from());
  }

  private static String rule(Rule rule) {
    return switch (rule) {
      case Rule.Constant() -> "constant: {}";
      case Rule.Step(Span every, double factor) ->
          "step: { every%s: %d, factor: %s }"
              .formatted(suffix(every.unit()), every.count(), factor);
      case Rule.MultiStep(var at, Span.Unit unit, double factor) ->
          "multi-step: { at%s: %s, factor: %s }".formatted(suffix(unit), at, factor);
      case Rule.Exponential(double factor) -> "exponential: { factor: %s }".formatted(factor);
      case Rule.Polynomial(long epochs, double power, double minRate) ->
          "polynomial: { epochs: %d, power: %s, min-learning-rate: %s }"
              .formatted(epochs, power, minRate);
      case Rule.Cosine(long epochs, double minRate) ->
          "cosine: { epochs: %d, min-learning-rate: %s }".formatted(epochs, minRate);
      case Rule.CosineRestarts(long every, long factor, double minRate) ->
          "cosine: { restart-every: %d, restart-factor: %d, min-learning-rate: %s }"
              .formatted(every, factor, minRate);
      case Rule.OneCycle cycle ->
          "one-cycle: { epochs: %d, peak-at: %s, start-divisor: %s, end-divisor: %s }"
              .formatted(cycle.epochs(), cycle.peakAt(), cycle.startDivisor(), cycle.endDivisor());
      case Rule.ReduceOnPlateau plateau ->
          "reduce-on-plateau: { %s, factor: %s, cooldown: %d, min-learning-rate: %s }"
              .formatted(
                  settings(plateau.watch()),
                  plateau.factor(),
                  plateau.cooldown(),
                  plateau.minRate());
    };
  }

  private static String suffix(Span.Unit unit) {
    return switch (unit) {
      case EPOCHS -> "";
      case STEPS -> "-steps";
    };
  }
}
