package io.lockstep.data;

import io.lockstep.config.DataSection;
import io.lockstep.config.ScaleSpec;
import io.lockstep.config.Words;
import io.lockstep.data.ColumnRow.Role;
import io.lockstep.data.Encoding.CategoryColumn;
import io.lockstep.data.Encoding.ClassLabel;
import io.lockstep.data.Encoding.Column;
import io.lockstep.data.Encoding.ConstantColumn;
import io.lockstep.data.Encoding.DateColumn;
import io.lockstep.data.Encoding.Gap;
import io.lockstep.data.Encoding.Label;
import io.lockstep.data.Encoding.NumberColumn;
import io.lockstep.data.Encoding.NumberLabel;
import io.lockstep.data.Encoding.OneLabel;
import io.lockstep.data.Encoding.Table;
import io.lockstep.failure.Figure;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
          Optional<OneLabel> known = find(label, look.name());
          if (known.isPresent()) {
            return new ColumnRow(
                look, Role.LABEL, text(known.get(), data.recipe().labelScale()), 0);
          }
          Column column = encoded.get(look.name());
          return column == null
              ? new ColumnRow(look, Role.IGNORED, "", 0)
              : new ColumnRow(look, Role.FEATURE, text(column, data), column.width());
        })
        .toList();
  }

  private static Optional<OneLabel> find(Label label, String column) {
    return label.columns().stream().filter(one -> one.name().equals(column)).findFirst();
  }

  private static String text(OneLabel label, ScaleSpec labelScale) {
    return switch (label) {
      case ClassLabel classes -> classes.names().size() + " classes";
      case NumberLabel _ when labelScale.equals(ScaleSpec.NONE) -> "number";
      case NumberLabel _ -> "number, " + text(labelScale);
    };
  }

  private static String text(ScaleSpec scale) {
    return switch (scale) {
      case ScaleSpec.None() -> "as it is";
      case ScaleSpec.Standard() -> "standardised";
      case ScaleSpec.Robust() -> "by its quartiles";
      case ScaleSpec.Log1p() -> "logarithm";
      case ScaleSpec.MinMax(double low, double high) ->
          "%s to %s".formatted(Figure.rounded(low), Figure.rounded(high));
      case ScaleSpec.Pixels(double low, double high) ->
          "byte as %s to %s".formatted(Figure.rounded(low), Figure.rounded(high));
    };
  }

  private static String text(Gap gap) {
    return gap.indicator() ? ", and if missing" : "";
  }

  private static String text(Column column, DataSection data) {
    return switch (column) {
      case NumberColumn number -> text(data.recipe().scaleOf(column.name())) + text(number.gap());
      case DateColumn date ->
          date.parts().stream().map(part -> Words.of(part.part())).collect(Collectors.joining(", "))
              + text(date.gap());
      case CategoryColumn category ->
          "one-hot"
              + (category.rare().isEmpty()
                  ? ""
                  : ", %d rare as one".formatted(category.rare().size()))
              + (category.missingSlot() ? " with missing" : "");
      case ConstantColumn _ -> "always 0";
    };
  }
}
