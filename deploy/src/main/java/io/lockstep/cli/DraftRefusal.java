package io.lockstep.cli;

import io.lockstep.data.ColumnKind;
import io.lockstep.data.ColumnLook;
import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import java.nio.file.Path;
import java.util.stream.Collectors;

/// What no configuration could be drafted for, said of the table and not of the draft.
final class DraftRefusal {

  private DraftRefusal() {}

  /// @throws io.lockstep.failure.LockstepException when the table has nothing to learn
  static void require(Draft draft, Path csv) {
    ColumnLook label = draft.target().column();
    if (label.counts().cells() == 0) {
      throw refusal("label '%s' is missing in every row".formatted(label.name()), csv)
          .advising("name another column with --label: " + others(draft))
          .exception();
    }
    boolean one = label.kind() == ColumnKind.CONSTANT && draft.look().rows() > 1;
    if (one && label.numbers().count() == label.counts().cells()) {
      throw refusal(
              "label '%s' is %s in every row: there is nothing to learn"
                  .formatted(label.name(), label.examples().getFirst()),
              csv)
          .advising("give rows with other values, or name another column with --label")
          .exception();
    }
  }

  private static Failure refusal(String error, Path csv) {
    return Failure.of(ExitCode.DATA, error).at(csv.toString());
  }

  private static String others(Draft draft) {
    return draft.look().columns().stream()
        .filter(column -> !column.equals(draft.target().column()))
        .map(ColumnLook::name)
        .limit(DraftDecisions.NAMES_MAX)
        .collect(Collectors.joining(", "));
  }
}
