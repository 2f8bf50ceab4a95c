package io.lockstep.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads the keys of `data` that say how columns become numbers.
final class RecipeReader {

  static final List<String> KEYS =
      List.of(
          "missing",
          "missing-indicator",
          "scale",
          "label-scale",
          "standardize",
          "rare-categories",
          "dates",
          "day-first",
          "columns");

  private static final List<String> COLUMN_KEYS = List.of("scale", "missing");

  private final Fields data;

  private RecipeReader(Fields data) {
    this.data = data;
  }

  static ColumnRecipe read(Fields data) {
    RecipeReader reader = new RecipeReader(data);
    return new ColumnRecipe(
        reader.scale(),
        ScaleReader.read(data, "label-scale", Defaults.LABEL_SCALE),
        new ColumnRecipe.Gaps(
            MissingReader.read(data, "missing", Defaults.MISSING),
            data.yesOrNo("missing-indicator", Defaults.MISSING_INDICATOR)),
        data.whole("rare-categories", Defaults.RARE_CATEGORIES, 0, 1_000_000),
        reader.dates(),
        reader.columns());
  }

  /// `standardize` is the older word: true is `scale: standard`, false is `scale: none`. What is
  /// set on the command line overrules what the file says in the other word, and `scale` there
  /// overrules `standardize` there, so that advice to set it can be followed.
  private ScaleSpec scale() {
    if (!data.has("standardize")) {
      return ScaleReader.read(data, "scale", Defaults.SCALE);
    }
    ScaleSpec older = data.yesOrNo("standardize", true) ? ScaleSpec.STANDARD : ScaleSpec.NONE;
    ScaleSpec scale = ScaleReader.read(data, "scale", older);
    if (scale.equals(older) || isSet("scale")) {
      return scale;
    }
    if (isSet("standardize")) {
      return older;
    }
    throw Refusal.because(
        "data.standardize and data.scale say different things",
        data.find("standardize").orElseThrow().place(),
        "remove standardize: true is scale: standard, and false is scale: none");
  }

  private ColumnRecipe.Dates dates() {
    return new ColumnRecipe.Dates(
        data.texts("dates", List.of()),
        data.has("day-first") ? Optional.of(data.yesOrNo("day-first", false)) : Optional.empty());
  }

  private boolean isSet(String key) {
    return data.find(key).orElseThrow().place().startsWith(Refusal.SET);
  }

  private Map<String, ColumnSpec> columns() {
    Map<String, ColumnSpec> columns = new LinkedHashMap<>();
    if (!data.has("columns")) {
      return columns;
    }
    if (!(data.required("columns") instanceof Value.Mapping mapping)) {
      throw Refusal.wrong(
          data.path("columns"),
          data.required("columns"),
          "a mapping of names of columns, such as { age: { scale: robust } }");
    }
    for (Value.Entry entry : mapping.entries()) {
      String path = data.path("columns") + "." + entry.key();
      if (!(entry.value() instanceof Value.Mapping)) {
        throw Refusal.wrong(path, entry.value(), "a mapping such as { scale: robust }");
      }
      Fields column = Fields.of(path, entry.value(), COLUMN_KEYS);
      if (columns.put(entry.key(), column(column)) != null) {
        throw Refusal.because(
            "column '%s' stands twice in data.columns".formatted(entry.key()),
            entry.place(),
            "keep one");
      }
    }
    return columns;
  }

  private static ColumnSpec column(Fields column) {
    return new ColumnSpec(
        column.has("scale")
            ? Optional.of(ScaleReader.read(column, "scale", Defaults.SCALE))
            : Optional.empty(),
        column.has("missing")
            ? Optional.of(MissingReader.read(column, "missing", Defaults.MISSING))
            : Optional.empty());
  }
}
