package io.lockstep.config;

import io.lockstep.failure.LockstepException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// Reads `train.optimizer`: a name, or a name with its settings.
final class OptimizerReader {

  static final List<String> NAMES = List.of("sgd", "momentum", "nesterov", "adam", "adamw");

  private static final List<String> SGD_KEYS = List.of("learning-rate", "weight-decay");

  private static final List<String> MOMENTUM_KEYS =
      List.of("learning-rate", "momentum", "weight-decay");

  private static final List<String> ADAM_KEYS =
      List.of("learning-rate", "beta1", "beta2", "epsilon", "weight-decay");

  private OptimizerReader() {}

  static OptimizerSpec read(Fields train) {
    String path = train.path("optimizer");
    if (!train.has("optimizer")) {
      return named("adam", Fields.of("", empty(train.place()), NAMES), path, train.place());
    }
    return switch (train.required("optimizer")) {
      case Value.Scalar word ->
          named(word.text(), Fields.of("", empty(word.place()), NAMES), path, word.place());
      case Value.Items items -> throw Refusal.wrong(path, items, "one of " + NAMES);
      case Value.Mapping mapping -> {
        refuseNameAsValue(path, mapping);
        Fields fields = Fields.of(path, mapping, NAMES);
        if (mapping.entries().size() != 1) {
          throw notOne(path, mapping);
        }
        Value.Entry only = mapping.entries().getFirst();
        yield named(only.key(), fields, path, only.place());
      }
    };
  }

  /// `{ type: adam, … }` and the like: here the name is the key.
  private static void refuseNameAsValue(String path, Value.Mapping mapping) {
    for (Value.Entry entry : mapping.entries()) {
      Optional<String> name =
          entry.value() instanceof Value.Scalar word
              ? ForeignWords.ours(word.text(), NAMES)
              : Optional.empty();
      if (name.isPresent() && ForeignWords.ours(entry.key(), NAMES).isEmpty()) {
        throw Refusal.because(
            "unknown key %s in %s".formatted(entry.key(), path),
            entry.place(),
            "let the name be the key: optimizer: { %s: { learning-rate: RATE } }"
                .formatted(name.get()));
      }
    }
  }

  private static LockstepException notOne(String path, Value.Mapping mapping) {
    if (mapping.entries().isEmpty()) {
      return Refusal.wrong(path, mapping, "a mapping with one of the keys " + NAMES);
    }
    Value.Entry last = mapping.entries().getLast();
    return Refusal.because(
        "%s names %d optimizers: %s".formatted(path, mapping.entries().size(), mapping.shown()),
        last.place(),
        last.place().startsWith(Refusal.SET)
            ? "set the whole value instead: %s%s='{ %s: %s }'"
                .formatted(Refusal.SET, path, last.key(), settings(last.value()))
            : "keep one of them");
  }

  /// In one line, as they were given.
  private static String settings(Value value) {
    return value instanceof Value.Mapping mapping
        ? mapping.entries().stream()
            .map(entry -> "%s: %s".formatted(entry.key(), entry.value().shown()))
            .collect(Collectors.joining(", ", "{ ", " }"))
        : "{}";
  }

  private static Value empty(String place) {
    return new Value.Mapping(List.of(), place);
  }

  private static OptimizerSpec named(String word, Fields fields, String path, String place) {
    String name = word.toLowerCase(Locale.ROOT);
    return switch (name) {
      case "sgd" -> {
        Fields sgd = fields.section(name, SGD_KEYS);
        yield new OptimizerSpec.Sgd(sgdRate(sgd), decay(sgd));
      }
      case "momentum" -> {
        Fields momentum = fields.section(name, MOMENTUM_KEYS);
        yield new OptimizerSpec.Momentum(sgdRate(momentum), inertia(momentum), decay(momentum));
      }
      case "nesterov" -> {
        Fields nesterov = fields.section(name, MOMENTUM_KEYS);
        yield new OptimizerSpec.Nesterov(sgdRate(nesterov), inertia(nesterov), decay(nesterov));
      }
      case "adam" -> {
        Fields adam = fields.section(name, ADAM_KEYS);
        yield new OptimizerSpec.Adam(
            adamRate(adam), beta1(adam), beta2(adam), epsilon(adam), decay(adam));
      }
      case "adamw" -> {
        Fields adam = fields.section(name, ADAM_KEYS);
        double decay = decay(adam, Defaults.ADAMW_WEIGHT_DECAY);
        yield new OptimizerSpec.AdamW(
            adamRate(adam), beta1(adam), beta2(adam), epsilon(adam), decay);
      }
      default -> throw Refusal.unknownWord(path, word, place, NAMES);
    };
  }

  private static double sgdRate(Fields fields) {
    return aboveZero(fields, "learning-rate", Defaults.SGD_LEARNING_RATE);
  }

  private static double adamRate(Fields fields) {
    return aboveZero(fields, "learning-rate", Defaults.ADAM_LEARNING_RATE);
  }

  private static double inertia(Fields fields) {
    return fraction(fields, "momentum", Defaults.MOMENTUM);
  }

  private static double beta1(Fields fields) {
    return fraction(fields, "beta1", Defaults.BETA1);
  }

  private static double beta2(Fields fields) {
    return fraction(fields, "beta2", Defaults.BETA2);
  }

  private static double epsilon(Fields fields) {
    return aboveZero(fields, "epsilon", Defaults.EPSILON);
  }

  private static double decay(Fields fields) {
    return decay(fields, Defaults.WEIGHT_DECAY);
  }

  private static double decay(Fields fields, double otherwise) {
    return fields.zeroOrMoreFloat("weight-decay", otherwise);
  }

  // A setting is used in float32. One that leaves its range by rounding is refused with a reason of
  // its own: 0.99999998 is below 1 to whoever wrote it.

  private static double aboveZero(Fields fields, String key, double otherwise) {
    fields.aboveZero(key, otherwise);
    return fields.number(
        key,
        otherwise,
        Checks::isPositiveFloat,
        "above 0 and finite in float32: about 1e-45 to 3.4e38");
  }

  private static double fraction(Fields fields, String key, double otherwise) {
    fields.fraction(key, otherwise);
    return fields.number(
        key, otherwise, Checks::isFractionFloat, "below 1 in float32: at most 0.99999997");
  }
}
