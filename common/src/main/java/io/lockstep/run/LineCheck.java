package io.lockstep.run;

import io.lockstep.format.FormatException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;

/// The last key of a line: the CRC32C of what stands before it, so that one changed bit anywhere in
/// the line is seen. It guards against damage, not against a forger.
///
/// ```
/// {"step":812, … ,"check":"89abcdef"}
/// ```
///
/// Lines without it are taken as they are: ledgers were once written so. One thread at a time.
final class LineCheck {

  static final String KEY = "check";

  private static final byte[] HEX = ascii("0123456789abcdef");
  private static final byte[] HEAD = ascii(",\"" + KEY + "\":\"");
  private static final byte[] TAIL = ascii("\"}");
  private static final int DIGITS = 8;

  /// Bytes that a check adds to a line.
  static final int BYTES = HEAD.length + DIGITS + TAIL.length;

  private final CRC32C sum = new CRC32C();

  /// Ends the object that `line[0, length)` begins; [#BYTES] are written behind it. Allocates
  /// nothing.
  void end(byte[] line, int length) {
    sum.reset();
    sum.update(line, 0, length);
    long value = sum.getValue();
    System.arraycopy(HEAD, 0, line, length, HEAD.length);
    for (int digit = 0; digit < DIGITS; digit++) {
      line[length + HEAD.length + digit] = HEX[(int) (value >>> 4 * (DIGITS - 1 - digit)) & 15];
    }
    System.arraycopy(TAIL, 0, line, length + HEAD.length + DIGITS, TAIL.length);
  }

  /// @param line without its line end
  /// @throws FormatException if it has a check, which is not that of its bytes
  static void require(byte[] line) throws FormatException {
    int length = line.length - BYTES;
    if (length < 0 || !Arrays.equals(HEAD, 0, HEAD.length, line, length, length + HEAD.length)) {
      return;
    }
    byte[] right = Arrays.copyOf(line, line.length);
    new LineCheck().end(right, length);
    if (!Arrays.equals(right, line)) {
      throw new FormatException("its check is wrong: it was changed");
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
