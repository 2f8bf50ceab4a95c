package io.lockstep.config;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/// What the configuration states about how CSV files are written. Whatever is not stated is found
/// out by looking at the file.
///
/// @param delimiter what stands between cells
/// @param decimal `.` or `,`: what stands before the decimals of a number
/// @param encoding name of the charset
/// @param header false when the first line is data; columns are then named by number, from 0
/// @param comment what begins a line that is no data, one character; [#NO_COMMENT] when no line is
///   a comment
/// @param cellLines lines that one quoted cell may go over
/// @param columns how many columns a file without a header has: known once a model has learnt from
///   one, and never stated
public record Dialect(
    Optional<Character> delimiter,
    Optional<Character> decimal,
    Optional<String> encoding,
    Optional<Boolean> header,
    Optional<String> comment,
    OptionalInt cellLines,
    OptionalInt columns) {

  /// The keys of the section `data` that are read here.
  public static final List<String> KEYS =
      List.of("delimiter", "decimal", "encoding", "header", "comment", "cell-lines");

  public static final String NO_COMMENT = "none";

  /// Nothing is stated.
  public static final Dialect UNSTATED =
      new Dialect(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          OptionalInt.empty(),
          OptionalInt.empty());

  private static final Map<Character, String> DELIMITER_WORDS =
      Map.of(',', "comma", ';', "semicolon", '\t', "tab", '|', "pipe");

  private static final Map<Character, String> DECIMAL_WORDS = Map.of(',', "comma", '.', "point");

  private static final int CELL_LINES_MAX = 1_000_000;
  private static final int COLUMNS_MAX = 100_000;

  /// What is wrong with a value; the message is what it must be.
  public static final class Unfit extends IllegalArgumentException {
    private Unfit(String wanted) {
      super(wanted);
    }
  }

  /// @param stated values by key, spelt as in a configuration
  /// @throws Unfit at the first value that cannot be meant
  public static Dialect of(Map<String, String> stated) {
    return new Dialect(
        Optional.ofNullable(stated.get("delimiter")).map(Dialect::delimiter),
        Optional.ofNullable(stated.get("decimal")).map(Dialect::decimal),
        Optional.ofNullable(stated.get("encoding")).map(Dialect::encoding),
        Optional.ofNullable(stated.get("header")).map(Dialect::header),
        Optional.ofNullable(stated.get("comment")).map(Dialect::comment),
        number(stated, "cell-lines", CELL_LINES_MAX),
        number(stated, "columns", COLUMNS_MAX));
  }

  private static char delimiter(String text) {
    String word = text.toLowerCase(Locale.ROOT);
    for (Map.Entry<Character, String> known : DELIMITER_WORDS.entrySet()) {
      if (known.getValue().equals(word)) {
        return known.getKey();
      }
    }
    if (text.length() == 1 && mayPartCells(text.charAt(0))) {
      return text.charAt(0);
    }
    throw new Unfit("comma, semicolon, tab, pipe or one character in quotes");
  }

  private static boolean mayPartCells(char c) {
    return !Character.isLetterOrDigit(c) && "\"'.-+\r\n\0".indexOf(c) < 0;
  }

  private static char decimal(String text) {
    String word = text.toLowerCase(Locale.ROOT);
    for (Map.Entry<Character, String> known : DECIMAL_WORDS.entrySet()) {
      if (known.getValue().equals(word) || text.equals(known.getKey().toString())) {
        return known.getKey();
      }
    }
    throw new Unfit("point or comma");
  }

  private static String encoding(String text) {
    try {
      return Charset.forName(text.equalsIgnoreCase("latin-1") ? "ISO-8859-1" : text).name();
    } catch (IllegalCharsetNameException | UnsupportedCharsetException _) {
      throw new Unfit("a character set such as utf-8, windows-1252, latin-1 or utf-16");
    }
  }

  private static boolean header(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new Unfit("true or false");
    };
  }

  private static String comment(String text) {
    if (text.equalsIgnoreCase(NO_COMMENT)) {
      return NO_COMMENT;
    }
    if (text.length() == 1
        && mayPartCells(text.charAt(0))
        && !Character.isWhitespace(text.charAt(0))) {
      return text;
    }
    throw new Unfit("none or one character in quotes, such as \"#\"");
  }

  private static OptionalInt number(Map<String, String> stated, String key, int max) {
    String text = stated.get(key);
    if (text == null) {
      return OptionalInt.empty();
    }
    try {
      int number = Integer.parseInt(text);
      if (number >= 1 && number <= max) {
        return OptionalInt.of(number);
      }
    } catch (NumberFormatException _) {
      // Refused below, as a number out of range.
    }
    throw new Unfit("a whole number from 1 to " + max);
  }

  /// What is stated, by key in the order of the keys' names; [#of] reads it back.
  public Map<String, String> toMap() {
    Map<String, String> map = new TreeMap<>();
    delimiter.ifPresent(c -> map.put("delimiter", delimiterWord(c)));
    decimal.ifPresent(c -> map.put("decimal", decimalWord(c)));
    encoding.ifPresent(name -> map.put("encoding", name));
    header.ifPresent(there -> map.put("header", there.toString()));
    comment.ifPresent(mark -> map.put("comment", mark));
    cellLines.ifPresent(lines -> map.put("cell-lines", Integer.toString(lines)));
    columns.ifPresent(count -> map.put("columns", Integer.toString(count)));
    return map;
  }

  /// A delimiter as a configuration spells it.
  public static String delimiterWord(char delimiter) {
    return DELIMITER_WORDS.getOrDefault(delimiter, String.valueOf(delimiter));
  }

  private static String decimalWord(char decimal) {
    return DECIMAL_WORDS.get(decimal);
  }

  /// What `other` states, and this where it states nothing.
  public Dialect unless(Dialect other) {
    return new Dialect(
        other.delimiter.or(() -> delimiter),
        other.decimal.or(() -> decimal),
        other.encoding.or(() -> encoding),
        other.header.or(() -> header),
        other.comment.or(() -> comment),
        other.cellLines.isPresent() ? other.cellLines : cellLines,
        other.columns.isPresent() ? other.columns : columns);
  }

  /// The same of a file without a header.
  public Dialect withoutHeader() {
    return new Dialect(
        delimiter, decimal, encoding, Optional.of(false), comment, cellLines, columns);
  }

  /// The same of a model that has learnt from a file of so many columns; where columns have names
  /// their number means nothing.
  public Dialect learntFrom(int count) {
    return header.orElse(true)
        ? this
        : new Dialect(
            delimiter, decimal, encoding, header, comment, cellLines, OptionalInt.of(count));
  }
}
