package io.lockstep.source;

import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import io.lockstep.config.Dialect;
import io.lockstep.failure.LockstepException;
import io.lockstep.format.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/// The rows of one CSV file, one after the other, each with a cell for each column. How the file is
/// written is looked at first, unless it is stated: see [CsvForm]. Blank lines are skipped; in a
/// file of one column, where nothing else can stand for a missing value, they are rows. Rows
/// without a value that end the file are none.
public final class CsvRows implements AutoCloseable {

  /// Characters a cell may have: an unclosed quote stops here and not at the end of the memory.
  public static final int CELL_CHARS_MAX = 16 << 20;

  private final DataFile file;
  private final CsvForm form;
  private final InputStream content;
  private final StreamTail tail;
  private final MessageDigest digest = Sha256.digest();
  private final Optional<DecimalCommas> commas;
  private final CsvRow row;
  private final Iterator<CsvRow> rows;
  private final CsvHeader header;

  /// Position in a row by column.
  private final int[] at;

  private final LongCells longCells;
  private final RowErrors errors;
  private final Optional<String> formNote;
  private long comments;

  /// Lines of rows without a value that were read and not given yet; the row after them is read
  /// too.
  private final List<Long> blanks = new ArrayList<>();

  /// Whether the current row is one of them.
  private boolean blank;

  private Misfits misfits = (_, _, _) -> false;
  private long blankRows;
  private long endRows;
  private boolean held;
  private boolean ended;

  private CsvRows(DataFile file, Dialect stated) {
    this.file = file;
    InputStream unpacked = file.open();
    form = CsvLook.of(file, unpacked, stated);
    formNote = form.note(name(), file, stated);
    tail = new StreamTail(unpacked);
    content = new DigestInputStream(tail, digest);
    commas = form.decimalComma() ? Optional.of(new DecimalCommas(stated)) : Optional.empty();
    row = new CsvRow(commas);
    errors = new RowErrors(file, form, stated, row);
    rows =
        CsvReader.builder()
            .fieldSeparator(form.delimiter())
            .quoteCharacter(form.quote())
            .commentStrategy(
                form.comment().isPresent() ? CommentStrategy.READ : CommentStrategy.NONE)
            .commentCharacter(form.comment().orElse('#'))
            .skipEmptyLines(false)
            .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
            .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
            .allowUnclosedQuote(false)
            .trimWhitespacesAroundQuotes(form.spacedQuotes())
            .maxBufferSize(CELL_CHARS_MAX)
            .build(row, text())
            .iterator();
    header = readHeader();
    at = header.at().stream().mapToInt(Integer::intValue).toArray();
    longCells = new LongCells(file, form, header.cells(), stated);
  }

  /// Looks at the file and reads its header.
  ///
  /// @param stated what is known of how the file is written; it holds, whatever the file looks like
  /// @throws LockstepException where the file is no CSV, or where it cannot be told how it is meant
  public static CsvRows open(DataFile file, Dialect stated) {
    return new CsvRows(file, stated);
  }

  /// The first line of a file where it may be data or a header, and nobody stated which; empty
  /// where it is plain.
  public static List<String> doubtfulHeader(DataFile file, Dialect stated) {
    try (InputStream content = file.open()) {
      if (CsvLook.of(file, content, stated).header() != CsvForm.Header.DOUBTFUL) {
        return List.of();
      }
    } catch (IOException e) {
      throw file.unreadable(e, file.shown());
    }
    try (CsvRows rows = open(file, stated.withoutHeader())) {
      return rows.row.cells();
    }
  }

