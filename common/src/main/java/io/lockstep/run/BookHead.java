package io.lockstep.run;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/// How far a chained book has come, as `run.json` carries it.
///
/// @param lines in the book
/// @param sha256 of the last of them, with its line end: 64 lower-case hexadecimal digits;
///   [#NOTHING] without a line
public record BookHead(long lines, String sha256) {

  /// In place of the hash of a line before the first.
  static final String NOTHING = "0".repeat(LineChain.DIGITS);

  private static final Pattern DIGITS = Pattern.compile("[0-9a-f]{%d}".formatted(LineChain.DIGITS));

  static final BookHead EMPTY = new BookHead(0, NOTHING);

  public BookHead {
    if (lines < 0 || !isHash(sha256)) {
      throw new IllegalArgumentException("%d lines with the head '%s'".formatted(lines, sha256));
    }
  }

  static boolean isHash(String text) {
    return DIGITS.matcher(text).matches();
  }

  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("lines", lines);
    json.put("head", sha256);
    return json;
  }

  /// @throws RuntimeException if a key is missing or of another kind
  static BookHead ofJson(Map<?, ?> json) {
    return new BookHead(((Number) json.get("lines")).longValue(), (String) json.get("head"));
  }
}
