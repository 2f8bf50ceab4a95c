package io.lockstep.format;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// What a file must be: its length and the hash of its bytes.
///
/// @param length in bytes, 0 or more
/// @param sha256 64 lower-case hexadecimal digits
public record FileSeal(long length, String sha256) {

  public FileSeal {
    if (length < 0 || !sha256.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException(
          "a seal needs a length and 64 hexadecimal digits, not %d and '%s'"
              .formatted(length, sha256));
    }
  }

  /// Reads the whole file once.
  public static FileSeal of(Path file) throws IOException {
    return Sha256.seal(file);
  }

  /// Reads the whole file once and compares.
  ///
  /// @throws FormatException naming the file, and whether it is missing or its length or its hash
  ///   differs
  public void verify(Path file) throws IOException {
    try {
      requireRegular(file);
      if (Files.size(file) != length) {
        throw new FormatException(
            "length of %s: %d bytes, sealed with %d"
                .formatted(file.getFileName(), Files.size(file), length));
      }
      if (!of(file).equals(this)) {
        throw new FormatException("sha256 of " + file.getFileName());
      }
    } catch (NoSuchFileException missing) {
      throw new FormatException(file.getFileName() + " is missing", missing);
    }
  }

  /// A pipe in the place of a file would be waited for, and a folder cannot be read.
  ///
  /// @throws FormatException if something is there that is no file
  static void requireRegular(Path file) throws FormatException {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new FormatException(file.getFileName() + " is no regular file");
    }
  }
}
