package io.lockstep.config;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.LockstepException;
import java.util.Collection;
import java.util.Optional;

/// The errors of this package: a configuration that cannot be meant.
final class Refusal {

  private Refusal() {}

  static LockstepException unknownKey(
      String path, String key, String place, Collection<String> known) {
    String where = path.isEmpty() ? "" : " in " + path;
    return unknown("unknown key " + key + where, key, place, known);
  }

  static LockstepException unknownWord(
      String path, String word, String place, Collection<String> known) {
    return unknown("%s knows no '%s'".formatted(path, word), word, place, known);
  }

  private static LockstepException unknown(
      String error, String word, String place, Collection<String> known) {
    Optional<String> nearest = Nearest.to(word, known);
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

  static LockstepException wrong(String path, Value value, String wanted) {
    return Failure.of(
            ExitCode.USAGE, "%s is %s, but must be %s".formatted(path, value.shown(), wanted))
        .at(value.place())
        .advising("set it right here, or on the command line: --set %s=VALUE".formatted(path))
        .exception();
  }

  static LockstepException because(String error, String place, String advice) {
    return Failure.of(ExitCode.USAGE, error).at(place).advising(advice).exception();
  }
}
