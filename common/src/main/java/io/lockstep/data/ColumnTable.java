package io.lockstep.data;

import io.lockstep.config.DataSection;
import io.lockstep.data.ColumnRow.Role;
import io.lockstep.data.Encoding.CategoryColumn;
import io.lockstep.data.Encoding.ClassLabel;
import io.lockstep.data.Encoding.Column;
import io.lockstep.data.Encoding.ConstantColumn;
import io.lockstep.data.Encoding.Label;
import io.lockstep.data.Encoding.NumberColumn;
import io.lockstep.data.Encoding.NumberLabel;
import io.lockstep.data.Encoding.Table;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Makes the table of columns: what each holds, beside what became of it.
final class ColumnTable {

  private ColumnTable() {}

  /// Names of the columns that tell nothing.
  static List<String> constant(Table table) {
    return table.columns().stream()
        .filter(column -> column instanceof ConstantColumn)
        .map(Column::name)
        .toList();
  }

  /// @param looks in the order of the file
  static List<ColumnRow> of(List<ColumnLook> looks, Table table, Label label, DataSection data) {
    Map<String, Column> encoded =
        table.columns().stream().collect(Collectors.toMap(Column::name, Function.identity()));
    return looks.stream()
        .map(look -> {
          if (look.name().equals(label.name())) {
            return new ColumnRow(look, Role.LABEL, text(label), 0);
          }
          Column column = encoded.get(look.name());
          return column == null
              ? new ColumnRow(look, Role.IGNORED, "", 0)
              : new ColumnRow(look, Role.FEATURE, text(column, data), column.width());
        })
        .toList();
  }

  private static String text(Label label) {
    return switch (label) {
      case ClassLabel classes -> classes.names().size() + " classes";
      case NumberLabel _ -> "number";
    };
  }

  private static String text(Column column, DataSection data) {
    return switch (column) {
      case NumberColumn _ -> data.standardize() ? "standardised" : "as it is";
      case CategoryColumn category -> "one-hot" + (category.missingSlot() ? " with missing" : "");
      case ConstantColumn _ -> "always 0";
    };
  }
}
