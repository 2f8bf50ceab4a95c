package io.lockstep.data;

import io.lockstep.config.DataSection;
import io.lockstep.config.Dialect;
import io.lockstep.config.MissingSpec;
import io.lockstep.data.Encoding.CategoryColumn;
import io.lockstep.data.Encoding.Column;
import io.lockstep.data.Encoding.ConstantColumn;
import io.lockstep.data.Encoding.DateColumn;
import io.lockstep.data.Encoding.DateColumn.ScaledPart;
import io.lockstep.data.Encoding.Gap;
import io.lockstep.data.Encoding.NumberColumn;
import io.lockstep.data.Encoding.Table;
import io.lockstep.data.ReadPlan.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Fits the encoding of a table to its training rows. Sums run in double in the order of the rows,
/// so that the same rows give the same encoding everywhere.
final class TableFit {

  private TableFit() {}

  /// A column that is the same in every training row, or missing, tells nothing. Of a single row
  /// that is not scaled by what it holds nothing can be said, and its columns stay.
  ///
  /// @param trainRows ascending
  static Table fit(RawTable raw, int[] trainRows, DataSection data) {
    List<Column> columns = new ArrayList<>();
    for (RawColumn column : raw.features()) {
      columns.add(
          switch (column) {
            case RawColumn.Numbers numbers -> number(numbers, trainRows, data);
            case RawColumn.Texts texts -> category(texts, trainRows, data);
          });
    }
    Dialect dialect = data.dialect().learntFrom(raw.columns());
    return new Table(columns, CellRules.of(data).withDialect(dialect));
  }

  private static boolean mayBeConstant(int[] rows, DataSection data, String column) {
    return rows.length > 1 || data.recipe().scaleOf(column).isFitted();
  }

  private static Column number(RawColumn.Numbers column, int[] rows, DataSection data) {
    double[] known = Arrays.stream(rows).mapToDouble(column::at).filter(x -> x == x).toArray();
    boolean constant = Arrays.stream(known).allMatch(x -> x == known[0]);
    MissingSpec missing = column.kind().missing(data.recipe().missingOf(column.name()));
    boolean indicator = known.length < rows.length && data.recipe().gaps().indicators();
    boolean telling = indicator || known.length < rows.length && tells(missing, known);
    if (known.length == 0 || constant && !telling && mayBeConstant(rows, data, column.name())) {
      return new ConstantColumn(column.name());
    }
    Gap gap = new Gap(Absent.of(missing), fill(missing, known), indicator);
    return switch (column.kind()) {
      case Kind.Date(DateOrder order) -> date(column.name(), order, known, gap, data);
      case Kind.Plain(), Kind.Written(_), Kind.Text() ->
          new NumberColumn(
              column.name(),
              ScaleFit.of(data.recipe().scaleOf(column.name()), known),
              gap,
              column.writing());
    };
  }

  /// Whether a missing cell becomes another number than the only one that there is.
  private static boolean tells(MissingSpec missing, double[] known) {
    return missing instanceof MissingSpec.Constant(double fill)
        && known.length > 0
        && fill != known[0];
  }

  private static double fill(MissingSpec missing, double[] known) {
    return switch (missing) {
      case MissingSpec.Median() -> ScaleFit.median(known);
      case MissingSpec.Constant(double value) -> value;
      case MissingSpec.Mean(), MissingSpec.DropRow(), MissingSpec.Fail() -> ScaleFit.middle(known);
    };
  }

  /// @param known days since 1970-01-01
  private static Column date(
      String name, DateOrder order, double[] known, Gap gap, DataSection data) {
    List<ScaledPart> parts = new ArrayList<>();
    for (DatePart part : DatePart.values()) {
      double[] values = Arrays.stream(known).map(part::of).toArray();
      if (Arrays.stream(values).anyMatch(value -> value != values[0])) {
        parts.add(new ScaledPart(part, ScaleFit.of(data.recipe().scaleOf(name), values)));
      }
    }
    boolean empty = parts.isEmpty() && !gap.indicator();
    return empty ? new ConstantColumn(name) : new DateColumn(name, order, parts, gap);
  }

  private static Column category(RawColumn.Texts column, int[] rows, DataSection data) {
    int[] seen = new int[column.dictionary().size()];
    boolean missing = false;
    for (int row : rows) {
      int code = column.code(row);
      if (code == RawColumn.MISSING_CODE) {
        missing = true;
      } else {
        seen[code]++;
      }
    }
    List<String> categories = new ArrayList<>();
    List<String> rare = new ArrayList<>();
    for (int code = 0; code < seen.length; code++) {
      if (seen[code] > 0) {
        boolean few = seen[code] < data.recipe().rareCategories();
        (few ? rare : categories).add(column.dictionary().get(code));
      }
    }
    int slots = categories.size() + (rare.isEmpty() ? 0 : 1) + (missing ? 1 : 0);
    if (slots == 1 && mayBeConstant(rows, data, column.name())) {
      return new ConstantColumn(column.name());
    }
    categories.sort(null);
    rare.sort(null);
    Absent absent = Absent.of(data.recipe().missingOf(column.name()));
    return new CategoryColumn(column.name(), categories, rare, missing, absent);
  }
}
