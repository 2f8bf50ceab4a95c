package io.lockstep.wire;

import io.lockstep.failure.OneLine;

/// Bounds for the words of a peer. Whatever names it brings, they are kept in tables and shown in
/// logs, ledgers and errors only within these bounds, and with nothing in them that a terminal or a
/// log would take for more than text.
public final class PeerText {

  /// Longest name of a worker or a host: the longest that the Domain Name System has (RFC 1035).
  public static final int NAME_CHARS_MAX = 253;

  /// Longest hash, fingerprint or version in a handshake.
  static final int DIGEST_CHARS_MAX = 253;

  /// Most of a value that is shown.
  static final int VALUE_CHARS_MAX = 100;

  /// Most of a reason that is kept.
  static final int REASON_CHARS_MAX = 500;

  private PeerText() {}

  /// A name as it is known from now on: two that look the same are the same.
  ///
  /// @throws IllegalArgumentException if it is too long
  static String name(String given, String what) {
    return within(NAME_CHARS_MAX, OneLine.of(within(NAME_CHARS_MAX, given, what)), what);
  }

  /// @throws IllegalArgumentException if it is too long
  static String digest(String given, String what) {
    return within(DIGEST_CHARS_MAX, given, what);
  }

  /// What is shown of a value of a configuration.
  static String value(String given) {
    return OneLine.upTo(VALUE_CHARS_MAX, given);
  }

  /// What is kept of a reason.
  static String reason(String given) {
    return OneLine.upTo(REASON_CHARS_MAX, given);
  }

  private static String within(int most, String given, String what) {
    if (given.length() > most) {
      throw new IllegalArgumentException(
          "%s of %,d characters, at most %d are taken".formatted(what, given.length(), most));
    }
    return given;
  }
}
