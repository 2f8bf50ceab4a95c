package io.lockstep.config;

import io.lockstep.failure.LockstepException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// Reads `train.optimizer`: a name, or a name with its settings.
final class OptimizerReader {

  static final List<String> NAMES =
      List.of(
          "sgd",
          "momentum",
          "nesterov",
          "adam",
          "adamw",
          "adagrad",
          "rmsprop",
          "adadelta",
          "nadam",
          "amsgrad",
          "lion",
          "lars",
          "lamb");

  private static final List<String> SGD_KEYS = List.of("learning-rate", "weight-decay");

  private static final List<String> MOMENTUM_KEYS =
      List.of("learning-rate", "momentum", "weight-decay");

  private static final List<String> ADAM_KEYS =
      List.of("learning-rate", "beta1", "beta2", "epsilon", "weight-decay");

  private static final List<String> ADAGRAD_KEYS =
      List.of("learning-rate", "epsilon", "weight-decay");

  private static final List<String> RMSPROP_KEYS =
      List.of("learning-rate", "rho", "epsilon", "momentum", "weight-decay");

  private static final List<String> ADADELTA_KEYS =
      List.of("learning-rate", "rho", "epsilon", "weight-decay");

  private static final List<String> NADAM_KEYS =
      List.of("learning-rate", "beta1", "beta2", "epsilon", "momentum-decay", "weight-decay");

  private static final List<String> LION_KEYS =
      List.of("learning-rate", "beta1", "beta2", "weight-decay");

  private static final List<String> LARS_KEYS =
      List.of("learning-rate", "momentum", "trust", "weight-decay");

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
    return value instanceof Value.Mapping mapping && !mapping.entries().isEmpty()
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
            adamRate(adam),
            beta1(adam),
            beta2(adam, Defaults.BETA2),
            epsilon(adam, Defaults.EPSILON),
            decay(adam));
      }
      case "adamw" -> {
        Fields adam = fields.section(name, ADAM_KEYS);
        double decay = decay(adam, Defaults.ADAMW_WEIGHT_DECAY);
        yield new OptimizerSpec.AdamW(
            adamRate(adam),
            beta1(adam),
            beta2(adam, Defaults.BETA2),
            epsilon(adam, Defaults.EPSILON),
            decoupled(adam, decay, adamRate(adam)));
      }
      case "adagrad", "rmsprop", "adadelta", "nadam", "amsgrad" -> adaptive(name, fields);
      case "lion", "lars", "lamb" -> ofLargeBatches(name, fields);
      default -> throw Refusal.unknownWord(path, word, place, NAMES);
    };
  }

  private static OptimizerSpec adaptive(String name, Fields fields) {
    return switch (name) {
      case "adagrad" -> {
        Fields adagrad = fields.section(name, ADAGRAD_KEYS);
        yield new OptimizerSpec.Adagrad(
            rate(adagrad, Defaults.ADAGRAD_LEARNING_RATE),
            epsilon(adagrad, Defaults.ADAGRAD_EPSILON),
            decay(adagrad));
      }
      case "rmsprop" -> {
        Fields rmsprop = fields.section(name, RMSPROP_KEYS);
        yield new OptimizerSpec.RmsProp(
            rate(rmsprop, Defaults.RMSPROP_LEARNING_RATE),
            fraction(rmsprop, "rho", Defaults.RMSPROP_RHO),
            epsilon(rmsprop, Defaults.EPSILON),
            fraction(rmsprop, "momentum", 0),
            decay(rmsprop));
      }
      case "adadelta" -> {
        Fields adadelta = fields.section(name, ADADELTA_KEYS);
        yield new OptimizerSpec.Adadelta(
            rate(adadelta, Defaults.ADADELTA_LEARNING_RATE),
            fraction(adadelta, "rho", Defaults.ADADELTA_RHO),
            epsilon(adadelta, Defaults.ADADELTA_EPSILON),
            decay(adadelta));
      }
      case "nadam" -> {
        Fields nadam = fields.section(name, NADAM_KEYS);
        yield new OptimizerSpec.Nadam(
            rate(nadam, Defaults.NADAM_LEARNING_RATE),
            beta1(nadam),
            beta2(nadam, Defaults.BETA2),
            epsilon(nadam, Defaults.EPSILON),
            nadam.zeroOrMoreFloat("momentum-decay", Defaults.NADAM_MOMENTUM_DECAY),
            decay(nadam));
      }
      default -> {
        Fields amsgrad = fields.section(name, ADAM_KEYS);
        yield new OptimizerSpec.AmsGrad(
            rate(amsgrad, Defaults.ADAM_LEARNING_RATE),
            beta1(amsgrad),
            beta2(amsgrad, Defaults.BETA2),
            epsilon(amsgrad, Defaults.EPSILON),
            decay(amsgrad));
      }
    };
  }

  private static OptimizerSpec ofLargeBatches(String name, Fields fields) {
    return switch (name) {
      case "lion" -> {
        Fields lion = fields.section(name, LION_KEYS);
        double rate = rate(lion, Defaults.LION_LEARNING_RATE);
        yield new OptimizerSpec.Lion(
            rate,
            beta1(lion),
            beta2(lion, Defaults.LION_BETA2),
            decoupled(lion, decay(lion), rate));
      }
      case "lars" -> {
        Fields lars = fields.section(name, LARS_KEYS);
        yield new OptimizerSpec.Lars(
            rate(lars, Defaults.LARS_LEARNING_RATE),
            inertia(lars),
            aboveZero(lars, "trust", Defaults.LARS_TRUST),
            decay(lars));
      }
      default -> {
        Fields lamb = fields.section(name, ADAM_KEYS);
        yield new OptimizerSpec.Lamb(
            rate(lamb, Defaults.ADAM_LEARNING_RATE),
            beta1(lamb),
            beta2(lamb, Defaults.BETA2),
            epsilon(lamb, Defaults.LAMB_EPSILON),
            decay(lamb, Defaults.LAMB_WEIGHT_DECAY));
      }
    };
  }

  private static double rate(Fields fields, double otherwise) {
    return aboveZero(fields, "learning-rate", otherwise);
  }

  private static double sgdRate(Fields fields) {
    return rate(fields, Defaults.SGD_LEARNING_RATE);
  }

  private static double adamRate(Fields fields) {
    return rate(fields, Defaults.ADAM_LEARNING_RATE);
  }

  private static double inertia(Fields fields) {
    return fraction(fields, "momentum", Defaults.MOMENTUM);
  }

  private static double beta1(Fields fields) {
    return fraction(fields, "beta1", Defaults.BETA1);
  }

  private static double beta2(Fields fields, double otherwise) {
    return fraction(fields, "beta2", otherwise);
  }

  private static double epsilon(Fields fields, double otherwise) {
    return aboveZero(fields, "epsilon", otherwise);
  }

  private static double decay(Fields fields) {
    return decay(fields, Defaults.WEIGHT_DECAY);
  }

  private static double decay(Fields fields, double otherwise) {
    return fields.zeroOrMoreFloat("weight-decay", otherwise);
  }

  private static double decoupled(Fields fields, double decay, double rate) {
    UpdateReader.refuseOvershoot(fields, "weight-decay", decay, rate);
    return decay;
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
