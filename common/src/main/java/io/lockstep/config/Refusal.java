package io.lockstep.config;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.LockstepException;
import java.util.Collection;
import java.util.Optional;

/// The errors of this package: a configuration that cannot be meant.
final class Refusal {

  /// How the place of a value from the command line begins.
  static final String SET = "--set ";

  private Refusal() {}

  /// @param mapping that has the key
  static LockstepException unknownKey(
      String path, Value.Entry entry, Value.Mapping mapping, Collection<String> known) {
    String error = "unknown key " + entry.key() + (path.isEmpty() ? "" : " in " + path);
    if (entry.key().matches("[0-9]+([eE][-+]?[0-9]+)?")) {
      return because(
          error,
          entry.place(),
          "a comma ends a value here; write a number with a point, such as 0.1");
    }
    return ForeignWords.remedy(entry.key(), known)
        .or(() -> KeyHomes.remedy(path, entry, mapping))
        .map(remedy -> because(error + remedy.hint(), entry.place(), remedy.advice()))
        .orElseGet(() -> mistyped(error, entry.key(), entry.place(), known));
  }

  static LockstepException unknownWord(
      String path, String word, String place, Collection<String> known) {
    String error = "%s knows no '%s'".formatted(path, word);
    return ForeignWords.remedy(word, known)
        .map(remedy -> because(error + remedy.hint(), place, remedy.advice()))
        .orElseGet(() -> mistyped(error, word, place, known));
  }

  private static LockstepException mistyped(
      String error, String word, String place, Collection<String> known) {
    Optional<String> nearest = Nearest.ofOurs(word, known);
    return Failure.of(
            ExitCode.USAGE, error + nearest.map(n -> "; did you mean %s?".formatted(n)).orElse(""))
        .at(place)
        .advising(
            nearest
                .map(n -> "write %s instead of %s".formatted(n, word))
                .orElse("use one of: " + String.join(", ", known)))
        .exception();
  }

  static LockstepException missing(String path, String place) {
    return Failure.of(ExitCode.USAGE, "key %s is missing".formatted(path))
        .at(place)
        .advising(
            "add %s here, or begin anew with: lockstep init DATA.csv --label COLUMN"
                .formatted(path))
        .exception();
  }

  /// A value that is missing where there is a key for it.
  static LockstepException nothing(String path, Value.Scalar value) {
    return because(
        value.text().isEmpty()
            ? path + " has no value"
            : "%s is %s, which means nothing in YAML".formatted(path, value.text()),
        value.place(),
        value.place().startsWith(SET)
            ? "write a value after the =, or leave this --set out"
            : "write a value after the colon, or remove the key");
  }

  /// The same where a word was wanted, which may be the one that YAML takes for nothing.
  static LockstepException noText(String path, Value.Scalar value) {
    if (value.text().isEmpty()) {
      return nothing(path, value);
    }
    String key = path.substring(path.lastIndexOf('.') + 1);
    return because(
        "%s is %s, which means nothing in YAML".formatted(path, value.text()),
        value.place(),
        "for the word itself, put it in quotes: "
            + (value.place().startsWith(SET)
                ? "%s%s='\"%s\"'".formatted(SET, path, value.text())
                : "%s: \"%s\"".formatted(key, value.text())));
  }

  /// A key that stands twice in one mapping.
  static LockstepException twice(Value.Entry first, String key, String place) {
    String name = first.key().equals(key) ? key : first.key() + " (as " + key + ")";
    return because(
        "key %s stands here twice".formatted(name),
        place,
        "keep one; the first stands at " + first.place());
  }

  static LockstepException wrong(String path, Value value, String wanted) {
    String set = SET + path;
    return because(
        "%s is %s, but must be %s".formatted(path, value.shown(), wanted),
        value.place(),
        value.place().equals(set)
            ? "give another value: %s=VALUE".formatted(set)
            : "set it right here, or on the command line: %s=VALUE".formatted(set));
  }

  /// A number that is written so that YAML does not read it as one.
  ///
  /// @param number as it has to be written
  static LockstepException numeral(String path, Value value, String wanted, String number) {
    return because(
        "%s is %s, but must be %s".formatted(path, value.shown(), wanted),
        value.place(),
        value.place().startsWith(SET)
            ? "write %s%s=%s".formatted(SET, path, number)
            : "write %s: %s".formatted(path.substring(path.lastIndexOf('.') + 1), number));
  }

  static LockstepException because(String error, String place, String advice) {
    return Failure.of(ExitCode.USAGE, error).at(place).advising(advice).exception();
  }
}
