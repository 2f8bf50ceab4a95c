package io.lockstep.model;

import io.lockstep.config.InitializerSpec;
import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;

/// Whether a tensor can be filled as it is configured, which is known only with its shape.
final class InitialValues {

  /// Products that an orthogonal weight takes, at most: some ten seconds of one core.
  private static final long ORTHOGONAL_MAX = 1L << 33;

  private InitialValues() {}

  /// @param rows inputs of a weight, 1 for a bias
  static void check(InitializerSpec spec, String place, int rows, int columns) {
    switch (spec) {
      case InitializerSpec.Values values -> checkValues(values, place, rows, columns);
      case InitializerSpec.Orthogonal _ -> checkOrthogonal(place, rows, columns);
      case InitializerSpec.Constant _,
          InitializerSpec.Uniform _,
          InitializerSpec.Normal _,
          InitializerSpec.TruncatedNormal _,
          InitializerSpec.Xavier _,
          InitializerSpec.Kaiming _,
          InitializerSpec.Lecun _,
          InitializerSpec.FanIn _ -> {}
    }
  }

  private static void checkValues(
      InitializerSpec.Values given, String place, int rows, int columns) {
    int count = given.values().size();
    boolean fits =
        count == (long) rows * columns && (given.width() == 0 || given.width() == columns);
    if (fits) {
      return;
    }
    String have =
        given.width() == 0
            ? "%d values".formatted(count)
            : "%d rows of %d values".formatted(count / given.width(), given.width());
    boolean isTurned = given.width() == rows && count == (long) rows * columns;
    throw Failure.of(ExitCode.USAGE, "%s were given, but %s".formatted(have, wanted(rows, columns)))
        .at(place)
        .advising(
            isTurned
                ? "transpose them: PyTorch has a row for each unit"
                : "give %d values".formatted((long) rows * columns))
        .exception();
  }

  private static String wanted(int rows, int columns) {
    return rows == 1
        ? "there are %d, one for each unit".formatted(columns)
        : "there are %d rows of %d, a row for each input".formatted(rows, columns);
  }

  private static void checkOrthogonal(String place, int rows, int columns) {
    long smaller = Math.min(rows, columns);
    if (smaller * smaller * Math.max(rows, columns) > ORTHOGONAL_MAX) {
      throw Failure.of(
              ExitCode.USAGE,
              "an orthogonal weight of %,d x %,d would take minutes to make"
                  .formatted(rows, columns))
          .at(place)
          .advising("use lecun-normal, which is nearly orthogonal at this size")
          .exception();
    }
  }
}
