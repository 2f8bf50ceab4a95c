package io.lockstep.data;

import java.util.Optional;

/// How the numbers of one column are written that is declared in `data.numbers`: the same for each
/// of its cells, and kept with the model. Forgiven are quotes and spaces around a number,
/// separators between its thousands, a currency sign or code, a unit or `%`, and a minus after it
/// or parentheses around it. A percentage is its number: `12%` is 12.
///
/// @param decimal what begins the fraction: `.` or `,`
/// @param unit what stands before or after each number, such as `$`, `%` or `kg`; empty for none
public record NumberWriting(char decimal, String unit) {

  public NumberWriting {
    if (decimal != '.' && decimal != ',') {
      throw new IllegalArgumentException("decimal separator '" + decimal + "'");
    }
  }

  /// The value of a cell, or NaN when it is not a number of this writing. A bare number has the
  /// unit of its column, but no percentage is guessed.
  double parse(String cell) {
    if (decimal == '.' && !isShare(unit)) {
      double plain = NumberText.parse(cell);
      if (!Double.isNaN(plain)) {
        return plain;
      }
    }
    return WrittenNumber.of(cell)
        .filter(number -> number.unit().equals(unit) || number.unit().isEmpty() && !isShare(unit))
        .map(number -> number.value(decimal))
        .orElse(Double.NaN);
  }

  static boolean isShare(String unit) {
    return unit.equals("%") || unit.equals("\u2030");
  }

  /// Finds the writing of a column by its cells.
  static final class Finder {

    private Optional<String> unit = Optional.empty();
    private long bare;
    private boolean differ;
    private long withPoint;
    private long withComma;

    /// A cell that is a number as it stands, of which most columns have no other: looked at
    /// briefly.
    void addPlain(String cell) {
      bare++;
      withPoint++;
      int point = cell.indexOf('.');
      boolean grouped = point > 0 && point <= 3 && cell.length() - point == 4;
      withComma += point < 0 || grouped && cell.charAt(0) != '0' ? 1 : 0;
    }

    /// A cell that is no number as it stands.
    void addText(String cell) {
      Optional<WrittenNumber> written = WrittenNumber.of(cell);
      if (written.isEmpty()) {
        return;
      }
      WrittenNumber number = written.get();
      if (number.unit().isEmpty()) {
        bare++;
      } else {
        differ |= unit.isPresent() && !unit.get().equals(number.unit());
        unit = Optional.of(number.unit());
      }
      withPoint += Double.isNaN(number.value('.')) ? 0 : 1;
      withComma += Double.isNaN(number.value(',')) ? 0 : 1;
    }

    /// Cells that are numbers in the writing found; 0 when there is no one writing.
    long readable() {
      boolean mixedShares = bare > 0 && unit.filter(NumberWriting::isShare).isPresent();
      return differ || mixedShares ? 0 : Math.max(withPoint, withComma);
    }

    /// The writing that reads most cells; a comma before three digits groups thousands wherever it
    /// may do so.
    NumberWriting found() {
      return new NumberWriting(withPoint >= withComma ? '.' : ',', unit.orElse(""));
    }
  }
}
