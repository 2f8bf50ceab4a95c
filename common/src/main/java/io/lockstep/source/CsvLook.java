package io.lockstep.source;

import io.lockstep.config.Dialect;
import io.lockstep.failure.LockstepException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/// Looks at the beginning of a file that is to be CSV: what it is, in which characters, and how it
/// is written. Reads nothing: the stream stands where it stood.
final class CsvLook {

  private CsvLook() {}

  /// @param content the file unpacked, as [DataFile#open] gives it
  /// @throws LockstepException naming what the file is instead, or what cannot be told of it
  static CsvForm of(DataFile file, InputStream content, Dialect stated) {
    byte[] head = head(file, content);
    Optional<FileKind> bytes = FileKind.of(head);
    if (bytes.isPresent()) {
      throw file.isNot("CSV", bytes.get());
    }
    TextLook.Outcome outcome = TextLook.of(head, stated.encoding());
    if (outcome.doubt().isPresent()) {
      throw doubt(file, head, outcome.doubt().get());
    }
    TextLook text = outcome.look().orElseThrow();
    Optional<FileKind> words = FileKind.of(text.text());
    if (words.isPresent()) {
      throw file.isNot("CSV", words.get());
    }
    return DialectLook.of(file, text, head.length, stated);
  }

  private static byte[] head(DataFile file, InputStream content) {
    try {
      return DataFile.peek(content, DataFile.HEAD_BYTES);
    } catch (IOException e) {
      throw file.unreadable(e, file.shown());
    }
  }

  private static LockstepException doubt(DataFile file, byte[] head, TextLook.Doubt doubt) {
    return switch (doubt) {
      case TextLook.Doubt.Binary(int zeroAt, boolean isText) when isText ->
          file.failure(
                  "byte %d of the file is NUL: it is damaged, or no text".formatted(zeroAt),
                  file.shown())
              .advising("get the file again, or give a CSV file")
              .exception();
      case TextLook.Doubt.Binary _ -> file.isNot("CSV", head);
      case TextLook.Doubt.Unsure(int at, int value) ->
          file.failure(
                  "the text is neither UTF-8 nor surely Latin-1: byte %d is 0x%02x"
                      .formatted(at, value),
                  file.shown())
              .advising(
                  file.stating(
                          "data.encoding=NAME",
                          ", such as windows-1251, ibm850, shift_jis or windows-1252 (Latin-1)")
                      .orElse("iconv -f NAME -t UTF-8 %1$s > %1$s.utf8".formatted(file.shown())))
              .exception();
      case TextLook.Doubt.Contradiction contradiction ->
          file.failure(words(contradiction), file.shown())
              .advising(
                  contradiction
                      .is()
                      .or(() -> TextLook.of(head, Optional.empty()).look().map(TextLook::charset))
                      .flatMap(is -> file.stating("data.encoding=" + is.name(), ""))
                      .orElse("leave data.encoding out"))
              .exception();
    };
  }

  private static String words(TextLook.Doubt.Contradiction contradiction) {
    String stated = contradiction.stated().name();
    if (contradiction.is().isEmpty()) {
      return "data.encoding is %s, but no byte of the file is zero, as many of such a text are"
          .formatted(stated);
    }
    return "data.encoding is %s, but the file %s %s"
        .formatted(
            stated,
            contradiction.marked()
                ? "begins with the byte order mark of"
                : "is, by its zero bytes,",
            contradiction.is().get().name());
  }
}
