package io.lockstep.trust;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;

/// What every node of a cluster knows and nobody else: shown when a node asks to take part, and
/// compared in a time that tells nothing of it. It shows itself nowhere.
public final class Token {

  /// Shorter ones can be guessed.
  static final int CHARS_MIN = 16;

  static final int CHARS_MAX = 1024;

  private static final int FRESH_BYTES = 32;

  private final String text;

  private Token(String text) {
    this.text = text;
  }

  /// @param text as a file or a variable has it; white space around it does not count
  /// @param source where it comes from, for an error
  /// @throws io.lockstep.failure.LockstepException with exit code 8 if it is no token
  public static Token of(String text, String source) {
    String stripped = text.strip();
    if (stripped.length() < CHARS_MIN || stripped.length() > CHARS_MAX) {
      throw wrong(
          "the join token has %d characters, but must have %d to %d"
              .formatted(stripped.length(), CHARS_MIN, CHARS_MAX),
          source);
    }
    if (!stripped.chars().allMatch(letter -> letter > ' ' && letter < 127)) {
      throw wrong("the join token has other than visible ASCII characters", source);
    }
    return new Token(stripped);
  }

  private static RuntimeException wrong(String what, String source) {
    return Failure.of(ExitCode.SECURITY, what)
        .at(source)
        .advising("copy the token of the cluster there; lockstep certificates makes one")
        .exception();
  }

  static Token fresh() {
    byte[] bytes = new byte[FRESH_BYTES];
    new SecureRandom().nextBytes(bytes);
    return new Token(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }

  /// Whether another node has shown the same one.
  ///
  /// @param shown null when it has shown none
  public boolean matches(String shown) {
    return shown != null && MessageDigest.isEqual(digest(text), digest(shown));
  }

  /// Of one length whatever the text is, so that not even that can be found out.
  private static byte[] digest(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("every JDK has SHA-256", missing);
    }
  }

  /// For the wire, and for a file.
  public String secret() {
    return text;
  }

  /// Never the token itself: it must not come into a log.
  @Override
  public String toString() {
    return "a join token";
  }
}
