package io.lockstep.data;

import io.lockstep.config.DataSection;
import io.lockstep.config.MissingSpec;
import io.lockstep.data.ReadPlan.Kind;
import io.lockstep.failure.Figure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a reader should know of the features of a table, a sentence each.
final class ColumnNotes {

  /// Columns that are named one by one for the same reason; more are named together.
  private static final int ONE_BY_ONE_MAX = 5;

  private final DataSection data;
  private final long rows;
  private final List<ColumnTally> ids = new ArrayList<>();
  private int features;
  private final List<String> notes = new ArrayList<>();
  private final List<String> missing = new ArrayList<>();
  private final List<String> missingIn = new ArrayList<>();
  private boolean datesMissing;

  /// @param rows that were counted
  ColumnNotes(DataSection data, long rows) {
    this.data = data;
    this.rows = rows;
  }

  /// @param kind what the column is read as
  void consider(ColumnTally column, Kind kind) {
    features++;
    if (column.cells() == 0) {
      return; // Said when the columns are known that tell nothing.
    }
    missing(column, kind);
    switch (kind) {
      case Kind.Text() -> texts(column);
      case Kind.Plain() -> numbers(column);
      case Kind.Date(DateOrder order) -> {
        if (column.dateOrder().isAmbiguous()) {
          notes.add(
              "column '%s': dates are read with the %s first"
                  .formatted(column.name(), order == DateOrder.DAY_FIRST ? "day" : "month"));
        }
      }
      case Kind.Written(NumberWriting writing) -> {
        String first = column.firstText().cell();
        notes.add(
            "column '%s' is read as numbers: '%s' is %s"
                .formatted(column.name(), RawTable.shown(first), Figure.of(writing.parse(first))));
      }
    }
  }

  private void texts(ColumnTally column) {
    ColumnLook.Counts counts = column.counts();
    boolean many = counts.cells() >= ColumnTally.CELLS_TO_JUDGE && counts.differInPercent(50);
    boolean date = column.kind() == ColumnKind.DATE;
    if (many || date) {
      notes.add(
          "column '%s' is taken as %s categories%s, each an input of its own, in %s"
              .formatted(
                  column.name(),
                  counts.distinctText(),
                  date ? ", its dates" : "",
                  Wording.rows(rows)));
    }
    List<String> values = column.markers().stream().filter(ColumnNotes::isWord).toList();
    if (!values.isEmpty()) {
      notes.add(
          "column '%s': cells that hold %s count as missing; if that is a value: %s"
              .formatted(
                  column.name(),
                  Wording.quoted(values),
                  Wording.set(
                      "missing-markers",
                      data.missingMarkers().stream()
                          .filter(text -> !values.contains(text))
                          .toList(),
                      List.of())));
    }
  }

  /// A question mark is no value; `NA` may be Namibia.
  private static boolean isWord(String marker) {
    return marker.chars().anyMatch(Character::isLetter);
  }

  private void numbers(ColumnTally column) {
    if (column.kind() == ColumnKind.ID_LIKE) {
      ids.add(column);
    } else if (column.kind() == ColumnKind.DATE) {
      notes.add(
          "column '%s' looks like dates (%s) and is read as numbers; to take year, month, day and weekday: %s"
              .formatted(
                  column.name(),
                  column.largest().cell(),
                  Wording.set("dates", data.recipe().dates().columns(), List.of(column.name()))));
    } else if (column.firstPadded().line() > 0) {
      notes.add(
          "column '%s' is read as numbers, '%s' too; if it holds codes: %s"
              .formatted(
                  column.name(),
                  RawTable.shown(column.firstPadded().cell()),
                  Wording.set("categories", data.categories(), List.of(column.name()))));
    }
  }

  private void missing(ColumnTally column, Kind kind) {
    if (column.missing() == 0) {
      return;
    }
    MissingSpec spec = kind.missing(data.recipe().missingOf(column.name()));
    if (Absent.of(spec) != Absent.FILL) {
      return; // Refused, or counted when rows are left out.
    }
    String instead = kind instanceof Kind.Text ? "a category of its own" : fill(spec);
    String most = column.missing() * 2 > rows ? ", most of them," : ",";
    missing.add(column.name());
    datesMissing |= kind instanceof Kind.Date;
    missingIn.add(
        "column '%s' is missing in %d of %s%s and becomes %s there"
            .formatted(column.name(), column.missing(), Wording.rows(rows), most, instead));
  }

  /// What may be left out as long as something else is there to learn from.
  private void ids() {
    if (!ids.isEmpty() && ids.size() < features) {
      List<String> names = ids.stream().map(ColumnTally::name).toList();
      notes.addFirst(
          "%s like the number of the row: leave %s out with %s"
              .formatted(
                  Wording.columns(names) + (names.size() == 1 ? " looks" : " look"),
                  names.size() == 1 ? "it" : "them",
                  Wording.set("ignore", data.ignore(), names)));
    }
  }

  List<String> notes() {
    ids();
    List<String> all = new ArrayList<>(missingIn);
    if (missing.size() > ONE_BY_ONE_MAX) {
      MissingSpec usual = data.recipe().gaps().missing();
      String dates =
          datesMissing && usual instanceof MissingSpec.Constant
              ? "; of dates, " + fill(MissingSpec.MEAN)
              : "";
      all =
          new ArrayList<>(
              List.of(
                  "%s have missing cells: of numbers, they become %s%s; of texts, a category of their own"
                      .formatted(Wording.columns(missing), fill(usual), dates)));
    }
    all.addAll(limited(notes));
    return List.copyOf(all);
  }

  private static String fill(MissingSpec missing) {
    return switch (missing) {
      case MissingSpec.Constant(double value) -> Figure.rounded(value);
      case MissingSpec.Median() -> "the median of the training rows";
      case MissingSpec.Mean(), MissingSpec.DropRow(), MissingSpec.Fail() ->
          "the mean of the training rows";
    };
  }

  private static List<String> limited(List<String> notes) {
    int most = 3 * ONE_BY_ONE_MAX;
    if (notes.size() <= most) {
      return notes;
    }
    List<String> some = new ArrayList<>(notes.subList(0, most));
    some.add("%d more notes on columns are left out".formatted(notes.size() - most));
    return some;
  }

  /// @param names of the columns that are the same in each training row
  /// @param features all columns that are not ignored
  static Optional<String> ofConstant(List<String> names, int features) {
    if (names.isEmpty()) {
      return Optional.empty();
    }
    String all =
        names.size() == features
            ? ": no column tells anything, and the net can learn no more than the share or the mean of the label"
            : "";
    return Optional.of(
        "%s the same (or missing) in all training rows and %s nothing: 0 always%s"
            .formatted(Wording.columnsAre(names), names.size() == 1 ? "carries" : "carry", all));
  }
}
