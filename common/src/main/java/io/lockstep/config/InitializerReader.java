package io.lockstep.config;

import io.lockstep.config.InitializerSpec.Distribution;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Reads `init` and `bias-init`: a word, or one key with its settings.
final class InitializerReader {

  private static final List<String> WORDS =
      List.of(
          "zeros",
          "ones",
          "xavier-uniform",
          "xavier-normal",
          "kaiming-uniform",
          "kaiming-normal",
          "lecun-uniform",
          "lecun-normal",
          "fan-in",
          "orthogonal");

  private static final List<String> KEYS =
      List.of("constant", "uniform", "normal", "truncated-normal", "orthogonal", "values");

  /// A small tensor: more is no configuration.
  private static final int VALUES_MAX = 10_000;

  private static final String A_FLOAT = "a number within the range of float32, about ±3.4e38";

  private static final String ABOVE_LOW = "above low and finite in float32, with 24 bits";

  private InitializerReader() {}

  static InitializerSpec read(Fields layer, String key, InitializerSpec otherwise) {
    if (!layer.has(key)) {
      return otherwise;
    }
    String path = layer.path(key);
    InitializerSpec spec =
        switch (layer.required(key)) {
          case Value.Scalar scalar -> word(path, scalar);
          case Value.Items items ->
              throw Refusal.because(
                  "%s is %s, but must be a word or a mapping".formatted(path, items.shown()),
                  items.place(),
                  "to give the values themselves: %s: { values: [ ... ] }".formatted(key));
          case Value.Mapping mapping -> settings(path, mapping);
        };
    if (key.equals("bias-init") && spec instanceof InitializerSpec.Orthogonal) {
      throw Refusal.because(
          "%s is orthogonal, which is for weights".formatted(path),
          layer.required(key).place(),
          "leave it out: a bias begins with zeros");
    }
    return spec;
  }

  private static InitializerSpec word(String path, Value.Scalar scalar) {
    return switch (scalar.text().toLowerCase(Locale.ROOT)) {
      case "zeros" -> new InitializerSpec.Constant(0);
      case "ones" -> new InitializerSpec.Constant(1);
      case "xavier-uniform" -> new InitializerSpec.Xavier(Distribution.UNIFORM);
      case "xavier-normal" -> new InitializerSpec.Xavier(Distribution.NORMAL);
      case "kaiming-uniform" -> new InitializerSpec.Kaiming(Distribution.UNIFORM);
      case "kaiming-normal" -> new InitializerSpec.Kaiming(Distribution.NORMAL);
      case "lecun-uniform" -> new InitializerSpec.Lecun(Distribution.UNIFORM);
      case "lecun-normal" -> new InitializerSpec.Lecun(Distribution.NORMAL);
      case "fan-in" -> new InitializerSpec.FanIn();
      case "orthogonal" -> new InitializerSpec.Orthogonal(Defaults.ORTHOGONAL_GAIN);
      default -> throw Refusal.unknownWord(path, scalar.text(), scalar.place(), WORDS);
    };
  }

  private static InitializerSpec settings(String path, Value.Mapping mapping) {
    mapping.entries().stream()
        .filter(entry -> KEYS.stream().noneMatch(entry.key()::equalsIgnoreCase))
        .flatMap(entry -> ForeignWords.ours(entry.key(), WORDS).stream())
        .filter(word -> !KEYS.contains(word))
        .findFirst()
        .ifPresent(word -> {
          throw Refusal.because(
              "%s is %s, but %s takes no settings".formatted(path, mapping.shown(), word),
              mapping.place(),
              "write the word alone: %s: %s".formatted(path.replaceFirst(".*\\.", ""), word));
        });
    Fields fields = Fields.of(path, mapping, KEYS);
    if (mapping.entries().size() != 1) {
      throw Refusal.wrong(path, mapping, "a mapping with one of the keys " + KEYS);
    }
    if (fields.has("constant")) {
      return new InitializerSpec.Constant(
          fields.requiredNumber("constant", Checks::isFiniteFloat, A_FLOAT));
    }
    if (fields.has("normal")) {
      Fields normal = ofNormal(fields, "normal");
      return new InitializerSpec.Normal(mean(normal), deviation(normal));
    }
    if (fields.has("truncated-normal")) {
      Fields normal = ofNormal(fields, "truncated-normal");
      return new InitializerSpec.TruncatedNormal(mean(normal), deviation(normal));
    }
    if (fields.has("orthogonal")) {
      requireMapping(fields, "orthogonal", "{ gain: 1.4 }");
      double gain =
          fields
              .section("orthogonal", List.of("gain"))
              .number(
                  "gain",
                  Defaults.ORTHOGONAL_GAIN,
                  Checks::isPositiveFloat,
                  "a number above 0, in float32");
      return new InitializerSpec.Orthogonal(gain);
    }
    if (fields.has("values")) {
      return values(fields);
    }
    requireMapping(fields, "uniform", "{ low: -0.05, high: 0.05 }");
    Fields uniform = fields.section("uniform", List.of("low", "high"));
    double low = uniform.requiredNumber("low", Checks::isFiniteFloat, A_FLOAT);
    uniform.requiredNumber("high", x -> x > low, "a number above low");
    double high =
        uniform.requiredNumber(
            "high", x -> Checks.isFiniteFloat(x) && (float) x > (float) low, ABOVE_LOW);
    return new InitializerSpec.Uniform(low, high);
  }

  private static Fields ofNormal(Fields fields, String key) {
    requireMapping(fields, key, "{ deviation: 0.05 }");
    return fields.section(key, List.of("mean", "deviation"));
  }

  private static double mean(Fields normal) {
    return normal.number("mean", 0, Checks::isFiniteFloat, A_FLOAT);
  }

  private static double deviation(Fields normal) {
    normal.requiredNumber("deviation", x -> x >= 0, "a number, 0 or more");
    return normal.requiredNumber("deviation", Checks::isNotNegativeFloat, A_FLOAT);
  }

  /// One list of all, or a list of rows.
  private static InitializerSpec values(Fields fields) {
    String path = fields.path("values");
    List<Value> items = fields.items("values");
    List<Double> values = new ArrayList<>();
    int width = 0;
    for (Value item : items) {
      if (item instanceof Value.Items row) {
        width = width == 0 ? row.values().size() : width;
        row.values().forEach(value -> values.add(value(path, value)));
        if (row.values().size() != width || values.size() % width != 0) {
          throw Refusal.because(
              "%s has rows of %d and of %d values".formatted(path, width, row.values().size()),
              row.place(),
              "give as many values in each row, one for each unit");
        }
      } else if (width > 0) {
        throw Refusal.wrong(path, item, "a list in each place, or a number in each");
      } else {
        values.add(value(path, item));
      }
    }
    if (values.isEmpty() || values.size() > VALUES_MAX) {
      throw Refusal.because(
          "%s has %,d values, but must have 1 to %,d".formatted(path, values.size(), VALUES_MAX),
          fields.required("values").place(),
          "give a value for each weight of a small layer, or a word such as xavier-uniform");
    }
    return new InitializerSpec.Values(values, width);
  }

  private static double value(String path, Value value) {
    return Fields.number(path, value, Checks::isFiniteFloat, A_FLOAT);
  }

  private static void requireMapping(Fields fields, String key, String example) {
    if (!(fields.required(key) instanceof Value.Mapping)) {
      throw Refusal.because(
          "%s is %s, but must be a mapping"
              .formatted(fields.path(key), fields.required(key).shown()),
          fields.required(key).place(),
          "write its settings by name: %s: %s".formatted(key, example));
    }
  }
}
