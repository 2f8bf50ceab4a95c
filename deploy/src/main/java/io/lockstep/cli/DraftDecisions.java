package io.lockstep.cli;

import io.lockstep.config.Defaults;
import io.lockstep.data.ColumnLook;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Says in sentences what a [Draft] has decided, and how to decide otherwise.
final class DraftDecisions {

  /// Names of columns that a sentence tells.
  static final int NAMES_MAX = 8;

  private DraftDecisions() {}

  /// @param target where the draft is written
  static List<String> of(Draft draft, Path target) {
    List<String> decisions = new ArrayList<>();
    decisions.add(ofTarget(draft, target));
    if (!draft.look().dialect().header().orElse(true)) {
      decisions.add("the first line is taken as data (header: false); columns are named by number");
    }
    Draft.Columns columns = draft.columns();
    if (!columns.ignored().isEmpty()) {
      decisions.add("ignored: " + listed(columns.ignored()));
    }
    if (!columns.dates().isEmpty()) {
      decisions.add("read as dates, by their parts: " + listed(columns.dates()));
    }
    if (columns.picture() == Draft.Picture.BYTES) {
      decisions.add("the columns are taken as the bytes of an image (scale: pixels)");
    }
    if (!columns.longTails().isEmpty()) {
      decisions.add("by their order of magnitude (scale: log1p): " + quoted(columns.longTails()));
    }
    if (!columns.numbers().isEmpty()) {
      decisions.add("read as numbers: " + listed(columns.numbers()));
    }
    if (!columns.categories().isEmpty()) {
      decisions.add("read as texts: " + listed(columns.categories()));
    }
    columns.missingMarkers().ifPresent(markers -> decisions.addAll(ofMarkers(markers)));
    if (columns.skipped()) {
      decisions.add(ofSkipped(draft));
    }
    if (!draft.isSplit()) {
      decisions.add(ofAllRows(draft, target));
    }
    return decisions;
  }

  private static String ofAllRows(Draft draft, Path target) {
    long rows = draft.look().rows();
    return draft.isFolded()
        ? "all %d rows are trained on, since a tenth of them would say little; how good that is, measured on each of them: lockstep train %s --folds 5"
            .formatted(rows, target)
        : "%s too few to keep any aside: the figures of training are of the rows it has seen"
            .formatted(rows == 1 ? "1 row is" : rows + " rows are");
  }

  /// What counts as missing that usually does not, and the other way round.
  private static List<String> ofMarkers(List<String> markers) {
    List<String> more = new ArrayList<>(markers);
    more.removeAll(Defaults.MISSING_MARKERS);
    List<String> less = new ArrayList<>(Defaults.MISSING_MARKERS);
    less.removeAll(markers);
    List<String> decisions = new ArrayList<>();
    if (!more.isEmpty()) {
      decisions.add("'%s' counts as missing, too".formatted(String.join("', '", more)));
    }
    if (!less.isEmpty()) {
      decisions.add("'%s' is a value, not a missing one".formatted(String.join("', '", less)));
    }
    return decisions;
  }

  private static String ofTarget(Draft draft, Path target) {
    Draft.Target label = draft.target();
    String name = label.column().name();
    if (!label.isOfClasses()) {
      return "label '%s' is taken as a number".formatted(name) + ofClassesInstead(draft, target);
    }
    String classes = "label '%s' is taken as %d classes".formatted(name, label.outputs());
    if (!label.isOfNumberedClasses()) {
      return classes;
    }
    return "%s, each whole number one; to predict the number: lockstep train %s --set model.loss=mse --set model.layers.%d.dense=1 --set data.label-scale=standard"
        .formatted(classes, target, draft.net().lastLayer());
  }

  /// Where the whole numbers are so few that they may be classes.
  private static String ofClassesInstead(Draft draft, Path target) {
    if (!draft.target().mayBeOfClasses()) {
      return "";
    }
    long classes = draft.target().column().counts().distinct();
    return "; to take each of its %d whole numbers as a class: lockstep train %s --set model.loss=cross-entropy --set model.layers.%d.dense=%d --set data.label-scale=none"
        .formatted(classes, target, draft.net().lastLayer(), classes);
  }

  private static String ofSkipped(Draft draft) {
    ColumnLook label = draft.target().column();
    String markers =
        draft.look().labelMarkers().isEmpty()
            ? ""
            : "; '%s' counts as missing: if it is a class, take it out of data.missing-markers"
                .formatted(draft.look().labelMarkers().getFirst());
    return "rows without a label are left out (unlabelled: skip): %d of %d%s"
        .formatted(label.counts().missing(), draft.look().rows(), markers);
  }

  private static String quoted(List<String> names) {
    String some = String.join("', '", names.stream().limit(NAMES_MAX).toList());
    int more = names.size() - NAMES_MAX;
    return more > 0 ? "'%s' and %d more".formatted(some, more) : "'%s'".formatted(some);
  }

  static String listed(List<Draft.Remark> remarks) {
    String some =
        String.join(
            ", ",
            remarks.stream()
                .limit(NAMES_MAX)
                .map(remark -> "'%s' (%s)".formatted(remark.column(), remark.reason()))
                .toList());
    int more = remarks.size() - NAMES_MAX;
    return more > 0 ? "%s and %d more".formatted(some, more) : some;
  }
}
