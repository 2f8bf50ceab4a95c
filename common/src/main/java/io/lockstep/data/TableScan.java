package io.lockstep.data;

import io.lockstep.config.BadRows;
import io.lockstep.config.DataSection;
import io.lockstep.config.LossSpec;
import io.lockstep.config.ScaleSpec;
import io.lockstep.data.ReadPlan.Kind;
import io.lockstep.data.ReadPlan.Wanted;
import io.lockstep.failure.LockstepException;
import io.lockstep.source.CsvRows;
import io.lockstep.source.DataFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// First pass over a CSV file: which columns there are and what each of them is read as.
///
/// @param plan what the second pass reads
/// @param looks what each column holds, in the order of the header
/// @param sha256 of the content, to notice a file that changes between the passes
record TableScan(ReadPlan plan, List<ColumnLook> looks, String sha256, List<String> notes) {

  static TableScan of(DataFile file, List<String> labels, DataSection data, LossSpec loss) {
    file.requireTwoPasses();
    try (CsvRows rows = CsvRows.open(file, data.dialect())) {
      NamedColumns named = new NamedColumns(new ColumnChoice(rows), labels, data);
      List<Integer> labelsAt = named.check(loss);
      TableTally tally = TableTally.of(rows, labelsAt.getFirst(), CellRules.of(data));
      List<Wanted> wantedLabels =
          labelsAt.stream()
              .map(at -> tally.columns().get(at))
              .map(column -> Wanted.label(column.name(), labelKind(file, column, data, loss)))
              .toList();
      ColumnNotes notes = new ColumnNotes(data, tally.rows());
      List<Wanted> features = features(file, tally, labels, data, notes);
      named.refuseIdle(features);
      if (features.isEmpty()) {
        throw file.failure("no column is left to learn from", file.at(1))
            .advising(
                data.ignore().isEmpty()
                    ? "add columns that say something of the label to the file"
                    : "name fewer columns in data.ignore, which has %s; or add columns to the file"
                        .formatted(Wording.quoted(data.ignore())))
            .exception();
      }
      List<String> all = new ArrayList<>(tally.notes());
      if (tally.unlabelled() > 0) {
        all.add(Labels.leftOut(tally.unlabelled()));
      }
      all.addAll(named.notes());
      all.addAll(notes.notes());
      return new TableScan(
          new ReadPlan(features, Optional.of(wantedLabels.getFirst()), CellRules.of(data))
              .withLabels(wantedLabels.subList(1, wantedLabels.size())),
          tally.columns().stream().map(ColumnTally::look).toList(),
          tally.sha256(),
          List.copyOf(all));
    }
  }

  private static List<Wanted> features(
      DataFile file, TableTally tally, List<String> labels, DataSection data, ColumnNotes notes) {
    List<Wanted> features = new ArrayList<>();
    ColumnDoubts doubts = new ColumnDoubts(file, data);
    for (ColumnTally column : tally.columns()) {
      if (labels.contains(column.name()) || data.ignore().contains(column.name())) {
        continue;
      }
      Kind kind = kind(file, column, data, doubts);
      Absent absent = Absent.of(data.recipe().missingOf(column.name()));
      features.add(new Wanted(column.name(), kind, absent));
      notes.consider(column, kind);
    }
    doubts.settle();
    return features;
  }

  private static Kind kind(
      DataFile file, ColumnTally column, DataSection data, ColumnDoubts doubts) {
    if (data.categories().contains(column.name())) {
      return new Kind.Text();
    }
    if (data.numbers().contains(column.name())) {
      return numberKind(column);
    }
    if (data.recipe().dates().columns().contains(column.name())) {
      return dateKind(file, column, data.recipe().dates().dayFirst());
    }
    // Whoever passes over bad rows has said what texts among numbers are.
    if (column.kind() == ColumnKind.MIXED && data.badRows().rule() != BadRows.Rule.FAIL) {
      return mostlyNumbers(column);
    }
    doubts.consider(column);
    return column.allNumbers() ? new Kind.Plain() : new Kind.Text();
  }

  private static Kind mostlyNumbers(ColumnTally column) {
    return column.isWritten() ? new Kind.Written(column.writing()) : new Kind.Plain();
  }

  private static Kind dateKind(DataFile file, ColumnTally column, Optional<Boolean> dayFirst) {
    DateValue.OrderFinder order = column.dateOrder();
    if (dayFirst.isEmpty() && order.isInDoubt()) {
      ColumnTally.Sample sample = order.doubtful();
      throw file.failure(
              "column '%s': '%s' can be read in two ways, and the other dates do not tell which"
                  .formatted(column.name(), sample.cell()),
              file.at(sample.line()))
          .advising(
              "--set data.day-first=true if the day comes first; --set data.day-first=false if the month does")
          .exception();
    }
    return new Kind.Date(dayFirst.map(DateOrder::of).orElse(order.order()));
  }

  private static Kind numberKind(ColumnTally column) {
    return column.allNumbers() ? new Kind.Plain() : new Kind.Written(column.writing());
  }

  private static Kind labelKind(DataFile file, ColumnTally label, DataSection data, LossSpec loss) {
    return switch (loss.labels()) {
      case CLASSES, TWO_CLASSES -> {
        if (label.allNumbers() && !label.allWhole()) {
          throw fractionalClass(file, label, LabelAdvice.of(data.train()));
        }
        yield new Kind.Text();
      }
      case NUMBERS -> {
        if (label.kind() == ColumnKind.MIXED && data.badRows().rule() != BadRows.Rule.FAIL) {
          yield mostlyNumbers(label);
        }
        if (!label.allNumbers() && !data.numbers().contains(label.name())) {
          throw textTarget(file, label, data);
        }
        boolean scaled = !data.recipe().labelScale().equals(ScaleSpec.NONE);
        if (loss instanceof LossSpec.Mse && !scaled && label.largestSize() > Targets.SIZE_MAX) {
          throw hugeTarget(file, label);
        }
        yield numberKind(label);
      }
    };
  }

  private static LockstepException fractionalClass(
      DataFile file, ColumnTally label, LabelAdvice advice) {
    return file.failure(
            "label column '%s' holds %s: classes are whole numbers or texts"
                .formatted(label.name(), label.firstFraction().cell()),
            file.at(label.firstFraction().line()))
        .advising(advice.onFractions(label.name()))
        .exception();
  }

  private static LockstepException textTarget(DataFile file, ColumnTally label, DataSection data) {
    String classes = LabelAdvice.of(data.train()).onTexts();
    boolean written = label.kind() == ColumnKind.WRITTEN_NUMBER;
    return file.failure(
            "label column '%s' holds '%s': this loss needs numbers"
                .formatted(label.name(), RawTable.shown(label.firstText().cell())),
            file.at(label.firstText().line()))
        .advising(
            written
                ? "to read it as numbers: %s; %s"
                    .formatted(
                        Wording.set("numbers", data.numbers(), List.of(label.name())), classes)
                : classes)
        .exception();
  }

  private static LockstepException hugeTarget(DataFile file, ColumnTally label) {
    return file.failure(
            "label column '%s' holds %s: a target of this size cannot be trained, its squares leave the range of a float"
                .formatted(label.name(), label.largest().cell()),
            file.at(label.largest().line()))
        .advising("let it be scaled: --set data.label-scale=standard")
        .exception();
  }
}
