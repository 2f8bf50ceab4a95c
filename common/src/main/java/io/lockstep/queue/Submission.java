package io.lockstep.queue;

import io.lockstep.failure.OneLine;
import java.time.Instant;
import java.util.Objects;

/// What somebody wants to have trained.
///
/// @param key drawn by whoever submits, once: the same key again is the same run
/// @param name of the run, as its configuration has it
/// @param priority more comes first; of equal ones the first
/// @param by who submits, for people
/// @param configuration the whole effective configuration, paths absolute; empty once the run is
///   over, when its folder has it
public record Submission(
    String key, String name, int priority, String by, Instant at, String configuration) {

  public static final int PRIORITY_MAX = 100;

  /// A configuration of a net of a thousand layers has fewer.
  public static final int CONFIGURATION_CHARS_MAX = 500_000;

  private static final int WORD_CHARS_MAX = 253;

  /// @throws IllegalArgumentException if a word is too long, or the priority too large
  public Submission {
    key = word(key, "a key");
    name = word(name, "a run's name");
    by = word(by, "who submits");
    Objects.requireNonNull(at, "at");
    if (key.isBlank() || name.isBlank()) {
      throw new IllegalArgumentException("a submission needs a key and a run's name");
    }
    if (Math.abs(priority) > PRIORITY_MAX) {
      throw new IllegalArgumentException(
          "the priority is %d, but must be from -%d to %d"
              .formatted(priority, PRIORITY_MAX, PRIORITY_MAX));
    }
    if (configuration.length() > CONFIGURATION_CHARS_MAX) {
      throw new IllegalArgumentException(
          "the configuration has %,d characters, at most %,d are taken"
              .formatted(configuration.length(), CONFIGURATION_CHARS_MAX));
    }
  }

  private static String word(String given, String what) {
    if (given.length() > WORD_CHARS_MAX) {
      throw new IllegalArgumentException(
          "%s of %,d characters, at most %d are taken"
              .formatted(what, given.length(), WORD_CHARS_MAX));
    }
    return OneLine.of(given);
  }

  Submission withoutConfiguration() {
    return new Submission(key, name, priority, by, at, "");
  }
}
