package io.lockstep.config;

import java.util.regex.Pattern;

/// @param name names the run folder; letters, digits, `-`, `_` and `.`, the first a letter, digit
///   or `_`
/// @param seed of every random choice of the run, 0 or more
public record RunSection(String name, long seed) {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,99}");

  public RunSection {
    Checks.atLeast(seed, 0, "run.seed");
    if (!isName(name)) {
      throw new IllegalArgumentException("run.name '%s' cannot name a folder".formatted(name));
    }
  }

  /// True when `name` may be a run's: it becomes part of a folder's name.
  public static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  /// The name of a run whose file is called `stem`: what cannot be in a name becomes `-`.
  public static String nameFrom(String stem) {
    String name = stem.replaceAll("[^A-Za-z0-9._-]", "-").replaceFirst("^[-.]+", "");
    return isName(name) ? name : "run";
  }
}
