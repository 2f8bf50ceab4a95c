package io.lockstep.data;

import io.lockstep.config.DataSection.Missing;
import io.lockstep.data.ReadPlan.Wanted;
import io.lockstep.failure.LockstepException;
import io.lockstep.source.CsvRows;
import io.lockstep.source.DataFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The wanted columns of a CSV file, read whole.
///
/// @param features in the order they were wanted
/// @param rows that were kept
/// @param account of the reading
record RawTable(
    DataFile file, List<RawColumn> features, Optional<RawColumn> label, int rows, Account account) {

  /// Different texts a column may hold.
  static final int TEXTS_MAX = 100_000;

  private static final int SHOWN_CHARS = 40;

  /// @param unlabelled rows that were left out
  /// @param others columns of the file that were not wanted
  /// @param sha256 of the file's content
  /// @param notes on how the file was read
  record Account(long unlabelled, List<String> others, String sha256, List<String> notes) {
    Account {
      others = List.copyOf(others);
      notes = List.copyOf(notes);
    }
  }

  /// What a column is read for.
  private enum Role {
    FEATURE,
    LABEL
  }

  static RawTable read(DataFile file, ReadPlan plan) {
    try (CsvRows rows = CsvRows.open(file, plan.rules().dialect())) {
      List<String> names = plan.features().stream().map(Wanted::name).toList();
      ColumnChoice choice = new ColumnChoice(rows);
      int[] featureAt = choice.all(names);
      List<RawColumn> features = plan.features().stream().map(RawColumn::empty).toList();
      Optional<RawColumn> label = plan.label().map(RawColumn::empty);
      int labelAt = plan.label().map(wanted -> choice.labelOf(wanted.name(), names)).orElse(-1);
      int count = 0;
      long unlabelled = 0;
      while (rows.next()) {
        if (labelAt >= 0 && !addLabel(rows, labelAt, label.orElseThrow(), plan)) {
          unlabelled++;
          continue;
        }
        for (int i = 0; i < featureAt.length; i++) {
          addFeature(rows, featureAt[i], features.get(i), plan);
        }
        count++;
      }
      if (count == 0) {
        throw noRows(file, unlabelled);
      }
      List<String> others = new ArrayList<>(rows.header());
      others.removeAll(Set.copyOf(names));
      plan.label().ifPresent(wanted -> others.remove(wanted.name()));
      return new RawTable(
          file,
          features,
          label,
          count,
          new Account(unlabelled, others, rows.sha256(), rows.notes()));
    }
  }

  /// Columns of the file.
  int columns() {
    return features.size() + (label.isPresent() ? 1 : 0) + account.others().size();
  }

  /// The same rows, without some columns.
  RawTable without(Set<String> columns) {
    List<RawColumn> kept =
        features.stream().filter(column -> !columns.contains(column.name())).toList();
    return new RawTable(file, kept, label, rows, account);
  }

  /// @param unlabelled rows that are there, but have no label
  static LockstepException noRows(DataFile file, long unlabelled) {
    return unlabelled > 0
        ? file.failure("no row of the file has a label", file.path().toString())
            .advising("fill labels in, or name another label column")
            .exception()
        : file.failure("the file has a header and no rows", file.path().toString())
            .advising("give a file with at least one row of data")
            .exception();
  }

  private static void addFeature(CsvRows rows, int at, RawColumn column, ReadPlan plan) {
    String cell = rows.cell(at);
    if (!plan.rules().isMissing(cell)) {
      add(rows, cell, column, Role.FEATURE);
      return;
    }
    if (plan.rules().missing() == Missing.FAIL) {
      throw rows.file()
          .failure(
              "column '" + column.name() + "': the value is missing", rows.file().at(rows.line()))
          .advising(
              isOfTraining(rows)
                  ? "fill it in, or let it be filled: --set data.missing=mean"
                  : "fill it in: this model was trained with data.missing: fail")
          .exception();
    }
    column.addMissing();
  }

  /// @return false when the row has no label and is to be left out
  private static boolean addLabel(CsvRows rows, int at, RawColumn column, ReadPlan plan) {
    String cell = rows.cell(at);
    if (!plan.rules().isMissing(cell)) {
      add(rows, cell, column, Role.LABEL);
      return true;
    }
    if (plan.rules().skipsUnlabelled()) {
      return false;
    }
    String marker = cell.isEmpty() ? "" : "; '%s' counts as missing".formatted(shown(cell));
    throw rows.file()
        .failure(
            "label column '%s': the label is missing%s".formatted(column.name(), marker),
            rows.file().at(rows.line()))
        .advising(
            isOfTraining(rows) ? labelAdvice(cell, plan) : "fill the label in, or remove that line")
        .exception();
  }

  private static String labelAdvice(String cell, ReadPlan plan) {
    String skip = "fill the label in, or leave such rows out: --set data.unlabelled=skip";
    if (cell.isEmpty()) {
      return skip;
    }
    List<String> without =
        plan.rules().missingMarkers().stream().filter(marker -> !marker.equals(cell)).toList();
    return "%s; if '%s' is a class: %s"
        .formatted(skip, shown(cell), Wording.set("missing-markers", without, List.of()));
  }

  /// Whether the configuration names the file, so that `--set` can change how it is read.
  private static boolean isOfTraining(CsvRows rows) {
    return !rows.file().key().isEmpty();
  }

  private static void add(CsvRows rows, String cell, RawColumn column, Role role) {
    switch (column) {
      case RawColumn.Numbers numbers -> {
        double value = numbers.parse(cell);
        if (Double.isNaN(value)) {
          throw notANumber(rows, numbers, cell, role);
        }
        numbers.add(value);
      }
      case RawColumn.Texts texts -> {
        texts.add(cell, rows.line());
        if (texts.dictionary().size() > TEXTS_MAX) {
          throw tooManyTexts(rows, column.name(), role);
        }
      }
    }
  }

  private static LockstepException tooManyTexts(CsvRows rows, String column, Role role) {
    return rows.file()
        .failure(
            "column '%s' holds more than %d different texts".formatted(column, TEXTS_MAX),
            rows.file().at(rows.line()))
        .advising(
            switch (role) {
              case FEATURE -> "leave it out: " + Wording.set("ignore", List.of(), List.of(column));
              case LABEL ->
                  "name a label column of fewer classes; to predict a number:"
                      + " --set model.loss=mse";
            })
        .exception();
  }

  private static LockstepException notANumber(
      CsvRows rows, RawColumn.Numbers column, String cell, Role role) {
    return rows.file()
        .failure(
            "%scolumn '%s': '%s' %s%s"
                .formatted(
                    role == Role.LABEL ? "label " : "",
                    column.name(),
                    shown(cell),
                    NumberText.fault(cell),
                    column.writing().map(RawTable::ofWriting).orElse("")),
            rows.file().at(rows.line()))
        .advising(
            switch (role) {
              case FEATURE ->
                  "fix the cell, or leave it empty when the value is missing" + headerPerhaps(rows);
              case LABEL -> "fix the label, or remove that line";
            })
        .exception();
  }

  /// What looks like a wrong cell may be the name of its column.
  private static String headerPerhaps(CsvRows rows) {
    return rows.isNamed() || rows.line() > 1 || isOfTraining(rows)
        ? ""
        : "; if this line names the columns: --set data.header=true";
  }

  private static String ofWriting(NumberWriting writing) {
    String unit = writing.unit().isEmpty() ? "" : " of " + writing.unit();
    return "%s with a decimal %s, as this column has them"
        .formatted(unit, writing.decimal() == '.' ? "point" : "comma");
  }

  /// A cell as an error shows it.
  static String shown(String cell) {
    return cell.length() > SHOWN_CHARS ? cell.substring(0, SHOWN_CHARS) + "…" : cell;
  }
}
