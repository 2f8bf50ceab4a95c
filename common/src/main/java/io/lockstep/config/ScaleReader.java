package io.lockstep.config;

import java.util.List;
import java.util.Locale;

/// Reads how numbers are scaled: a word, or `{ min-max: [LOW, HIGH] }`.
final class ScaleReader {

  private static final List<String> WORDS =
      List.of("standard", "min-max", "robust", "log1p", "pixels", "none");

  private static final List<String> RANGED = List.of("min-max", "pixels");

  private static final String WANTED = "one of " + WORDS + " or { min-max: [LOW, HIGH] }";

  private ScaleReader() {}

  static ScaleSpec read(Fields fields, String key, ScaleSpec otherwise) {
    if (!fields.has(key)) {
      return otherwise;
    }
    String path = fields.path(key);
    return switch (fields.find(key).orElseThrow()) {
      // The word for no scaling may be what YAML takes for nothing.
      case Value.Scalar scalar when scalar.isNull() && !scalar.text().isEmpty() -> ScaleSpec.NONE;
      case Value.Scalar scalar -> word(path, scalar);
      case Value.Items items -> throw Refusal.wrong(path, items, WANTED);
      case Value.Mapping mapping -> ranged(path, mapping);
    };
  }

  private static ScaleSpec word(String path, Value.Scalar scalar) {
    if (scalar.isNull()) {
      throw Refusal.nothing(path, scalar);
    }
    return switch (scalar.text().toLowerCase(Locale.ROOT)) {
      case "none" -> ScaleSpec.NONE;
      case "standard" -> ScaleSpec.STANDARD;
      case "robust" -> new ScaleSpec.Robust();
      case "log1p" -> new ScaleSpec.Log1p();
      case "min-max" -> new ScaleSpec.MinMax(0, 1);
      case "pixels" -> new ScaleSpec.Pixels(0, 1);
      default -> throw Refusal.unknownWord(path, scalar.text(), scalar.place(), WORDS);
    };
  }

  private static ScaleSpec ranged(String path, Value.Mapping mapping) {
    for (Value.Entry entry : mapping.entries()) {
      String key = entry.key().toLowerCase(Locale.ROOT);
      if (WORDS.contains(key) && !RANGED.contains(key)) {
        throw Refusal.because(
            "%s is %s, but %s takes no settings".formatted(path, mapping.shown(), key),
            entry.place(),
            "write the word alone: %s: %s".formatted(path.replaceFirst(".*\\.", ""), key));
      }
    }
    Fields fields = Fields.of(path, mapping, RANGED);
    if (mapping.entries().size() != 1) {
      throw Refusal.wrong(path, mapping, WANTED);
    }
    String key = fields.has("min-max") ? "min-max" : "pixels";
    List<Value> ends = fields.items(key);
    if (ends.size() != 2) {
      throw Refusal.wrong(fields.path(key), fields.required(key), "a list of two numbers");
    }
    double low = number(fields.path(key), ends.get(0));
    double high = number(fields.path(key), ends.get(1));
    if (!((float) low < (float) high)) {
      throw Refusal.because(
          "%s goes from %s to %s, which is no range".formatted(fields.path(key), low, high),
          ends.get(1).place(),
          "write the lower end first: %s: [0, 1]".formatted(key));
    }
    return key.equals("min-max")
        ? new ScaleSpec.MinMax(low, high)
        : new ScaleSpec.Pixels(low, high);
  }

  private static double number(String path, Value value) {
    return Fields.number(
        path, value, x -> Math.abs(x) <= 1e6, "a list of two numbers between -1e6 and 1e6");
  }
}
