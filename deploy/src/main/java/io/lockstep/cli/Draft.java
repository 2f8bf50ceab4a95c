package io.lockstep.cli;

import io.lockstep.config.LossSpec;
import io.lockstep.data.TableLook;
import io.lockstep.data.TableLook.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// A first guess of what suits a table. Rules of thumb, each in one place; a pure function.
///
/// @param loss cross-entropy for classes, mse for a number
/// @param outputs units of the last layer
/// @param ignored columns that would not help, with the reason
/// @param mixed columns of numbers and texts that are best read as texts
record Draft(
    TableLook look,
    Column label,
    LossSpec loss,
    int outputs,
    List<Ignored> ignored,
    List<Mixed> mixed,
    List<Integer> hidden,
    int epochs,
    int batch) {

  /// More distinct whole numbers than this are an amount, not classes.
  private static final int CLASSES_OF_NUMBERS_MAX = 20;

  /// More categories than this make a text column nearly one category a row.
  private static final int CATEGORIES_MAX = 100;

  /// Steps that small nets usually need; the epochs follow from it.
  private static final long STEPS = 3_000;

  private static final Pattern ID_NAME = Pattern.compile("(.*[_\\- ])?(id|uuid|guid|key|index)");

  record Ignored(String column, String reason) {}

  /// @param texts cells that are no numbers
  /// @param cells that are not missing
  record Mixed(String column, long texts, long cells) {}

  /// @param label name of a column that the table has
  static Draft of(TableLook look, String label) {
    Column column = look.column(label).orElseThrow();
    boolean classes = holdsClasses(column, look.rows());
    List<Ignored> ignored = new ArrayList<>();
    for (Column other : look.columns()) {
      if (!other.equals(column)) {
        reasonToIgnore(other, look.rows())
            .ifPresent(reason -> ignored.add(new Ignored(other.name(), reason)));
      }
    }
    int batch = look.rows() < 1_000 ? 16 : look.rows() < 20_000 ? 32 : 128;
    long epochs = Math.clamp(STEPS * batch / look.rows(), 10, 200);
    return new Draft(
        look,
        column,
        classes ? LossSpec.CROSS_ENTROPY : LossSpec.MSE,
        classes ? column.distinct() : 1,
        List.copyOf(ignored),
        mixed(look, column, ignored),
        hidden(look.rows()),
        (int) epochs,
        batch);
  }

  /// Columns that hold too many texts for a slip of the pen, but so many numbers that training asks
  /// what they are.
  private static List<Mixed> mixed(TableLook look, Column label, List<Ignored> ignored) {
    List<Mixed> mixed = new ArrayList<>();
    for (Column column : look.columns()) {
      long cells = look.rows() - column.missing();
      boolean used =
          !column.equals(label)
              && ignored.stream().noneMatch(each -> each.column().equals(column.name()));
      if (used && isText(column, look.rows()) && column.numbers() * 2 >= cells) {
        mixed.add(new Mixed(column.name(), cells - column.numbers(), cells));
      }
    }
    return List.copyOf(mixed);
  }

  private static boolean isText(Column column, long rows) {
    return column.numbers() * 20 < (rows - column.missing()) * 19;
  }

  private static boolean holdsClasses(Column label, long rows) {
    long present = rows - label.missing();
    boolean numbers = label.numbers() == present;
    boolean fewWholes =
        label.wholes() == present
            && label.distinct() <= CLASSES_OF_NUMBERS_MAX
            && label.distinct() * 4L <= rows;
    return !numbers || fewWholes;
  }

  private static List<Integer> hidden(long rows) {
    if (rows < 1_000) {
      return List.of(16);
    }
    return rows < 20_000 ? List.of(64, 32) : List.of(128, 64);
  }

  private static Optional<String> reasonToIgnore(Column column, long rows) {
    boolean unique = column.distinct() == rows;
    boolean text = isText(column, rows);
    String name = column.name().toLowerCase(Locale.ROOT);
    if (column.distinct() == 0) {
      return Optional.of("empty in every row");
    }
    if (column.distinct() == 1 && column.missing() == 0) {
      return Optional.of("the same in every row");
    }
    if (rows > 2 && column.counting()) {
      return Optional.of("counts the rows");
    }
    if (unique && (text || column.wholes() == rows && ID_NAME.matcher(name).matches())) {
      return Optional.of("different in every row, like an id");
    }
    if (text && column.distinct() > CATEGORIES_MAX && column.distinct() * 10L > rows) {
      return Optional.of("%d different texts".formatted(column.distinct()));
    }
    return Optional.empty();
  }
}
