package io.lockstep.source;

import de.siegmar.fastcsv.reader.CsvCallbackHandler;
import de.siegmar.fastcsv.reader.RecordType;
import java.util.ArrayList;
import java.util.List;

/// The row that the parser is filling: the same object for each row. Cells are stripped of white
/// space at both ends.
public final class CsvRow extends CsvCallbackHandler<CsvRow> {

  /// Columns a file may have.
  public static final int COLUMNS_MAX = 100_000;

  private final List<String> cells = new ArrayList<>();
  private long line;
  private RecordType type = RecordType.DATA;
  private boolean tooWide;

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
    tooWide = false;
    cells.clear();
  }

  @Override
  protected void addField(char[] buffer, int offset, int length, boolean quoted) {
    if (cells.size() >= COLUMNS_MAX) {
      tooWide = true;
      return;
    }
    int from = offset;
    int to = offset + length;
    while (from < to && Character.isWhitespace(buffer[from])) {
      from++;
    }
    while (from < to && Character.isWhitespace(buffer[to - 1])) {
      to--;
    }
    cells.add(new String(buffer, from, to - from));
  }

  @Override
  protected void setComment(char[] buffer, int offset, int length) {
    type = RecordType.COMMENT;
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
