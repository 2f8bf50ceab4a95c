package io.lockstep.config;

import io.lockstep.config.InitializerSpec.Distribution;
import java.util.List;
import java.util.Locale;

/// Reads `init` and `bias-init`: a word, or one key with its settings.
final class InitializerReader {

  private static final List<String> WORDS =
      List.of(
          "zeros", "ones", "xavier-uniform", "xavier-normal", "kaiming-uniform", "kaiming-normal");

  private static final List<String> KEYS = List.of("constant", "uniform", "normal");

  private static final String A_FLOAT = "a number within the range of float32, about ±3.4e38";

  private static final String ABOVE_LOW = "above low and finite in float32, with 24 bits";

  private InitializerReader() {}

  static InitializerSpec read(Fields layer, String key, InitializerSpec otherwise) {
    if (!layer.has(key)) {
      return otherwise;
    }
    String path = layer.path(key);
    return switch (layer.required(key)) {
      case Value.Scalar scalar -> word(path, scalar);
      case Value.Items items -> throw Refusal.wrong(path, items, "one of " + WORDS);
      case Value.Mapping mapping -> settings(path, mapping);
    };
  }

  private static InitializerSpec word(String path, Value.Scalar scalar) {
    return switch (scalar.text().toLowerCase(Locale.ROOT)) {
      case "zeros" -> new InitializerSpec.Constant(0);
      case "ones" -> new InitializerSpec.Constant(1);
      case "xavier-uniform" -> new InitializerSpec.Xavier(Distribution.UNIFORM);
      case "xavier-normal" -> new InitializerSpec.Xavier(Distribution.NORMAL);
      case "kaiming-uniform" -> new InitializerSpec.Kaiming(Distribution.UNIFORM);
      case "kaiming-normal" -> new InitializerSpec.Kaiming(Distribution.NORMAL);
      default -> throw Refusal.unknownWord(path, scalar.text(), scalar.place(), WORDS);
    };
  }

  private static InitializerSpec settings(String path, Value.Mapping mapping) {
    mapping.entries().stream()
        .flatMap(entry -> ForeignWords.ours(entry.key(), WORDS).stream())
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
      requireMapping(fields, "normal", "{ deviation: 0.05 }");
      Fields normal = fields.section("normal", List.of("mean", "deviation"));
      double mean = normal.number("mean", 0, Checks::isFiniteFloat, A_FLOAT);
      normal.requiredNumber("deviation", x -> x >= 0, "a number, 0 or more");
      return new InitializerSpec.Normal(
          mean, normal.requiredNumber("deviation", Checks::isNotNegativeFloat, A_FLOAT));
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
