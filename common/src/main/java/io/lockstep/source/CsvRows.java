package io.lockstep.source;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import io.lockstep.config.Dialect;
import io.lockstep.failure.LockstepException;
import io.lockstep.format.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/// The rows of one CSV file, one after the other, each with as many cells as the header. RFC 4180
/// with comma; UTF-8 with or without a byte order mark; LF, CR or CRLF; blank lines are skipped.
public final class CsvRows implements AutoCloseable {

  /// Characters a cell may have: an unclosed quote stops here and not at the end of the memory.
  public static final int CELL_CHARS_MAX = 16 << 20;

  private final DataFile file;
  private final Dialect stated;
  private final InputStream content;
  private final MessageDigest digest = Sha256.digest();
  private final CsvRow row = new CsvRow();
  private final Iterator<CsvRow> rows;
  private final List<String> header;

  private CsvRows(DataFile file, Dialect stated) {
    this.file = file;
    this.stated = stated;
    content = new DigestInputStream(file.open(), digest);
    rows =
        CsvReader.builder()
            .fieldSeparator(stated.delimiter().orElse(','))
            .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
            .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
            .allowUnclosedQuote(false)
            .maxBufferSize(CELL_CHARS_MAX)
            .build(row, text())
            .iterator();
    header = readHeader();
  }

  /// Opens the file and reads its header.
  ///
  /// @param stated what is known of the file without looking
  public static CsvRows open(DataFile file, Dialect stated) {
    return new CsvRows(file, stated);
  }

  private InputStreamReader text() {
    try {
      PushbackInputStream pushback = new PushbackInputStream(content, 3);
      byte[] start = pushback.readNBytes(3);
      if (start.length >= 2 && ((start[0] & start[1]) & 0xfe) == 0xfe && start[0] != start[1]) {
        throw file.failure("the file is UTF-16 text", file.path().toString())
            .advising("iconv -f UTF-16 -t UTF-8 FILE > FILE.utf8")
            .exception();
      }
      if (!Arrays.equals(start, new byte[] {(byte) 0xef, (byte) 0xbb, (byte) 0xbf})) {
        pushback.unread(start);
      }
      return new InputStreamReader(
          pushback,
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT));
    } catch (IOException e) {
      throw file.unreadable(e, file.path().toString());
    }
  }

  private List<String> readHeader() {
    if (!advance()) {
      throw file.failure("the file has no header and no rows", file.path().toString())
          .advising("begin the file with a line of column names")
          .exception();
    }
    if (row.tooWide()) {
      throw tooWide("columns");
    }
    List<String> names = row.cells();
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      if (name.indexOf('\0') >= 0) {
        throw file.failure("the header holds a NUL byte: not a text file", file.at(row.line()))
            .advising("give a CSV file")
            .exception();
      }
      if (!seen.add(name)) {
        throw file.failure("two columns are named '" + name + "'", file.at(row.line()))
            .advising("rename one of them in the header")
            .exception();
      }
    }
    return names;
  }

  private LockstepException tooWide(String what) {
    return file.failure("more than " + CsvRow.COLUMNS_MAX + " " + what, file.at(row.line()))
        .advising("check that the file is CSV with line ends")
        .exception();
  }

  public List<String> header() {
    return header;
  }

  /// Goes to the next row; false at the end of the file.
  ///
  /// @throws LockstepException when the row has more or fewer cells than the header, or the file
  ///   cannot be parsed
  public boolean next() {
    if (!advance()) {
      return false;
    }
    if (row.tooWide()) {
      throw tooWide("fields");
    }
    if (row.size() != header.size()) {
      throw file.failure(
              "row with %d fields where the header has %d".formatted(row.size(), header.size()),
              file.at(row.line()))
          .advising("fix or remove that line; fields with commas need quotes")
          .exception();
    }
    return true;
  }

  private boolean advance() {
    try {
      return rows.hasNext() && rows.next() == row;
    } catch (CsvParseException e) {
      if (e.getCause() instanceof IOException io) {
        throw file.unreadable(io, file.path() + ", at or after line " + row.line());
      }
      throw malformed(e);
    } catch (UncheckedIOException e) {
      throw file.unreadable(e.getCause(), file.path() + ", at or after line " + row.line());
    }
  }

  private LockstepException malformed(CsvParseException e) {
    boolean strayCharacter = e.getMessage().startsWith("Unexpected character after closing quote");
    return file.failure(
            strayCharacter
                ? "text follows a closing quote"
                : "a quote opened here is never closed, or a cell is longer than 16 MiB",
            file.at(row.line()))
        .advising("write a quote inside a quoted cell twice (\"\"), or close the quote")
        .exception(e);
  }

  /// Line on which the row begins, from 1.
  public long line() {
    return row.line();
  }

  /// Text of one cell, without white space around it.
  public String cell(int column) {
    return row.cell(column);
  }

  public DataFile file() {
    return file;
  }

  /// What a reader should know of how the file was read, a sentence each, once [#next] has said
  /// false.
  public List<String> notes() {
    return List.of();
  }

  /// SHA-256 of the content, once [#next] has said false.
  public String sha256() {
    return Sha256.hex(digest);
  }

  @Override
  public void close() {
    try {
      content.close();
    } catch (IOException e) {
      throw file.unreadable(e, file.path().toString());
    }
  }
}
