package io.lockstep.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Reads `model.loss`: a name, or a name with its settings.
final class LossReader {

  private static final String PATH = "model.loss";

  private static final List<String> NAMES = LossSpec.KINDS.stream().map(LossSpec::word).toList();

  private LossReader() {}

  static LossSpec read(Value value) {
    return switch (value) {
      case Value.Mapping mapping when !mapping.entries().isEmpty() -> settings(mapping);
      case Value.Mapping mapping -> throw Refusal.wrong(PATH, mapping, "one of " + NAMES);
      case Value.Items items -> throw Refusal.wrong(PATH, items, "one of " + NAMES);
      case Value.Scalar _ -> {
        String word = Fields.word(PATH, value).toLowerCase(Locale.ROOT);
        if (!NAMES.contains(word)) {
          throw Refusal.unknownWord(PATH, Fields.word(PATH, value), value.place(), NAMES);
        }
        Value none = new Value.Mapping(List.of(), value.place());
        yield named(
            Fields.of(
                PATH,
                new Value.Mapping(
                    List.of(new Value.Entry(word, value.place(), none)), value.place()),
                NAMES),
            word);
      }
    };
  }

  private static LossSpec settings(Value.Mapping mapping) {
    for (Value.Entry entry : mapping.entries()) {
      boolean isName =
          entry.value() instanceof Value.Scalar word
              && ForeignWords.ours(word.text(), NAMES).isPresent();
      if (isName && ForeignWords.ours(entry.key(), NAMES).isEmpty()) {
        throw Refusal.because(
            "unknown key %s in %s".formatted(entry.key(), PATH),
            entry.place(),
            "let the name be the key: loss: { %s: { ... } }"
                .formatted(
                    ForeignWords.ours(((Value.Scalar) entry.value()).text(), NAMES).orElseThrow()));
      }
    }
    Fields fields = Fields.of(PATH, mapping, NAMES);
    if (mapping.entries().size() != 1) {
      throw Refusal.because(
          "%s names %d losses: %s".formatted(PATH, mapping.entries().size(), mapping.shown()),
          mapping.entries().getLast().place(),
          "keep one of them");
    }
    return named(fields, mapping.entries().getFirst().key().toLowerCase(Locale.ROOT));
  }

  private static LossSpec named(Fields fields, String name) {
    return switch (name) {
      case "cross-entropy" -> {
        Fields loss = fields.section(name, List.of("label-smoothing", "class-weights"));
        double smoothing = loss.fraction("label-smoothing", 0);
        loss.number("label-smoothing", 0, Checks::isFractionFloat, "below 1 in float32");
        yield new LossSpec.CrossEntropy(smoothing, weights(loss));
      }
      case "focal" -> {
        Fields loss = fields.section(name, List.of("gamma", "class-weights"));
        yield new LossSpec.Focal(
            loss.number(
                "gamma", Defaults.FOCAL_GAMMA, x -> x >= 0 && x <= 100, "a number from 0 to 100"),
            weights(loss));
      }
      case "hinge" -> {
        Fields loss = fields.section(name, List.of("margin"));
        yield new LossSpec.Hinge(aboveZero(loss, "margin", Defaults.HINGE_MARGIN));
      }
      case "mse" -> new LossSpec.Mse(levels(fields.section(name, List.of("targets"))));
      case "huber" -> {
        Fields loss = fields.section(name, List.of("delta"));
        yield new LossSpec.Huber(aboveZero(loss, "delta", Defaults.HUBER_DELTA));
      }
      default -> {
        refuseSettings(fields, name);
        yield LossSpec.KINDS.stream()
            .filter(loss -> loss.word().equals(name))
            .findFirst()
            .orElseThrow();
      }
    };
  }

  private static void refuseSettings(Fields fields, String name) {
    if (fields.required(name) instanceof Value.Mapping mapping && !mapping.entries().isEmpty()) {
      Value.Entry first = mapping.entries().getFirst();
      throw Refusal.because(
          "unknown key %s in %s".formatted(first.key(), fields.path(name)),
          first.place(),
          "leave it out: %s has no settings".formatted(name));
    }
  }

  private static double aboveZero(Fields fields, String key, double otherwise) {
    fields.aboveZero(key, otherwise);
    return fields.number(
        key,
        otherwise,
        Checks::isPositiveFloat,
        "above 0 and finite in float32: about 1e-45 to 3.4e38");
  }

  private static Optional<LossSpec.Levels> levels(Fields mse) {
    if (!mse.has("targets")) {
      return Optional.empty();
    }
    String wanted = "two numbers that ascend, such as [0.01, 0.99]";
    Value value = mse.required("targets");
    if (!(value instanceof Value.Items items) || items.values().size() != 2) {
      throw Refusal.wrong(mse.path("targets"), value, wanted);
    }
    List<Double> levels = new ArrayList<>();
    for (Value item : items.values()) {
      levels.add(
          Fields.number(
              mse.path("targets"), item, Checks::isFiniteFloat, "a number within float32"));
    }
    if (!(levels.get(0).floatValue() < levels.get(1).floatValue())) {
      throw Refusal.because(
          "%s is [%s, %s], but must be %s"
              .formatted(mse.path("targets"), levels.get(0), levels.get(1), wanted),
          value.place(),
          "give first what the outputs of the wrong classes should be, then that of the right one");
    }
    return Optional.of(new LossSpec.Levels(levels.get(0), levels.get(1)));
  }

  private static ClassWeights weights(Fields loss) {
    if (!loss.has("class-weights")) {
      return ClassWeights.EQUAL;
    }
    String path = loss.path("class-weights");
    String wanted = "balanced, or a weight for each class: { CLASS: 1, CLASS: 2.5 }";
    return switch (loss.required("class-weights")) {
      case Value.Scalar word when word.text().equalsIgnoreCase("balanced") ->
          new ClassWeights.Balanced();
      case Value.Scalar word -> throw Refusal.wrong(path, word, wanted);
      case Value.Items items -> throw Refusal.wrong(path, items, wanted);
      case Value.Mapping mapping when mapping.entries().isEmpty() ->
          throw Refusal.wrong(path, mapping, wanted);
      case Value.Mapping mapping -> {
        Map<String, Double> weights = new TreeMap<>();
        for (Value.Entry entry : mapping.entries()) {
          weights.put(
              entry.key(),
              Fields.number(
                  path + "." + entry.key(),
                  entry.value(),
                  Checks::isPositiveFloat,
                  "a number above 0, in float32"));
        }
        yield ClassWeights.ByClass.of(weights);
      }
    };
  }
}
