package io.lockstep.cli;

import io.lockstep.config.LossSpec;
import io.lockstep.data.ColumnKind;
import io.lockstep.data.ColumnLook;
import io.lockstep.data.TableLook;
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

  /// What is predicted.
  ///
  /// @param loss cross-entropy for classes, mse for a number
  /// @param outputs units of the last layer
  record Target(ColumnLook column, LossSpec loss, int outputs) {

    boolean isOfClasses() {
      return loss.labels().areClasses();
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
  /// @param pixels whether all of them are the bytes of an image
  /// @param rare whether some have so many texts that rare ones should share an input
  record Columns(
      List<Remark> ignored,
      List<Remark> dates,
      List<Remark> numbers,
      List<Remark> categories,
      Optional<List<String>> missingMarkers,
      boolean skipped,
      boolean pixels,
      boolean rare) {

    /// With dates left out that cannot be read.
    Columns withoutDates() {
      List<Remark> more = new ArrayList<>(ignored);
      dates.forEach(date -> more.add(new Remark(date.column(), "dates that cannot all be read")));
      return new Columns(
          more, List.of(), numbers, categories, missingMarkers, skipped, pixels, rare);
    }
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
    return new Draft(
        look, target, DraftColumns.of(look, target), DraftNet.of(look.rows(), target.loss()));
  }

  Draft withoutDates() {
    return new Draft(look, target, columns.withoutDates(), net);
  }

  /// Whether all columns but the label are ignored.
  boolean learnsFromNothing() {
    int ignored = columns.ignored().size();
    return ignored > 0 && ignored == look.columns().size() - 1;
  }

  boolean isSplit() {
    return net.validation() > 0;
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
