package io.lockstep.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// How the columns of a table become numbers for a net.
///
/// @param scale of all columns of numbers
/// @param labelScale of a label that is a number
/// @param gaps what becomes of missing cells, in all columns
/// @param rareCategories texts that fewer training rows hold than this share one place; 0 for none
/// @param dates which columns hold dates
/// @param byColumn what is said of some columns apart, by name
public record ColumnRecipe(
    ScaleSpec scale,
    ScaleSpec labelScale,
    Gaps gaps,
    int rareCategories,
    Dates dates,
    Map<String, ColumnSpec> byColumn) {

  /// @param indicators whether a column of numbers that has missing cells gets an input more that
  ///   says where
  public record Gaps(MissingSpec missing, boolean indicators) {
    public Gaps {
      Objects.requireNonNull(missing, "data.missing");
    }
  }

  /// @param columns that become year, month, day and weekday
  /// @param dayFirst whether 1/2/2024 is in February; where it is not said a cell has to tell
  public record Dates(List<String> columns, Optional<Boolean> dayFirst) {
    public Dates {
      columns = List.copyOf(columns);
    }
  }

  public ColumnRecipe {
    Objects.requireNonNull(scale, "data.scale");
    Objects.requireNonNull(labelScale, "data.label-scale");
    Checks.atLeast(rareCategories, 0, "data.rare-categories");
    byColumn = Collections.unmodifiableMap(new LinkedHashMap<>(byColumn));
  }

  public ScaleSpec scaleOf(String column) {
    return byColumn.getOrDefault(column, ColumnSpec.UNSTATED).scale().orElse(scale);
  }

  public MissingSpec missingOf(String column) {
    return byColumn.getOrDefault(column, ColumnSpec.UNSTATED).missing().orElse(gaps.missing());
  }
}