  private InputStreamReader text() {
    try {
      content.skipNBytes(form.markBytes());
    } catch (IOException e) {
      throw file.unreadable(e, file.shown());
    }
    return new InputStreamReader(
        content,
        form.charset()
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT));
  }

  private CsvHeader readHeader() {
    boolean there = advance() && (!form.separatorLine() || advance());
    while (there && (row.isBlank() || row.isComment())) {
      there = advance();
    }
    if (!there) {
      throw errors.nothing();
    }
    if (row.tooWide()) {
      throw errors.tooWide("columns");
    }
    if (form.header() == CsvForm.Header.DOUBTFUL) {
      throw errors.firstLineLikeData();
    }
    held = form.header() == CsvForm.Header.NONE;
    return CsvHeader.of(row, form, file);
  }

  /// Names of the columns; their numbers, from 0, in a file without a header.
  public List<String> header() {
    return header.names();
  }

  /// Whether the file itself names its columns.
  public boolean isNamed() {
    return form.header() == CsvForm.Header.NAMES;
  }

  /// A line that names columns, as this file would have it.
  public String headerLine(List<String> names) {
    return String.join(String.valueOf(form.delimiter()), names);
  }

  /// Goes to the next row; false at the end of the file.
  ///
  /// @throws LockstepException when the row does not fit and nobody asked for such, or the file
  ///   cannot be parsed
  public boolean next() {
    while (true) {
      if (!blanks.isEmpty()) {
        blanks.removeFirst();
      } else if (!held && !ended) {
        advanceToRow();
      }
      blank = !blanks.isEmpty();
      if (blank || ended) {
        return blank;
      }
      held = false;
      Optional<LockstepException> misfit = misfit();
      if (misfit.isEmpty()) {
        return true;
      }
      if (!misfits.passOver(line(), row.cells(), misfit.get())) {
        throw misfit.get();
      }
    }
  }

  /// Reads up to the next row that holds something, keeping the lines of blank rows before it.
  private void advanceToRow() {
    while (advance()) {
      if (row.isComment()) {
        errors.refuseCommentLikeRow(header.cells());
        comments++;
      } else if (row.isEmpty() || header.size() == 1 && row.isBlank()) {
        blanks.add(row.line());
      } else if (!row.isBlank()) {
        held = true;
        blankRows += header.size() == 1 ? blanks.size() : 0;
        return;
      }
    }
    ended = true;
    endRows = blanks.size();
    blanks.clear();
    commas
        .flatMap(DecimalCommas::doubt)
        .ifPresent(doubt -> {
          throw errors.decimalDoubt(doubt, header);
        });
  }

  private Optional<LockstepException> misfit() {
    if (row.tooWide()) {
      throw errors.tooWide("fields");
    }
    if (row.hasLineEnds()) {
      longCells.check(row);
    }
    int stray = header.strayCell(row);
    if (row.size() < header.cells() || stray >= 0) {
      return Optional.of(errors.otherSize(header, stray));
    }
    return isNamed() && header.size() > 1 && cell(0).equals(header.names().getFirst())
        ? errors.repeatedHeader(header)
        : Optional.empty();
  }

  private boolean advance() {
    try {
      return rows.hasNext() && rows.next() == row;
    } catch (CsvParseException e) {
      if (e.getCause() instanceof IOException io) {
        throw unreadable(io);
      }
      throw errors.malformed(e);
    } catch (UncheckedIOException e) {
      throw unreadable(e.getCause());
    }
  }

  private LockstepException unreadable(IOException e) {
    if (!(e instanceof CharacterCodingException)) {
      return file.unreadable(e, file.shown() + ", at or after line " + row.line());
    }
    OptionalLong cut = tail.cutAt(form.charset());
    return cut.isPresent() ? errors.cutOff(cut.getAsLong(), e) : errors.otherCharset(e);
  }

  /// Line on which the row begins, from 1.
  public long line() {
    return blanks.isEmpty() ? row.line() : blanks.getFirst();
  }

  /// The texts of all cells.
  public List<String> cells() {
    return IntStream.range(0, at.length).mapToObj(this::cell).toList();
  }

  /// Text of one cell, without what is invisible around it; a number has a point before its
  /// decimals.
  public String cell(int column) {
    return blank ? "" : row.cell(at[column]);
  }

  public DataFile file() {
    return file;
  }

  private String name() {
    Path name = file.path().getFileName();
    return name == null || name.equals(file.path()) ? file.shown() : name.toString();
  }

  /// What a reader should know of how the file was read, a sentence each, once [#next] has said
  /// false.
  public List<String> notes() {
    List<String> notes = new ArrayList<>();
    formNote.ifPresent(notes::add);
    if (comments > 0) {
      notes.add("%s: skipped %s".formatted(name(), counted(comments, "comment line")));
    }
    if (blankRows > 0) {
      notes.add("%s: rows without a value: %s".formatted(name(), counted(blankRows, "blank line")));
    }
    if (endRows > 0) {
      notes.add(
          "%s: left out %s without a value at the end of the file"
              .formatted(name(), counted(endRows, "row")));
    }
    if (!header.named().isEmpty()) {
      notes.add(
          "%s: columns without a name are called by their number, from 0: %s"
              .formatted(name(), String.join(", ", header.named())));
    }
    longCells.note(name()).ifPresent(notes::add);
    return notes;
  }

  /// What is done about a row that has more or fewer cells than the header, or is the header again.
  @FunctionalInterface
  public interface Misfits {

    /// @param reason to refuse the row, and with it the file
    /// @return whether to pass over it
    boolean passOver(long line, List<String> cells, LockstepException reason);
  }

  /// Asks about rows that do not fit, which are refused otherwise.
  public void asking(Misfits other) {
    misfits = other;
  }

  private static String counted(long count, String what) {
    return count == 1 ? "1 " + what : "%d %ss".formatted(count, what);
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
      throw file.unreadable(e, file.shown());
    }
  }
}
