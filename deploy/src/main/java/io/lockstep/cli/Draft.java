package io.lockstep.cli;

import io.lockstep.config.LossSpec;
import io.lockstep.data.ColumnKind;
import io.lockstep.data.ColumnLook;
import io.lockstep.data.TableLook;
import java.util.List;
import java.util.Optional;

/// A first guess of what suits a table. Rules of thumb, each in one place; a pure function.
///
/// @param target what is predicted
/// @param columns what is said of them
/// @param net what is trained, and for how long
record Draft(TableLook look, Target target, Columns columns, Net net) {

  /// Fewer rows than this are all needed to learn from.
  static final long ROWS_TO_SPLIT = 30;

  /// More distinct whole numbers than this are an amount, not classes.
  private static final int CLASSES_OF_NUMBERS_MAX = 20;

  /// Steps that small nets usually need; the epochs follow from it.
  private static final long STEPS = 3_000;

  /// What is predicted.
  ///
  /// @param loss cross-entropy for classes, mse for a number
  /// @param outputs units of the last layer
  record Target(ColumnLook column, LossSpec loss, int outputs) {

    boolean isOfClasses() {
      return loss == LossSpec.CROSS_ENTROPY;
    }

    /// Whole numbers that are taken as classes, which they need not be.
    boolean isOfNumberedClasses() {
      return isOfClasses() && column.kind() == ColumnKind.WHOLE_NUMBER;
    }
  }

  /// What is said of columns in the section `data`.
  ///
  /// @param ignored that would not help, with the reason
  /// @param numbers that are written otherwise
  /// @param categories of numbers and texts that are best read as texts
  /// @param missingMarkers texts that mean missing; empty for the usual ones
  /// @param skipped true when rows without a label are left out
  record Columns(
      List<Remark> ignored,
      List<Remark> numbers,
      List<Remark> categories,
      Optional<List<String>> missingMarkers,
      boolean skipped) {}

  /// Why something is done with a column.
  record Remark(String column, String reason) {}

  record Net(List<Integer> hidden, int epochs, int batch) {}

  /// @param label name of a column that the table has
  static Draft of(TableLook look, String label) {
    ColumnLook column = look.column(label).orElseThrow();
    boolean classes = holdsClasses(column, look.rows());
    Target target =
        classes
            ? new Target(column, LossSpec.CROSS_ENTROPY, classCount(look, column))
            : new Target(column, LossSpec.MSE, 1);
    return new Draft(look, target, DraftColumns.of(look, target), net(look.rows()));
  }

  private static Net net(long rows) {
    int batch = rows < 1_000 ? 16 : rows < 20_000 ? 32 : 128;
    long epochs = Math.clamp(STEPS * batch / rows, 10, 200);
    return new Net(hidden(rows), (int) epochs, batch);
  }

  private static List<Integer> hidden(long rows) {
    if (rows < 1_000) {
      return List.of(16);
    }
    return rows < 20_000 ? List.of(64, 32) : List.of(128, 64);
  }

  boolean isSplit() {
    return look.rows() >= ROWS_TO_SPLIT;
  }

  private static boolean holdsClasses(ColumnLook label, long rows) {
    boolean numbers = label.numbers().count() == label.counts().cells();
    return switch (label.kind()) {
      case NUMBER -> false;
      case WHOLE_NUMBER, CONSTANT -> !numbers || isFew(label.counts().distinct(), rows);
      case ID_LIKE -> !numbers;
      case WRITTEN_NUMBER, MIXED ->
          label.counts().distinct() <= CLASSES_OF_NUMBERS_MAX || !DraftColumns.canBeNumbers(label);
      case CATEGORY, DATE, FREE_TEXT, EMPTY -> true;
    };
  }

  private static boolean isFew(long distinct, long rows) {
    return rows > 1
        && (distinct <= 2 || distinct <= CLASSES_OF_NUMBERS_MAX && distinct * 4L <= rows);
  }

  /// A label that would be of one class without its missing ones has them for a class.
  private static int classCount(TableLook look, ColumnLook label) {
    int missing = DraftColumns.markersAreClasses(look, label) ? look.labelMarkers().size() : 0;
    return (int) label.counts().distinct() + missing;
  }
}
