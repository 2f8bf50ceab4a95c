package io.lockstep.data;

import io.lockstep.config.DataSection;
import io.lockstep.failure.LockstepException;
import io.lockstep.source.DataFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Asks what columns are that cannot be meant as they stand: nothing is guessed that would change a
/// model without a word, and each question comes with the keys that answer it.
final class ColumnDoubts {

  private static final int MARKER_CHARS_MAX = 40;

  private final DataFile file;
  private final DataSection data;
  private final List<ColumnTally> written = new ArrayList<>();
  private final List<ColumnTally> useless = new ArrayList<>();

  ColumnDoubts(DataFile file, DataSection data) {
    this.file = file;
    this.data = data;
  }

  /// @param column a feature of which the configuration says nothing
  /// @throws LockstepException at a text among numbers
  void consider(ColumnTally column) {
    ColumnLook.Counts counts = column.counts();
    switch (column.kind()) {
      case MIXED -> throw textInNumbers(column);
      case WRITTEN_NUMBER -> written.add(column);
      case DATE -> {
        if (!column.allNumbers() && counts.distinct() > 2 && counts.differInPercent(10)) {
          useless.add(column);
        }
      }
      case FREE_TEXT, ID_LIKE -> {
        if (!column.allNumbers()) {
          useless.add(column);
        }
      }
      case NUMBER, WHOLE_NUMBER, CATEGORY, CONSTANT, EMPTY -> {} // As they stand.
    }
  }

  /// @throws LockstepException naming all columns that are in doubt
  void settle() {
    if (!written.isEmpty() || !useless.isEmpty()) {
      ColumnTally first = written.isEmpty() ? useless.getFirst() : written.getFirst();
      throw file.failure(error(), file.at(first.firstUnreadable().line()))
          .advising(advice())
          .exception();
    }
  }

  private String error() {
    List<String> parts = new ArrayList<>();
    if (!written.isEmpty()) {
      parts.add(
          "%s numbers that are written otherwise, such as '%s'"
              .formatted(holds(written), RawTable.shown(written.getFirst().firstText().cell())));
    }
    if (!useless.isEmpty()) {
      List<String> each = useless.stream().limit(5).map(ColumnDoubts::described).toList();
      parts.add(
          "%s mean nothing to a net as categories: %s%s"
              .formatted(
                  Wording.columns(names(useless)) + " would",
                  String.join(", ", each),
                  useless.size() > each.size() ? ", …" : ""));
    }
    return String.join("; ", parts);
  }

  private static String holds(List<ColumnTally> columns) {
    return Wording.columns(names(columns)) + (columns.size() == 1 ? " holds" : " hold");
  }

  private static String described(ColumnTally column) {
    ColumnLook.Counts counts = column.counts();
    String what =
        switch (column.kind()) {
          case DATE -> "different dates";
          case FREE_TEXT -> "different sentences";
          case NUMBER, WHOLE_NUMBER, WRITTEN_NUMBER, MIXED, CATEGORY, ID_LIKE, CONSTANT, EMPTY ->
              "different texts";
        };
    return "%d %s in %d cells".formatted(counts.distinct(), what, counts.counted());
  }

  private String advice() {
    List<String> parts = new ArrayList<>();
    List<String> flags = new ArrayList<>();
    if (!written.isEmpty()) {
      flags.add(Wording.set("numbers", data.numbers(), names(written)));
    }
    if (!useless.isEmpty()) {
      flags.add(Wording.set("ignore", data.ignore(), names(useless)));
    }
    parts.add(String.join(" ", flags));
    List<String> days = names(useless.stream().filter(column -> column.look().isOfDays()).toList());
    if (!days.isEmpty()) {
      parts.add(
          "to take year, month, day and weekday of dates: "
              + Wording.set("dates", data.recipe().dates().columns(), days));
    }
    List<String> all = new ArrayList<>(names(written));
    all.addAll(names(useless));
    parts.add("if they are categories: " + Wording.set("categories", data.categories(), all));
    return String.join("; ", parts);
  }

  private static List<String> names(List<ColumnTally> columns) {
    return columns.stream().map(ColumnTally::name).toList();
  }

  /// A column of which at least half of the cells are numbers is meant as numbers: a text in it is
  /// an error, and not the end of all its numbers as thousands of categories.
  private LockstepException textInNumbers(ColumnTally column) {
    ColumnTally.Sample first = column.firstUnreadable();
    List<String> name = List.of(column.name());
    Optional<String> numbers =
        column.isWritten()
            ? Optional.of(
                ", once the others are read by " + Wording.set("numbers", data.numbers(), name))
            : Optional.empty();
    return file.failure(
            "column '%s': '%s' %s; %d of %d cells are not%s"
                .formatted(
                    column.name(),
                    RawTable.shown(first.cell()),
                    NumberText.fault(first.cell()),
                    column.unreadable(),
                    column.cells(),
                    numbers.orElse("")),
            file.at(first.line()))
        .advising(
            "fix the cells, or say what is meant: %s for texts, %s%s to leave it out"
                .formatted(
                    Wording.set("categories", data.categories(), name),
                    markerPerhaps(first.cell()),
                    Wording.set("ignore", data.ignore(), name)))
        .exception();
  }

  /// Nobody writes that something is missing with many letters.
  private String markerPerhaps(String cell) {
    return cell.length() > MARKER_CHARS_MAX
        ? ""
        : Wording.set("missing-markers", data.missingMarkers(), List.of(cell)) + " for missing, ";
  }
}
