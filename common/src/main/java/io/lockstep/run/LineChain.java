package io.lockstep.run;

import io.lockstep.format.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;
import java.util.HexFormat;

/// Ties each line to the one before, whose SHA-256 it carries:
///
/// ```
/// {"step":812, … ,"before":"<64 digits>","check":"89abcdef"}
/// ```
///
/// The hash is over all bytes of a line with its line end, so that `sed -n 811p FILE | sha256sum`
/// prints it. Whoever has kept the hash of one line knows of every line before it whether it is as
/// it was. One thread at a time.
final class LineChain {

  static final String KEY = "before";

  /// Of a hash.
  static final int DIGITS = 64;

  private static final byte[] HEAD = ascii(",\"" + KEY + "\":\"");

  /// Bytes that a link adds to a line.
  static final int BYTES = HEAD.length + DIGITS + 1;

  private static final byte[] LINE_END = {'\n'};
  private static final byte[] HEX = ascii("0123456789abcdef");

  private final MessageDigest digest = Sha256.digest();
  private final byte[] last;

  /// @param sha256 of the line after which the chain goes on
  LineChain(String sha256) {
    this.last = HexFormat.of().parseHex(sha256);
  }

  /// Writes [#BYTES] behind `line[0, length)`. Allocates nothing.
  void link(byte[] line, int length) {
    System.arraycopy(HEAD, 0, line, length, HEAD.length);
    int at = length + HEAD.length;
    for (byte each : last) {
      line[at++] = HEX[each >> 4 & 15];
      line[at++] = HEX[each & 15];
    }
    line[at] = '"';
  }

  /// The line that is linked to next is `line[0, length)`, with its line end. Allocates nothing.
  void follow(byte[] line, int length) {
    digest.update(line, 0, length);
    try {
      digest.digest(last, 0, last.length);
    } catch (DigestException e) {
      throw new IllegalStateException("a SHA-256 has %d bytes".formatted(last.length), e);
    }
  }

  /// The same of a line that is given without its line end.
  void follow(byte[] text) {
    digest.update(text);
    follow(LINE_END, LINE_END.length);
  }

  /// The hash of the line followed last.
  String sha256() {
    return HexFormat.of().formatHex(last);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
