package io.lockstep.source;

import de.siegmar.fastcsv.reader.CsvCallbackHandler;
import de.siegmar.fastcsv.reader.RecordType;
import io.lockstep.failure.Invisible;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The row that the parser is filling: the same object for each row. Cells are stripped of what is
/// invisible at both ends; numbers with a decimal comma get a point.
final class CsvRow extends CsvCallbackHandler<CsvRow> {

  /// Columns a file may have.
  static final int COLUMNS_MAX = 100_000;

  private final Optional<DecimalCommas> commas;
  private final boolean decimalCommas;
  private final List<String> cells = new ArrayList<>();
  private long line;
  private RecordType type = RecordType.DATA;
  private boolean quoted;
  private boolean lineEnds;
  private boolean tooWide;

  /// @param commas what reads numbers with decimal commas, where the file has them
  CsvRow(Optional<DecimalCommas> commas) {
    this.commas = commas;
    decimalCommas = commas.isPresent();
  }

  /// Line on which the row begins, from 1; already set while its cells are parsed.
  long line() {
    return line;
  }

  int size() {
    return cells.size();
  }

  String cell(int column) {
    return cells.get(column);
  }

  List<String> cells() {
    return List.copyOf(cells);
  }

  /// True when cells beyond [#COLUMNS_MAX] were left out.
  boolean tooWide() {
    return tooWide;
  }

  boolean isComment() {
    return type == RecordType.COMMENT;
  }

  /// A line with nothing on it that can be seen.
  boolean isBlank() {
    return type == RecordType.EMPTY || cells.size() == 1 && !quoted && cells.getFirst().isEmpty();
  }

  /// Delimiters with nothing between them.
  boolean isEmpty() {
    if (quoted || tooWide || cells.size() < 2) {
      return false;
    }
    for (int i = 0; i < cells.size(); i++) {
      if (!cells.get(i).isEmpty()) {
        return false;
      }
    }
    return true;
  }

  /// Whether a cell goes over several lines.
  boolean hasLineEnds() {
    return lineEnds;
  }

  @Override
  protected RecordType getRecordType() {
    return type;
  }

  @Override
  protected int getFieldCount() {
    return cells.size();
  }

  @Override
  protected void beginRecord(long startingLineNumber) {
    line = startingLineNumber;
    type = RecordType.DATA;
    quoted = false;
    lineEnds = false;
    tooWide = false;
    cells.clear();
  }

  @Override
  protected void addField(char[] buffer, int offset, int length, boolean inQuotes) {
    if (cells.size() >= COLUMNS_MAX) {
      tooWide = true;
      return;
    }
    int from = offset;
    int to = offset + length;
    while (from < to && Invisible.isInvisible(buffer[from])) {
      from++;
    }
    while (from < to && Invisible.isInvisible(buffer[to - 1])) {
      to--;
    }
    if (inQuotes) {
      quoted = true;
      lineEnds |= holdsLineEnd(buffer, from, to);
    }
    String cell = new String(buffer, from, to - from);
    cells.add(decimalCommas ? commas.orElseThrow().read(cell, cells.size(), line) : cell);
  }

  private static boolean holdsLineEnd(char[] buffer, int from, int to) {
    for (int i = from; i < to; i++) {
      if (buffer[i] == '\n' || buffer[i] == '\r') {
        return true;
      }
    }
    return false;
  }

  @Override
  protected void setComment(char[] buffer, int offset, int length) {
    type = RecordType.COMMENT;
    cells.add(new String(buffer, offset, length));
  }

  @Override
  protected void setEmpty() {
    type = RecordType.EMPTY;
  }

  @Override
  protected CsvRow buildRecord() {
    return this;
  }
}
