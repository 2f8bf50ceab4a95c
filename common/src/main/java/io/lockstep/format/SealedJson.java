package io.lockstep.format;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/// A JSON object that carries the hash of its own bytes, so that one flipped bit anywhere in it is
/// seen:
///
/// ```
/// {"sha256":"<64 digits>","content":{ … }}
/// ```
///
/// The hash is over the bytes of the content exactly as they stand. It guards against damage, not
/// against a forger.
public final class SealedJson {

  private static final long FILE_BYTES_MAX = 64L << 20;
  private static final byte[] HEAD = ascii("{\"sha256\":\"");
  private static final byte[] MIDDLE = ascii("\",\"content\":");
  private static final byte[] TAIL = ascii("}\n");
  private static final int DIGITS = 64;
  private static final int CONTENT_AT = HEAD.length + DIGITS + MIDDLE.length;

  private SealedJson() {}

  /// Writes a new file and forces it to the disk.
  ///
  /// @throws java.nio.file.FileAlreadyExistsException if there is such a file
  public static void write(Path file, Map<String, ?> content) throws IOException {
    DurableFiles.writeNew(file, bytes(content));
  }

  /// What such a file holds.
  public static byte[] bytes(Map<String, ?> content) {
    byte[] body = JsonText.indented(content);
    var bytes = new ByteArrayOutputStream(body.length + CONTENT_AT + TAIL.length);
    bytes.writeBytes(HEAD);
    bytes.writeBytes(ascii(Sha256.ofBytes(body)));
    bytes.writeBytes(MIDDLE);
    bytes.writeBytes(body);
    bytes.writeBytes(TAIL);
    return bytes.toByteArray();
  }

  /// @throws FormatException if the file is missing, too long, or differs in any bit from what was
  ///   written
  public static Map<String, Object> read(Path file) throws IOException {
    byte[] bytes = wholeFile(file);
    int bodyEnd = bytes.length - TAIL.length;
    boolean framed =
        bodyEnd >= CONTENT_AT
            && Arrays.equals(HEAD, Arrays.copyOfRange(bytes, 0, HEAD.length))
            && Arrays.equals(MIDDLE, Arrays.copyOfRange(bytes, HEAD.length + DIGITS, CONTENT_AT))
            && Arrays.equals(TAIL, Arrays.copyOfRange(bytes, bodyEnd, bytes.length));
    if (!framed) {
      throw new FormatException(file.getFileName() + " is torn or not a sealed JSON file");
    }
    byte[] body = Arrays.copyOfRange(bytes, CONTENT_AT, bodyEnd);
    byte[] stated = Arrays.copyOfRange(bytes, HEAD.length, HEAD.length + DIGITS);
    if (!Arrays.equals(stated, ascii(Sha256.ofBytes(body)))) {
      throw new FormatException("sha256 of " + file.getFileName());
    }
    return JsonText.object(body);
  }

  private static byte[] wholeFile(Path file) throws IOException {
    try {
      FileSeal.requireRegular(file);
      if (Files.size(file) > FILE_BYTES_MAX) {
        throw new FormatException(
            "%s is longer than the limit of %d bytes"
                .formatted(file.getFileName(), FILE_BYTES_MAX));
      }
      return Files.readAllBytes(file);
    } catch (NoSuchFileException missing) {
      throw new FormatException(file.getFileName() + " is missing", missing);
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
