package io.lockstep.data;

import io.lockstep.config.DataSection.Missing;
import io.lockstep.data.ReadPlan.Wanted;
import io.lockstep.failure.LockstepException;
import io.lockstep.source.CsvRows;
import io.lockstep.source.DataFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The wanted columns of a CSV file, read whole.
///
/// @param features in the order they were wanted
/// @param sha256 of the file's content
record RawTable(
    DataFile file, List<RawColumn> features, Optional<RawColumn> label, int rows, String sha256) {

  /// Different texts a column may hold.
  static final int TEXTS_MAX = 100_000;

  /// What a column is read for.
  private enum Role {
    FEATURE,
    LABEL
  }

  static RawTable read(DataFile file, ReadPlan plan) {
    try (CsvRows rows = CsvRows.open(file, plan.dialect())) {
      int[] featureAt = new int[plan.features().size()];
      List<RawColumn> features = new ArrayList<>();
      for (int i = 0; i < featureAt.length; i++) {
        featureAt[i] = columnOf(rows, plan.features().get(i).name(), "column");
        features.add(empty(plan.features().get(i)));
      }
      Optional<RawColumn> label = plan.label().map(RawTable::empty);
      int labelAt =
          plan.label().map(wanted -> columnOf(rows, wanted.name(), "label column")).orElse(-1);
      int count = 0;
      while (rows.next()) {
        for (int i = 0; i < featureAt.length; i++) {
          addFeature(rows, featureAt[i], features.get(i), plan);
        }
        if (labelAt >= 0) {
          addLabel(rows, labelAt, label.orElseThrow(), plan);
        }
        count++;
      }
      if (count == 0) {
        throw noRows(file);
      }
      return new RawTable(file, features, label, count, rows.sha256());
    }
  }

  static LockstepException noRows(DataFile file) {
    return file.failure("the file has a header and no rows", file.path().toString())
        .advising("give a file with at least one row of data")
        .exception();
  }

  static int columnOf(CsvRows rows, String name, String role) {
    int column = rows.header().indexOf(name);
    if (column < 0) {
      throw rows.file()
          .failure(role + " '" + name + "' is not in the file", rows.file().at(1))
          .advising(NearestName.advice(name, rows.header()))
          .exception();
    }
    return column;
  }

  private static RawColumn empty(Wanted wanted) {
    return switch (wanted.kind()) {
      case NUMBER -> new RawColumn.Numbers(wanted.name());
      case TEXT -> new RawColumn.Texts(wanted.name());
    };
  }

  private static void addFeature(CsvRows rows, int at, RawColumn column, ReadPlan plan) {
    String cell = rows.cell(at);
    if (!plan.isMissing(cell)) {
      add(rows, cell, column, Role.FEATURE);
      return;
    }
    if (plan.missing() == Missing.FAIL) {
      throw rows.file()
          .failure(
              "column '" + column.name() + "': the value is missing", rows.file().at(rows.line()))
          .advising("fill it in, or let it be filled: --set data.missing=mean")
          .exception();
    }
    column.addMissing();
  }

  private static void addLabel(CsvRows rows, int at, RawColumn column, ReadPlan plan) {
    String cell = rows.cell(at);
    if (plan.isMissing(cell)) {
      throw rows.file()
          .failure(
              "label column '" + column.name() + "': the label is missing",
              rows.file().at(rows.line()))
          .advising("fill the label in, or remove that line")
          .exception();
    }
    add(rows, cell, column, Role.LABEL);
  }

  private static void add(CsvRows rows, String cell, RawColumn column, Role role) {
    switch (column) {
      case RawColumn.Numbers numbers -> {
        double value = NumberText.parse(cell);
        if (Double.isNaN(value)) {
          throw notANumber(rows, column.name(), cell, role);
        }
        numbers.add(value);
      }
      case RawColumn.Texts texts -> {
        texts.add(cell, rows.line());
        if (texts.dictionary().size() > TEXTS_MAX) {
          throw rows.file()
              .failure(
                  "column '%s' holds more than %d different texts"
                      .formatted(column.name(), TEXTS_MAX),
                  rows.file().at(rows.line()))
              .advising(
                  switch (role) {
                    case FEATURE -> "leave it out: --set data.ignore=[" + column.name() + "]";
                    case LABEL ->
                        "name a label column of fewer classes; to predict a number:"
                            + " --set model.loss=mse";
                  })
              .exception();
        }
      }
    }
  }

  private static LockstepException notANumber(CsvRows rows, String column, String cell, Role role) {
    return rows.file()
        .failure(
            "%scolumn '%s': '%s' is not a number"
                .formatted(role == Role.LABEL ? "label " : "", column, shown(cell)),
            rows.file().at(rows.line()))
        .advising(
            switch (role) {
              case FEATURE -> "fix the cell, or leave it empty when the value is missing";
              case LABEL -> "fix the label, or remove that line";
            })
        .exception();
  }

  /// A cell as an error shows it.
  static String shown(String cell) {
    return cell.length() > 40 ? cell.substring(0, 40) + "…" : cell;
  }
}
