package io.lockstep.cli;

import io.lockstep.config.LossSpec;
import io.lockstep.data.ColumnKind;
import io.lockstep.data.ColumnLook;
import io.lockstep.data.TableLook;
import io.lockstep.failure.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A first guess of what suits a table. Rules of thumb, each in one place; a pure function.
///
/// @param target what is predicted
/// @param columns what is said of them
/// @param net what is trained, and for how long
record Draft(TableLook look, Target target, Columns columns, DraftNet net) {

  /// More distinct whole numbers than this are an amount, not classes.
  private static final int CLASSES_OF_NUMBERS_MAX = 20;

  /// So few may be classes of which one is far more common than others.
  private static final int CLASSES_UNLIKE_MAX = 8;

  /// Amounts are heaped at one place of their range. Classes that are equally common have a
  /// deviation of 0.29 of it.
  private static final double DEVIATION_OF_AMOUNTS = 0.24;

  /// What is predicted.
  ///
  /// @param loss cross-entropy for classes, mse for a number
  /// @param outputs units of the last layer
  record Target(ColumnLook column, LossSpec loss, int outputs) {

    boolean isOfClasses() {
      return loss.labels().areClasses();
    }

    /// Few whole numbers that are taken as amounts, which they need not be.
    boolean mayBeOfClasses() {
      return !isOfClasses()
          && column.kind() == ColumnKind.WHOLE_NUMBER
          && column.counts().distinct() <= CLASSES_OF_NUMBERS_MAX;
    }

    /// Whole numbers that are taken as classes, which they need not be.
    boolean isOfNumberedClasses() {
      return isOfClasses() && column.kind() == ColumnKind.WHOLE_NUMBER;
    }
  }

  /// What is said of columns in the section `data`.
  ///
  /// @param ignored that would not help, with the reason
  /// @param dates that become their parts
  /// @param numbers that are written otherwise
  /// @param categories of numbers and texts that are best read as texts
  /// @param missingMarkers texts that mean missing; empty for the usual ones
  /// @param skipped true when rows without a label are left out
  /// @param longTails of numbers of which a few are far beyond the others, so that the order of
  ///   magnitude says more
  /// @param inputs numbers that they will be to a net, about
  /// @param picture whether all of them are the points of one
  /// @param rare whether some have so many texts that rare ones should share an input
  record Columns(
      List<Remark> ignored,
      List<Remark> dates,
      List<Remark> numbers,
      List<Remark> categories,
      List<String> longTails,
      long inputs,
      Optional<List<String>> missingMarkers,
      boolean skipped,
      Picture picture,
      boolean rare) {

    /// The column of dates of which a cell cannot be read.
    Optional<String> datesBlamedBy(Failure failure) {
      return dates.stream()
          .map(Remark::column)
          .filter(column -> failure.error().startsWith("column '%s': ".formatted(column)))
          .findFirst();
    }

    /// With a column left out of dates that cannot be read.
    Columns withoutDates(String column) {
      List<Remark> more = new ArrayList<>(ignored);
      more.add(new Remark(column, "dates that cannot all be read"));
      return new Columns(
          more,
          dates.stream().filter(date -> !date.column().equals(column)).toList(),
          numbers,
          categories,
          longTails,
          inputs,
          missingMarkers,
          skipped,
          picture,
          rare);
    }
  }

  /// Whether all columns are the points of a picture.
  enum Picture {
    /// They are not.
    NONE,
    /// Whole numbers of which none is as large as most bytes.
    FEW_SHADES,
    /// Bytes, as most pictures have them.
    BYTES
  }

  /// Why something is done with a column.
  record Remark(String column, String reason) {}

  /// @param label name of a column that the table has
  static Draft of(TableLook look, String label) {
    ColumnLook column = look.column(label).orElseThrow();
    boolean classes = holdsClasses(column, look.rows());
    Target target =
        classes
            ? new Target(column, LossSpec.CROSS_ENTROPY, classCount(look, column))
            : new Target(column, LossSpec.MSE, 1);
    Columns columns = DraftColumns.of(look, target);
    return new Draft(
        look,
        target,
        columns,
        DraftNet.of(look.rows(), learnt(target, columns), subject(target, columns)));
  }

  /// Numbers that a net takes in, and those that it gives but for the first two: with the classes
  /// there are fewer rows for each.
  private static long learnt(Target target, Columns columns) {
    return columns.inputs() + Math.max(0, target.outputs() - 2);
  }

  private static DraftNet.Subject subject(Target target, Columns columns) {
    if (columns.picture() != Picture.NONE) {
      return DraftNet.Subject.PICTURES;
    }
    return target.isOfClasses() ? DraftNet.Subject.CLASSES : DraftNet.Subject.NUMBERS;
  }

  Draft withoutDates(String column) {
    return new Draft(look, target, columns.withoutDates(column), net);
  }

  /// Whether all columns but the label are ignored.
  boolean learnsFromNothing() {
    int ignored = columns.ignored().size();
    return ignored > 0 && ignored == look.columns().size() - 1;
  }

  boolean isSplit() {
    return net.validation() > 0;
  }

  /// Whether there are rows enough to measure by folds.
  boolean isFolded() {
    return look.rows() >= DraftNet.ROWS_TO_FOLD;
  }

  private static boolean holdsClasses(ColumnLook label, long rows) {
    boolean numbers = label.numbers().count() == label.counts().cells();
    return switch (label.kind()) {
      case NUMBER -> false;
      case WHOLE_NUMBER, CONSTANT ->
          !numbers || isFew(label.counts().distinct(), rows) && !isHeaped(label);
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

  /// Whether whole numbers are heaped as counts of something are, and numbers of classes are not.
  private static boolean isHeaped(ColumnLook label) {
    ColumnLook.Numbers numbers = label.numbers();
    return label.counts().distinct() > CLASSES_UNLIKE_MAX
        && numbers.deviation() < DEVIATION_OF_AMOUNTS * (numbers.greatest() - numbers.least());
  }

  /// A label that would be of one class without its missing ones has them for a class.
  private static int classCount(TableLook look, ColumnLook label) {
    int missing = DraftColumns.markersAreClasses(look, label) ? look.labelMarkers().size() : 0;
    return (int) label.counts().distinct() + missing;
  }
}
