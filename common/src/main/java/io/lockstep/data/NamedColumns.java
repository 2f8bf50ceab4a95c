package io.lockstep.data;

import io.lockstep.config.ColumnSpec;
import io.lockstep.config.DataSection;
import io.lockstep.config.LossSpec;
import io.lockstep.config.MissingSpec;
import io.lockstep.data.ReadPlan.Kind;
import io.lockstep.data.ReadPlan.Wanted;
import io.lockstep.failure.LockstepException;
import io.lockstep.source.DataFile;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// Whether the columns that a configuration names are in the file, and are such that what it says
/// of each has an effect: a key that changes nothing was meant otherwise.
final class NamedColumns {

  private final ColumnChoice choice;
  private final List<String> labels;
  private final DataSection data;
  private final List<String> notes = new ArrayList<>();

  NamedColumns(ColumnChoice choice, List<String> labels, DataSection data) {
    this.choice = choice;
    this.labels = labels;
    this.data = data;
  }

  /// Positions of the labels.
  ///
  /// @throws LockstepException naming the first column that is not there, or of which two keys say
  ///   what cannot both be
  List<Integer> check(LossSpec loss) {
    List<Integer> labelsAt = new ArrayList<>();
    List<String> taken = new ArrayList<>(data.ignore());
    for (String label : labels) {
      labelsAt.add(choice.one(label, "label column", taken));
      taken.add(label);
    }
    check("ignore", "ignored column", data.ignore(), taken);
    check("categories", "column of categories", data.categories(), taken);
    check("numbers", "column of numbers", data.numbers(), taken);
    check("dates", "column of dates", data.recipe().dates().columns(), taken);
    check("columns", "column of data.columns", data.recipe().byColumn().keySet(), taken);
    refuseLabelIn("ignore", data.ignore(), "leaves it out");
    refuseLabelIn("dates", data.recipe().dates().columns(), "takes it for a date");
    if (loss.labels().areClasses()) {
      refuseLabelIn("numbers", data.numbers(), "takes it for numbers, but this loss for classes");
    } else {
      refuseLabelIn(
          "categories", data.categories(), "takes it for texts, but this loss for numbers");
    }
    return labelsAt;
  }

  private void check(String key, String role, Collection<String> names, List<String> taken) {
    names.forEach(name -> choice.one(name, role, taken));
    List<String> ignored =
        key.equals("ignore") ? List.of() : names.stream().filter(data.ignore()::contains).toList();
    if (key.equals("columns")) {
      refuseUnused(names, ignored);
    } else if (!ignored.isEmpty()) {
      notes.add(
          "%s ignored, so data.%s says nothing of %s"
              .formatted(Wording.columnsAre(ignored), key, ignored.size() == 1 ? "it" : "them"));
    }
  }

  private void refuseUnused(Collection<String> names, List<String> ignored) {
    for (String name : names) {
      if (ignored.contains(name) || labels.contains(name)) {
        boolean isLabel = labels.contains(name);
        throw refused(
            "column '%s' is %s, so data.columns says nothing of it"
                .formatted(name, isLabel ? "the label" : "ignored"),
            isLabel
                ? "to scale the label: --set data.label-scale=standard"
                : "take it out of data.columns or of data.ignore");
      }
    }
  }

  private void refuseLabelIn(String key, List<String> names, String taken) {
    for (String label : labels) {
      if (names.contains(label)) {
        List<String> others = names.stream().filter(name -> !name.equals(label)).toList();
        throw refused(
            "column '%s' is the label, and data.%s %s".formatted(label, key, taken),
            Wording.set(key, others, List.of()));
      }
    }
  }

  /// What is said for numbers alone of a feature that is read as texts or dates.
  ///
  /// @throws LockstepException when there is such
  void refuseIdle(List<Wanted> features) {
    for (Wanted feature : features) {
      ColumnSpec said = data.recipe().byColumn().get(feature.name());
      if (said != null
          && feature.kind() instanceof Kind.Date
          && said.missing().orElse(MissingSpec.MEAN) instanceof MissingSpec.Constant) {
        throw refused(
            "column '%s' is read as dates, and its missing in data.columns is a number, which is none"
                .formatted(feature.name()),
            "write mean, median, drop-row or fail; or leave it out: a missing date becomes the mean");
      }
      if (said != null && feature.kind() instanceof Kind.Text) {
        said.scale()
            .ifPresent(_ -> {
              throw idle(feature.name(), "scale", "categories have no scale");
            });
        // It is one more word of what all columns do, unless the others do otherwise.
        said.missing()
            .filter(missing -> Absent.of(missing) == Absent.FILL)
            .filter(_ -> Absent.of(data.recipe().gaps().missing()) == Absent.FILL)
            .ifPresent(_ -> {
              throw idle(feature.name(), "missing", "missing ones are a category of their own");
            });
      }
    }
  }

  private LockstepException idle(String column, String key, String why) {
    boolean declared = data.categories().contains(column);
    return refused(
        "column '%s' is read as categories, so its %s in data.columns says nothing: %s"
            .formatted(column, key, why),
        declared
            ? "take it out of data.columns, or of data.categories if it holds numbers"
            : "take it out of data.columns; if its cells are numbers to you: "
                + Wording.set("numbers", data.numbers(), List.of(column)));
  }

  /// Columns that are ignored all the same.
  List<String> notes() {
    return List.copyOf(notes);
  }

  private LockstepException refused(String error, String advice) {
    DataFile file = choice.rows().file();
    return file.failure(error, file.at(1)).advising(advice).exception();
  }
}
