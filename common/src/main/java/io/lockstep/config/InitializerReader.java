package io.lockstep.config;

import io.lockstep.config.InitializerSpec.Distribution;
import java.util.List;

/// Reads `init` and `bias-init`: a word, or one key with its settings.
final class InitializerReader {

  private static final List<String> WORDS =
      List.of(
          "zeros", "ones", "xavier-uniform", "xavier-normal", "kaiming-uniform", "kaiming-normal");

  private static final List<String> KEYS = List.of("constant", "uniform", "normal");

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
    return switch (scalar.text()) {
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
    Fields fields = Fields.of(path, mapping, KEYS);
    if (mapping.entries().size() != 1) {
      throw Refusal.wrong(path, mapping, "a mapping with one of the keys " + KEYS);
    }
    if (fields.has("constant")) {
      return new InitializerSpec.Constant(fields.requiredNumber("constant", _ -> true, "a number"));
    }
    if (fields.has("normal")) {
      Fields normal = fields.section("normal", List.of("mean", "deviation"));
      return new InitializerSpec.Normal(
          normal.number("mean", 0, _ -> true, "a number"),
          normal.requiredNumber("deviation", x -> x >= 0, "a number, 0 or more"));
    }
    Fields uniform = fields.section("uniform", List.of("low", "high"));
    double low = uniform.requiredNumber("low", _ -> true, "a number");
    double high = uniform.requiredNumber("high", x -> x > low, "a number above low");
    return new InitializerSpec.Uniform(low, high);
  }
}
