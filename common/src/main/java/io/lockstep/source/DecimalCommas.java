package io.lockstep.source;

import io.lockstep.config.Dialect;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads the numbers of a file with decimal commas: `0,5` is 0.5 and `1.234,5` is 1234.5. A lone
/// `1.234` is a thousand and more there, unless its column writes points before decimals after all:
/// then nobody can tell, and it is asked about at the end.
final class DecimalCommas {

  /// Sign, whole part, which may be grouped by three, and decimals with exponent.
  private static final Pattern COMMA =
      Pattern.compile(
          "([-+]?)([0-9]*|[0-9]{1,3}(?:[. '\\u2019\\u00a0\\u2009\\u202f][0-9]{3})+),([0-9]*(?:[eE][-+]?[0-9]+)?)");

  private static final Pattern GROUPED = Pattern.compile("[-+]?[1-9][0-9]{0,2}(\\.[0-9]{3})+");

  private static final Pattern POINT = Pattern.compile("[-+]?[0-9]*\\.[0-9]+([eE][-+]?[0-9]+)?");

  private static final Pattern NO_DIGIT = Pattern.compile("[^0-9]");

  /// What one column holds, by the line where it was seen first; 0 where it was not.
  private static final class Column {
    private long comma;
    private long group;
    private long groups;
    private long point;
    private String groupText = "";
    private String pointText = "";
  }

  private final boolean stated;
  private final List<Column> columns = new ArrayList<>();

  DecimalCommas(Dialect dialect) {
    stated = dialect.decimal().isPresent();
  }

  /// The cell, or the number that it is with a point before its decimals.
  String read(String cell, int column, long line) {
    if (cell.isEmpty() || cell.indexOf(',') < 0 && cell.indexOf('.') < 0) {
      return cell;
    }
    Matcher comma = COMMA.matcher(cell);
    if (comma.matches()) {
      Column seen = column(column);
      seen.comma = seen.comma == 0 ? line : seen.comma;
      String whole = NO_DIGIT.matcher(comma.group(2)).replaceAll("");
      return comma.group(1) + whole + "." + comma.group(3);
    }
    if (GROUPED.matcher(cell).matches()) {
      Column seen = column(column);
      boolean several = cell.indexOf('.') != cell.lastIndexOf('.');
      if (several) {
        seen.groups = seen.groups == 0 ? line : seen.groups;
      } else if (seen.group == 0) {
        seen.group = line;
        seen.groupText = cell;
      }
      return cell.replace(".", "");
    }
    if (POINT.matcher(cell).matches()) {
      Column seen = column(column);
      if (seen.point == 0) {
        seen.point = line;
        seen.pointText = cell;
      }
    }
    return cell;
  }

  private Column column(int index) {
    while (columns.size() <= index) {
      columns.add(new Column());
    }
    return columns.get(index);
  }

  /// A cell that can be meant in two ways.
  record Doubt(int column, long line, String cell) {}

  /// The first column in which points may be both, or stand beside commas; empty when the decimal
  /// mark was stated.
  Optional<Doubt> doubt() {
    for (int i = 0; i < columns.size() && !stated; i++) {
      Column seen = columns.get(i);
      if (seen.group > 0 && (seen.point > 0 || seen.comma == 0 && seen.groups == 0)) {
        return Optional.of(new Doubt(i, seen.group, seen.groupText));
      }
      if (seen.point > 0 && (seen.comma > 0 || seen.groups > 0)) {
        return Optional.of(new Doubt(i, seen.point, seen.pointText));
      }
    }
    return Optional.empty();
  }
}
