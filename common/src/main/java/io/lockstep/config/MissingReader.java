package io.lockstep.config;

import java.util.List;
import java.util.Locale;

/// Reads what becomes of missing cells: a word, or `{ constant: NUMBER }`.
final class MissingReader {

  private static final List<String> WORDS = List.of("mean", "median", "drop-row", "fail");
  private static final List<String> KEYS = List.of("constant");

  private MissingReader() {}

  static MissingSpec read(Fields fields, String key, MissingSpec otherwise) {
    if (!fields.has(key)) {
      return otherwise;
    }
    String path = fields.path(key);
    return switch (fields.required(key)) {
      case Value.Scalar scalar -> word(path, scalar);
      case Value.Items items ->
          throw Refusal.wrong(path, items, "one of " + WORDS + " or { constant: NUMBER }");
      case Value.Mapping mapping ->
          new MissingSpec.Constant(
              Fields.of(path, mapping, KEYS)
                  .requiredNumber("constant", Checks::isFiniteFloat, "a number"));
    };
  }

  private static MissingSpec word(String path, Value.Scalar scalar) {
    return switch (scalar.text().toLowerCase(Locale.ROOT)) {
      case "mean" -> MissingSpec.MEAN;
      case "median" -> MissingSpec.MEDIAN;
      case "drop-row" -> MissingSpec.DROP_ROW;
      case "fail" -> MissingSpec.FAIL;
      case "constant" ->
          throw Refusal.because(
              "%s is constant, and says not which".formatted(path),
              scalar.place(),
              "write the number: { constant: 0 }");
      default -> throw Refusal.unknownWord(path, scalar.text(), scalar.place(), WORDS);
    };
  }
}
