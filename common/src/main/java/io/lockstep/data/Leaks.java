package io.lockstep.data;

import io.lockstep.config.DataSection;
import io.lockstep.data.Encoding.ClassLabel;
import io.lockstep.data.Encoding.NumberLabel;
import io.lockstep.data.Encoding.OneLabel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/// Looks for columns that tell the label all by themselves, as one does that is written down only
/// when the label is known. It may be meant so: it is said, and nothing is left out.
final class Leaks {

  /// Fewer rows than this may agree by chance.
  private static final int ROWS_MIN = 30;

  /// Rows from everywhere in the file that are looked at first: a column that they contradict need
  /// not be looked at in all.
  private static final int ROWS_FIRST = 2_000;

  /// Correlation from which on a number is the label in another unit.
  private static final double SAME = 0.9999;

  /// Rows that there are at least for each different text or number of a column.
  private static final int ROWS_EACH = 4;

  private final Targets targets;
  private final OneLabel label;
  private final int[] rows;
  private final int[] sample;

  private Leaks(Targets targets, OneLabel label, int[] rows) {
    this.targets = targets;
    this.label = label;
    this.rows = rows;
    int first = Math.min(ROWS_FIRST, rows.length);
    this.sample =
        IntStream.range(0, first).map(i -> rows[(int) ((long) i * rows.length / first)]).toArray();
  }

  static Optional<String> note(
      RawTable raw, int[] trainRows, Targets targets, OneLabel label, DataSection data) {
    // Where there is one column alone there is nothing to leave it out of.
    if (trainRows.length < ROWS_MIN || raw.features().size() == 1) {
      return Optional.empty();
    }
    Leaks leaks = new Leaks(targets, label, trainRows);
    List<String> names = new ArrayList<>();
    for (RawColumn column : raw.features()) {
      if (leaks.tells(column)) {
        names.add(column.name());
      }
    }
    boolean one = names.size() == 1;
    return names.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "%s %s the label in all %d training rows: if %s known only when the label is, leave %s out with %s"
                .formatted(
                    Wording.columns(names),
                    one ? "alone tells" : "each tell",
                    trainRows.length,
                    one ? "it is" : "they are",
                    one ? "it" : "them",
                    Wording.set("ignore", data.ignore(), names)));
  }

  private boolean tells(RawColumn column) {
    return switch (label) {
      case NumberLabel _ -> column instanceof RawColumn.Numbers numbers && isSameNumber(numbers);
      case ClassLabel _ -> isWhereMissing(column) || isClass(column);
    };
  }

  private boolean isSameNumber(RawColumn.Numbers column) {
    double n = 0;
    double meanX = 0;
    double meanY = 0;
    double xx = 0;
    double yy = 0;
    double xy = 0;
    for (int row : rows) {
      double x = column.at(row);
      if (x == x) {
        n++;
        double dx = x - meanX;
        double dy = targets.at(row) - meanY;
        meanX += dx / n;
        meanY += dy / n;
        xx += dx * (x - meanX);
        yy += dy * (targets.at(row) - meanY);
        xy += dx * (targets.at(row) - meanY);
      }
    }
    return n >= ROWS_MIN && xx > 0 && yy > 0 && Math.abs(xy) >= SAME * Math.sqrt(xx * yy);
  }

  private static boolean isMissing(RawColumn column, int row) {
    return switch (column) {
      case RawColumn.Numbers numbers -> Double.isNaN(numbers.at(row));
      case RawColumn.Texts texts -> texts.code(row) == RawColumn.MISSING_CODE;
    };
  }

  /// Whether one class has no value here, and all the others have one.
  private boolean isWhereMissing(RawColumn column) {
    float withoutValue = Float.NaN;
    boolean[] withValue = new boolean[classes()];
    boolean some = false;
    for (int row : rows) {
      float one = targets.at(row);
      if (!isMissing(column, row)) {
        withValue[(int) one] = true;
        some = true;
      } else if (withoutValue == withoutValue && withoutValue != one) {
        return false;
      } else {
        withoutValue = one;
      }
      if (withoutValue == withoutValue && withValue[(int) withoutValue]) {
        return false;
      }
    }
    return some && withoutValue == withoutValue;
  }

  private int classes() {
    return ((ClassLabel) label).names().size();
  }

  private static int[] known(RawColumn column, int[] rows) {
    return Arrays.stream(rows).filter(row -> !isMissing(column, row)).toArray();
  }

  private boolean areOfOneClass(int[] some) {
    return Arrays.stream(some).allMatch(row -> targets.at(row) == targets.at(some[0]));
  }

  private boolean isClass(RawColumn column) {
    if (!tellsClasses(column, known(column, sample))) {
      return false;
    }
    int[] known = known(column, rows);
    return known.length >= ROWS_MIN
        && !areOfOneClass(known)
        && comesAgain(column, known)
        && tellsClasses(column, known);
  }

  /// Whether texts are few enough for each to stand for a class by more than chance.
  private static boolean comesAgain(RawColumn column, int[] known) {
    return switch (column) {
      case RawColumn.Numbers _ -> true;
      case RawColumn.Texts texts ->
          IntStream.of(known).map(texts::code).distinct().count() * ROWS_EACH <= known.length;
    };
  }

  /// Whether no row contradicts it: what some rows contradict, all do.
  private boolean tellsClasses(RawColumn column, int[] known) {
    return switch (column) {
      case RawColumn.Numbers numbers -> isEachClassOneStretch(numbers, known);
      case RawColumn.Texts texts -> isOneClassEach(texts, known);
    };
  }

  private boolean isOneClassEach(RawColumn.Texts texts, int[] known) {
    Map<Integer, Float> classByCode = new HashMap<>();
    for (int row : known) {
      Float before = classByCode.putIfAbsent(texts.code(row), targets.at(row));
      if (before != null && before != targets.at(row)) {
        return false;
      }
    }
    return true;
  }

  /// Whether the rows of each class lie side by side when they are sorted by this column.
  private boolean isEachClassOneStretch(RawColumn.Numbers column, int[] known) {
    int[] sorted =
        IntStream.of(known)
            .boxed()
            .sorted(Comparator.comparingDouble(column::at))
            .mapToInt(Integer::intValue)
            .toArray();
    boolean[] over = new boolean[classes()];
    for (int i = 1; i < sorted.length; i++) {
      float before = targets.at(sorted[i - 1]);
      float here = targets.at(sorted[i]);
      if (here == before) {
        continue;
      }
      over[(int) before] = true;
      if (over[(int) here] || column.at(sorted[i]) == column.at(sorted[i - 1])) {
        return false;
      }
    }
    return true;
  }
}
