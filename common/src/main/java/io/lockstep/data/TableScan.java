package io.lockstep.data;

import io.lockstep.config.DataSection;
import io.lockstep.config.LossSpec;
import io.lockstep.data.ReadPlan.Kind;
import io.lockstep.data.ReadPlan.Wanted;
import io.lockstep.failure.LockstepException;
import io.lockstep.source.CsvRows;
import io.lockstep.source.DataFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// First pass over a CSV file: which columns there are and what each of them is.
///
/// @param plan what the second pass reads
/// @param sha256 of the content, to notice a file that changes between the passes
record TableScan(ReadPlan plan, String sha256, List<String> notes) {

  static TableScan of(DataFile file, String label, DataSection data, LossSpec loss) {
    try (CsvRows rows = CsvRows.open(file, data.dialect())) {
      int labelAt = RawTable.columnOf(rows, label, "label column");
      data.ignore().forEach(name -> RawTable.columnOf(rows, name, "ignored column"));
      data.categories().forEach(name -> RawTable.columnOf(rows, name, "column of categories"));
      List<ColumnScan> columns = rows.header().stream().map(ColumnScan::new).toList();
      ReadPlan markers =
          new ReadPlan(
              List.of(), Optional.empty(), data.missing(), data.missingMarkers(), data.dialect());
      long count = count(rows, columns, markers);
      if (count == 0) {
        throw RawTable.noRows(file);
      }
      List<Wanted> features = new ArrayList<>();
      List<String> notes = new ArrayList<>(rows.notes());
      for (ColumnScan column : columns) {
        if (column != columns.get(labelAt) && !data.ignore().contains(column.name())) {
          boolean declared = data.categories().contains(column.name());
          Kind kind = declared ? Kind.TEXT : column.featureKind(file);
          features.add(new Wanted(column.name(), kind));
          column.note(kind, data.missing()).ifPresent(notes::add);
        }
      }
      if (features.isEmpty()) {
        throw file.failure("no column is left to learn from", file.at(1))
            .advising("name fewer columns in data.ignore, or add columns to the file")
            .exception();
      }
      Wanted wantedLabel = new Wanted(label, labelKind(file, columns.get(labelAt), loss));
      ReadPlan plan =
          new ReadPlan(
              features,
              Optional.of(wantedLabel),
              data.missing(),
              data.missingMarkers(),
              data.dialect());
      return new TableScan(plan, rows.sha256(), List.copyOf(notes));
    }
  }

  private static long count(CsvRows rows, List<ColumnScan> columns, ReadPlan markers) {
    long count = 0;
    while (rows.next()) {
      count++;
      for (int i = 0; i < columns.size(); i++) {
        String cell = rows.cell(i);
        if (markers.isMissing(cell)) {
          columns.get(i).addMissing();
        } else {
          columns.get(i).add(cell, rows.line());
        }
      }
    }
    return count;
  }

  private static Kind labelKind(DataFile file, ColumnScan label, LossSpec loss) {
    return switch (loss) {
      case CROSS_ENTROPY, BINARY_CROSS_ENTROPY -> {
        if (label.allNumbers() && !label.allWhole()) {
          throw fractionalClass(file, label);
        }
        yield Kind.TEXT;
      }
      case MSE, MAE -> {
        if (!label.allNumbers()) {
          throw textTarget(file, label);
        }
        yield Kind.NUMBER;
      }
    };
  }

  private static LockstepException fractionalClass(DataFile file, ColumnScan label) {
    return file.failure(
            "label column '%s' holds %s: classes are whole numbers or texts"
                .formatted(label.name(), label.firstFraction()),
            file.at(label.firstFractionLine()))
        .advising("to predict a number: --set model.loss=mse")
        .exception();
  }

  private static LockstepException textTarget(DataFile file, ColumnScan label) {
    return file.failure(
            "label column '%s' holds '%s': this loss needs numbers"
                .formatted(label.name(), label.firstText()),
            file.at(label.firstTextLine()))
        .advising("to predict a class: --set model.loss=cross-entropy")
        .exception();
  }
}
