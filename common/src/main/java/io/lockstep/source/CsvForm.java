package io.lockstep.source;

import io.lockstep.config.Dialect;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/// How one CSV file is written, everything decided.
///
/// @param charset of its characters
/// @param markBytes length of the byte order mark in front
/// @param utf8Otherwise whether the charset is a stated one, and the text is UTF-8 all the same
/// @param delimiter what stands between cells
/// @param quote what stands around a cell that holds a delimiter
/// @param decimalComma whether numbers have a comma before their decimals
/// @param comment what begins a line that is no data
/// @param header what the first line is
/// @param separatorLine whether a line such as `sep=;` stands before everything
/// @param spacedQuotes whether spaces stand between delimiters and quotes
/// @param columns what the first rows show of them
record CsvForm(
    Charset charset,
    int markBytes,
    boolean utf8Otherwise,
    char delimiter,
    char quote,
    boolean decimalComma,
    Optional<Character> comment,
    Header header,
    boolean separatorLine,
    boolean spacedQuotes,
    Columns columns) {

  /// What the first line is.
  enum Header {
    NAMES,
    /// Names that nobody asks for: a model has learnt from columns by number.
    PASSED_OVER,
    NONE,
    /// Nobody stated it, and it looks like data.
    DOUBTFUL
  }

  /// What the first rows show of the columns, by position.
  ///
  /// @param empty columns without a value
  /// @param numbers columns that have values, all of them numbers
  record Columns(BitSet empty, BitSet numbers) {}

  /// What was found that is not usual and that nobody stated, with the keys that say otherwise
  /// where a configuration names the file; empty when there is nothing to tell.
  Optional<String> note(String name, DataFile file, Dialect stated) {
    List<String> told = new ArrayList<>();
    List<String> keys = new ArrayList<>();
    if (stated.encoding().isEmpty() && !charset.equals(StandardCharsets.UTF_8)) {
      told.add(
          charset.equals(TextLook.WINDOWS_1252)
              ? "Latin-1 (windows-1252) text"
              : charset.name() + " text");
      keys.add("data.encoding");
    }
    if (utf8Otherwise) {
      told.add(charset.name() + " text, as data.encoding says, though its bytes are UTF-8");
      keys.add("data.encoding");
    }
    if (stated.delimiter().isEmpty() && delimiter != ',') {
      told.add("cells separated by " + separator());
      keys.add("data.delimiter");
    }
    if (quote != '"') {
      told.add("cells quoted by " + quote);
    }
    if (stated.decimal().isEmpty() && decimalComma) {
      told.add("decimal commas");
      keys.add("data.decimal");
    }
    if (stated.comment().isEmpty() && comment.isPresent()) {
      told.add("lines that begin with " + comment.get() + " are comments");
      keys.add("data.comment");
    }
    if (told.isEmpty()) {
      return Optional.empty();
    }
    boolean plain = keys.isEmpty() || file.key().isEmpty();
    String otherwise = plain ? "" : "; to say otherwise: " + String.join(", ", keys);
    return Optional.of("%s is read as: %s%s".formatted(name, String.join(", ", told), otherwise));
  }

  private String separator() {
    return switch (delimiter) {
      case ';' -> "semicolons";
      case '\t' -> "tabs";
      case '|' -> "pipes (|)";
      default -> "'" + delimiter + "'";
    };
  }
}
