package io.lockstep.config;

import java.util.List;

/// Reads `train.optimizer`: a name, or a name with its settings.
final class OptimizerReader {

  private static final List<String> NAMES = List.of("sgd", "momentum", "nesterov", "adam", "adamw");

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
        Fields fields = Fields.of(path, mapping, NAMES);
        if (mapping.entries().size() != 1) {
          throw Refusal.wrong(path, mapping, "a mapping with one of the keys " + NAMES);
        }
        Value.Entry only = mapping.entries().getFirst();
        yield named(only.key(), fields, path, only.place());
      }
    };
  }

  private static Value empty(String place) {
    return new Value.Mapping(List.of(), place);
  }

  private static OptimizerSpec named(String name, Fields fields, String path, String place) {
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
        double decay = adam.zeroOrMore("weight-decay", Defaults.ADAMW_WEIGHT_DECAY);
        yield new OptimizerSpec.AdamW(
            adamRate(adam), beta1(adam), beta2(adam), epsilon(adam), decay);
      }
      default -> throw Refusal.unknownWord(path, name, place, NAMES);
    };
  }

  private static double sgdRate(Fields fields) {
    return fields.aboveZero("learning-rate", Defaults.SGD_LEARNING_RATE);
  }

  private static double adamRate(Fields fields) {
    return fields.aboveZero("learning-rate", Defaults.ADAM_LEARNING_RATE);
  }

  private static double inertia(Fields fields) {
    return fields.fraction("momentum", Defaults.MOMENTUM);
  }

  private static double beta1(Fields fields) {
    return fields.fraction("beta1", Defaults.BETA1);
  }

  private static double beta2(Fields fields) {
    return fields.fraction("beta2", Defaults.BETA2);
  }

  private static double epsilon(Fields fields) {
    return fields.aboveZero("epsilon", Defaults.EPSILON);
  }

  private static double decay(Fields fields) {
    return fields.zeroOrMore("weight-decay", Defaults.WEIGHT_DECAY);
  }
}
