package io.lockstep.config;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// @param dir folder that relative paths start from; itself relative to the folder of the
///   configuration file
/// @param train the examples to learn from
/// @param test held-out examples, if they come as files of their own
/// @param validationFraction share of the training file kept aside for validation, 0 (none) to
///   below 1
/// @param testFraction share of the training file kept aside for test when there is no test file, 0
///   to below 1
/// @param fold the rows of cross-validation that are the test part, in place of any other
/// @param ignore columns that are not features, such as an id
/// @param categories columns whose cells are texts even where they look like numbers, such as
///   postcodes
/// @param numbers columns whose cells are numbers that are written otherwise, such as `$1,234`
/// @param missingMarkers cell texts that mean missing
/// @param unlabelled what becomes of a row whose label is missing
/// @param badRows what becomes of rows that do not fit
/// @param recipe how columns become numbers for a net
/// @param dialect how CSV files are written, as far as it is stated
public record DataSection(
    String dir,
    Source train,
    Optional<Source> test,
    double validationFraction,
    double testFraction,
    Optional<Fold> fold,
    List<String> ignore,
    List<String> categories,
    List<String> numbers,
    List<String> missingMarkers,
    Unlabelled unlabelled,
    BadRows badRows,
    ColumnRecipe recipe,
    Dialect dialect) {

  public DataSection {
    Objects.requireNonNull(dir, "data.dir");
    Objects.requireNonNull(train, "data.train");
    Objects.requireNonNull(test, "data.test");
    Objects.requireNonNull(unlabelled, "data.unlabelled");
    Objects.requireNonNull(fold, "data.fold");
    Objects.requireNonNull(badRows, "data.bad-rows");
    Objects.requireNonNull(recipe, "recipe");
    Objects.requireNonNull(dialect, "dialect");
    Checks.fraction(validationFraction, "data.validation");
    Checks.fraction(testFraction, "data.test-fraction");
    Checks.fraction(validationFraction + testFraction, "data.validation + data.test-fraction");
    ignore = List.copyOf(ignore);
    categories = List.copyOf(categories);
    numbers = List.copyOf(numbers);
    missingMarkers = List.copyOf(missingMarkers);
  }

  /// Whether a part of the training file is kept for validation.
  public boolean keepsValidation() {
    return validationFraction > 0;
  }

  DataSection withDir(String newDir) {
    return new DataSection(
        newDir,
        train,
        test,
        validationFraction,
        testFraction,
        fold,
        ignore,
        categories,
        numbers,
        missingMarkers,
        unlabelled,
        badRows,
        recipe,
        dialect);
  }

  /// What becomes of a row without a label: `FAIL` refuses the file, `SKIP` leaves the row out.
  public enum Unlabelled {
    FAIL,
    SKIP
  }
}
