package io.lockstep.cli;

import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import java.util.Locale;
import java.util.Optional;

/// How log lines are written, on stderr and in the log of a run: `LOCKSTEP_LOG_FORMAT`.
enum LogFormat {
  /// For people: words, and pairs such as `step=812` among them.
  TEXT,
  /// For machines: an object a line.
  JSON;

  static final String VARIABLE = "LOCKSTEP_LOG_FORMAT";

  /// As the environment says.
  ///
  /// @throws io.lockstep.failure.LockstepException with exit code 2 if it says something else
  static LogFormat ofEnvironment() {
    return of(System.getenv().getOrDefault(VARIABLE, ""))
        .orElseThrow(() ->
            Failure.of(
                    ExitCode.USAGE,
                    "%s is %s, but must be text or json"
                        .formatted(VARIABLE, System.getenv(VARIABLE)))
                .at("the environment")
                .advising("set it to text or json, or unset it")
                .exception());
  }

  /// @param word nothing for text
  static Optional<LogFormat> of(String word) {
    return switch (word.toLowerCase(Locale.ROOT)) {
      case "", "text" -> Optional.of(TEXT);
      case "json" -> Optional.of(JSON);
      default -> Optional.empty();
    };
  }

  /// @param pattern of a line of text
  Encoder<ILoggingEvent> encoder(String pattern) {
    if (this == JSON) {
      return new JsonLines();
    }
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setPattern(pattern);
    return encoder;
  }
}
