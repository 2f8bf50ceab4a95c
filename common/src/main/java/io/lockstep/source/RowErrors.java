package io.lockstep.source;

import de.siegmar.fastcsv.reader.CsvParseException;
import io.lockstep.config.Dialect;
import io.lockstep.failure.Failure;
import io.lockstep.failure.LockstepException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// What is said about a row that does not fit its file.
///
/// @param row the one that was read last
record RowErrors(DataFile file, CsvForm form, Dialect stated, CsvRow row) {

  private static final int SHOWN_MAX = 60;

  LockstepException nothing() {
    return file.failure("the file has no header and no rows", file.shown())
        .advising("begin the file with a line of column names")
        .exception();
  }

  LockstepException firstLineLikeData() {
    return file.failure(
            "the first line looks like data, not like names of columns: "
                + shown(String.join(", ", row.cells())),
            file.at(row.line()))
        .advising(
            file.key().isEmpty()
                ? "begin the file with a line of column names"
                    + file.stating("data.header=true", "")
                        .map(words -> "; if it is one: " + words)
                        .orElse("")
                : "--set data.header=false and name columns by number, from 0 to %d; if it is a header: --set data.header=true"
                    .formatted(row.size() - 1))
        .exception();
  }

  private static String shown(String text) {
    return text.length() > SHOWN_MAX ? text.substring(0, SHOWN_MAX) + "…" : text;
  }

  LockstepException tooWide(String what) {
    return file.failure("more than " + CsvRow.COLUMNS_MAX + " " + what, file.at(row.line()))
        .advising("check that the file is CSV with line ends")
        .exception();
  }

  /// @param stray position of a cell without a column, or -1
  LockstepException otherSize(CsvHeader header, int stray) {
    if (stray >= 0 && stray < header.width()) {
      return file.failure(
              "column %d has no name, but a value: '%s'".formatted(stray + 1, row.cell(stray)),
              file.at(row.line()))
          .advising("name the column in the header, or empty the cell")
          .exception();
    }
    return sizes(header)
        .advising(
            "fix or remove that line; fields with %s need quotes%s%s"
                .formatted(separators(), stray >= 0 ? decimals() : "", comment()))
        .exception();
  }

  private String decimals() {
    for (int i = 1; form.delimiter() == ',' && i < row.size(); i++) {
      if (row.cell(i - 1).matches("[-+]?[0-9]+") && row.cell(i).matches("[0-9]+")) {
        return "; numbers with a decimal comma, as '%s,%s' may be, need other delimiters"
            .formatted(row.cell(i - 1), row.cell(i));
      }
    }
    return "";
  }

  private String comment() {
    String begin = row.cell(0).substring(0, Math.min(1, row.cell(0).length()));
    return form.comment().isEmpty() && begin.matches("[#%]")
        ? file.stating("data.comment=\"'" + begin + "'\"", "")
            .map(words -> "; if it is a comment: " + words)
            .orElse("")
        : "";
  }

  private Failure sizes(CsvHeader header) {
    return file.failure(
        "row with %d fields where the %s has %d"
            .formatted(
                row.size(),
                form.header() == CsvForm.Header.NONE ? "first row" : "header",
                header.cells()),
        file.at(row.line()));
  }

  private String separators() {
    return switch (form.delimiter()) {
      case ',' -> "commas";
      case ';' -> "semicolons";
      case '\t' -> "tabs";
      default -> "a " + form.delimiter();
    };
  }

  /// A comment that nobody stated, in the middle of the rows and as wide as they are.
  void refuseCommentLikeRow(int cells) {
    long delimiters = row.cell(0).chars().filter(c -> c == form.delimiter()).count();
    if (stated.comment().isEmpty() && cells > 1 && delimiters == cells - 1) {
      String mark = form.comment().orElseThrow().toString();
      throw file.failure(
              "the line begins with %s like a comment, and has as many cells as a row"
                  .formatted(mark),
              file.at(row.line()))
          .advising(
              file.stating(
                      "data.comment=\"'" + mark + "'\"",
                      " if it is one, --set data.comment=none if not")
                  .orElse("remove the line, or quote its first cell"))
          .exception();
    }
  }

  /// Empty when the row is none.
  Optional<LockstepException> repeatedHeader(CsvHeader header) {
    for (int i = 0; i < header.size(); i++) {
      if (!row.cell(header.at().get(i)).equals(header.names().get(i))) {
        return Optional.empty();
      }
    }
    return Optional.of(
        file.failure("the header stands here a second time", file.at(row.line()))
            .advising("remove that line: files that are put together keep one header")
            .exception());
  }

  LockstepException decimalDoubt(DecimalCommas.Doubt doubt, CsvHeader header) {
    int column = header.at().indexOf(doubt.column());
    return file.failure(
            "'%s' in a file of decimal commas%s: does the point group thousands?"
                .formatted(
                    doubt.cell(),
                    column < 0 ? "" : " (column '" + header.names().get(column) + "')"),
            file.at(doubt.line()))
        .advising(
            file.stating(
                    "data.decimal=comma",
                    " if it does; --set data.decimal=point if commas are no decimal marks here")
                .orElse("write all decimals with a comma, and no thousands"))
        .exception();
  }

  LockstepException malformed(CsvParseException e) {
    boolean strayCharacter = e.getMessage().startsWith("Unexpected character after closing quote");
    return file.failure(
            strayCharacter
                ? "text follows a closing quote"
                : "a quote opened here is never closed, or a cell is longer than 16 MiB",
            file.at(row.line()))
        .advising("write a quote inside a quoted cell twice (\"\"), or close the quote")
        .exception(e);
  }

  /// @param at offset of the character that the file ends within
  LockstepException cutOff(long at, IOException e) {
    return file.failure(
            "the file ends within a character: it was cut off",
            "%s, its last line, byte %d of its %s text".formatted(file.shown(), at, form.charset()))
        .advising(
            "get the whole file again"
                + file.stating("data.encoding=windows-1252", ", or what it is written in")
                    .filter(_ -> form.markBytes() == 0)
                    .map(words -> "; if this is all of it: " + words)
                    .orElse(""))
        .exception(e);
  }

  LockstepException otherCharset(IOException e) {
    boolean utf8 = form.charset().equals(StandardCharsets.UTF_8);
    return file.failure(
            utf8
                ? "the file is not UTF-8 text"
                : "the file is not %s text".formatted(form.charset().name()),
            file.shown() + ", at or after line " + row.line())
        .advising(
            file.stating("data.encoding=windows-1252", ", or what it is written in")
                .orElse("iconv -f WINDOWS-1252 -t UTF-8 %1$s > %1$s.utf8".formatted(file.shown())))
        .exception(e);
  }
}
