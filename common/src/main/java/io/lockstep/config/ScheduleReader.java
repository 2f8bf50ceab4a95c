package io.lockstep.config;

import io.lockstep.config.ScheduleSpec.Rule;
import io.lockstep.failure.Figure;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Reads `train.schedule`: the name of a rule, or the name with its settings, and a warm-up beside
/// it.
final class ScheduleReader {

  static final List<String> NAMES =
      List.of(
          "constant",
          "step",
          "multi-step",
          "exponential",
          "polynomial",
          "cosine",
          "one-cycle",
          "reduce-on-plateau");

  private static final String WARM_UP = "warm-up";

  private static final long COUNT_MAX = 1L << 40;

  private static final String A_FACTOR = "a number above 0 and below 1";

  private final WatchReader watches;
  private final int epochs;
  private final double rate;

  /// @param epochs of the run: what a rule spans that states nothing else
  /// @param rate of the optimizer
  ScheduleReader(WatchReader watches, int epochs, double rate) {
    this.watches = watches;
    this.epochs = epochs;
    this.rate = rate;
  }

  ScheduleSpec read(Fields train) {
    String path = train.path("schedule");
    if (!train.has("schedule")) {
      return ScheduleSpec.CONSTANT;
    }
    List<String> known = new ArrayList<>(NAMES);
    known.add(WARM_UP);
    return switch (train.required("schedule")) {
      case Value.Scalar word -> {
        Value none = new Value.Mapping(List.of(), word.place());
        Rule rule = rule(word.text(), Fields.of(path, none, known), path, word.place());
        yield new ScheduleSpec(rule, Optional.empty());
      }
      case Value.Items items -> throw Refusal.wrong(path, items, "one of " + NAMES);
      case Value.Mapping mapping -> {
        Fields fields = Fields.of(path, mapping, known);
        yield new ScheduleSpec(rule(fields, mapping, path), warmUp(fields));
      }
    };
  }

  private Rule rule(Fields fields, Value.Mapping mapping, String path) {
    List<Value.Entry> rules =
        mapping.entries().stream().filter(entry -> !entry.key().equalsIgnoreCase(WARM_UP)).toList();
    if (rules.size() > 1) {
      throw Refusal.because(
          "%s names %d rules: %s".formatted(path, rules.size(), mapping.shown()),
          rules.getLast().place(),
          "keep one of them; only %s goes with another".formatted(WARM_UP));
    }
    return rules.isEmpty()
        ? new Rule.Constant()
        : rule(rules.getFirst().key(), fields, path, rules.getFirst().place());
  }

  private Rule rule(String word, Fields fields, String path, String place) {
    String name = word.toLowerCase(Locale.ROOT);
    return switch (name) {
      case "constant", "none" -> {
        fields.section(name, List.of());
        yield new Rule.Constant();
      }
      case "step" -> {
        Fields step = fields.section(name, List.of("every", "every-steps", "factor"));
        yield new Rule.Step(every(step), factor(step, Defaults.STEP_FACTOR));
      }
      case "multi-step" -> multiStep(fields.section(name, List.of("at", "at-steps", "factor")));
      case "exponential" -> {
        Fields exponential = fields.section(name, List.of("factor"));
        exponential.required("factor");
        yield new Rule.Exponential(factor(exponential, 0));
      }
      case "polynomial" -> {
        Fields polynomial = fields.section(name, List.of("epochs", "power", "min-learning-rate"));
        double power = positive(polynomial, "power", Defaults.POLYNOMIAL_POWER);
        yield new Rule.Polynomial(span(polynomial), power, minRate(polynomial));
      }
      case "cosine" -> cosine(fields, name);
      case "one-cycle" -> {
        Fields cycle =
            fields.section(name, List.of("epochs", "peak-at", "start-divisor", "end-divisor"));
        yield new Rule.OneCycle(
            span(cycle),
            cycle.fraction("peak-at", Defaults.ONE_CYCLE_PEAK_AT),
            atLeastOne(cycle, "start-divisor", Defaults.ONE_CYCLE_START_DIVISOR),
            atLeastOne(cycle, "end-divisor", Defaults.ONE_CYCLE_END_DIVISOR));
      }
      case "reduce-on-plateau" -> plateau(fields, name);
      default -> throw Refusal.unknownWord(path, word, place, NAMES);
    };
  }

  private static Span every(Fields step) {
    if (step.has("every-steps")) {
      requireAlone(step, "every", "every-steps");
      return Span.ofSteps(
          Fields.whole(step.path("every-steps"), step.required("every-steps"), 1, COUNT_MAX));
    }
    return Span.ofEpochs(Fields.whole(step.path("every"), step.required("every"), 1, COUNT_MAX));
  }

  private static void requireAlone(Fields fields, String one, String other) {
    if (fields.has(one)) {
      throw Refusal.because(
          "%s is in epochs and %s in steps, and both are here"
              .formatted(fields.path(one), fields.path(other)),
          fields.required(other).place(),
          "keep one of them");
    }
  }

  private static Rule multiStep(Fields fields) {
    Span.Unit unit = Span.Unit.EPOCHS;
    String key = "at";
    if (fields.has("at-steps")) {
      requireAlone(fields, key, "at-steps");
      unit = Span.Unit.STEPS;
      key = "at-steps";
    }
    List<Long> at = new ArrayList<>();
    for (Value value : fields.items(key)) {
      long mark = Fields.whole(fields.path(key), value, 1, COUNT_MAX);
      if (!at.isEmpty() && mark <= at.getLast()) {
        throw Refusal.because(
            "%s has %d behind %d, but must ascend".formatted(fields.path(key), mark, at.getLast()),
            value.place(),
            "write the numbers from small to large, each once");
      }
      at.add(mark);
    }
    if (at.isEmpty()) {
      throw Refusal.wrong(fields.path(key), fields.required(key), "a list with a number in it");
    }
    return new Rule.MultiStep(at, unit, factor(fields, Defaults.STEP_FACTOR));
  }

  private Rule cosine(Fields fields, String name) {
    Fields cosine =
        fields.section(
            name, List.of("epochs", "restart-every", "restart-factor", "min-learning-rate"));
    if (!cosine.has("restart-every")) {
      cosine
          .find("restart-factor")
          .ifPresent(factor -> {
            throw Refusal.because(
                "%s needs %s beside it"
                    .formatted(cosine.path("restart-factor"), cosine.path("restart-every")),
                factor.place(),
                "restart-every: 10 restarts after 10 epochs");
          });
      return new Rule.Cosine(span(cosine), minRate(cosine));
    }
    cosine
        .find("epochs")
        .ifPresent(span -> {
          throw Refusal.because(
              "%s is for one sweep, and with %s there is no end of them"
                  .formatted(cosine.path("epochs"), cosine.path("restart-every")),
              span.place(),
              "keep one of them");
        });
    return new Rule.CosineRestarts(
        cosine.whole("restart-every", 1L, 1, COUNT_MAX),
        cosine.whole("restart-factor", Defaults.COSINE_RESTART_FACTOR, 1, 1_000),
        minRate(cosine));
  }

  private Rule plateau(Fields fields, String name) {
    Fields plateau =
        fields.section(
            name,
            List.of("metric", "patience", "min-gain", "factor", "cooldown", "min-learning-rate"));
    return new Rule.ReduceOnPlateau(
        watches.watch(plateau, Defaults.PLATEAU_PATIENCE, Defaults.PLATEAU_MIN_GAIN),
        factor(plateau, Defaults.PLATEAU_FACTOR),
        plateau.whole("cooldown", Defaults.PLATEAU_COOLDOWN, 0, 1_000_000),
        minRate(plateau));
  }

  /// A number alone is short for so many epochs.
  private static Optional<ScheduleSpec.WarmUp> warmUp(Fields fields) {
    if (!fields.has(WARM_UP)) {
      return Optional.empty();
    }
    if (fields.required(WARM_UP) instanceof Value.Scalar number) {
      long epochs = Fields.whole(fields.path(WARM_UP), number, 1, COUNT_MAX);
      return Optional.of(new ScheduleSpec.WarmUp(Span.ofEpochs(epochs), Defaults.WARM_UP_FROM));
    }
    Fields warmUp = fields.section(WARM_UP, List.of("epochs", "steps", "from"));
    Span span;
    if (warmUp.has("steps")) {
      requireAlone(warmUp, "epochs", "steps");
      span =
          Span.ofSteps(Fields.whole(warmUp.path("steps"), warmUp.required("steps"), 1, COUNT_MAX));
    } else {
      span =
          Span.ofEpochs(
              Fields.whole(warmUp.path("epochs"), warmUp.required("epochs"), 1, COUNT_MAX));
    }
    return Optional.of(
        new ScheduleSpec.WarmUp(span, warmUp.fraction("from", Defaults.WARM_UP_FROM)));
  }

  private long span(Fields fields) {
    return fields.whole("epochs", Math.max(1, epochs), 1, COUNT_MAX);
  }

  private static double factor(Fields fields, double otherwise) {
    return fields.number("factor", otherwise, x -> Checks.isPositiveFloat(x) && x < 1, A_FACTOR);
  }

  private static double positive(Fields fields, String key, double otherwise) {
    return fields.number(key, otherwise, Checks::isPositiveFloat, "a number above 0");
  }

  private static double atLeastOne(Fields fields, String key, double otherwise) {
    return fields.number(
        key, otherwise, x -> x >= 1 && Checks.isFiniteFloat(x), "a number, at least 1");
  }

  private double minRate(Fields fields) {
    String key = "min-learning-rate";
    double min = WatchReader.notNegative(fields, key, Defaults.MIN_LEARNING_RATE);
    if (min > rate) {
      throw Refusal.because(
          "%s is %s, above the learning rate of %s"
              .formatted(fields.path(key), Figure.of(min), Figure.of(rate)),
          fields.required(key).place(),
          "make it smaller than the learning-rate of the optimizer");
    }
    return min;
  }
}
