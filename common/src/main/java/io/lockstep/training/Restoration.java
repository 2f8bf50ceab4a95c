package io.lockstep.training;

import io.lockstep.checkpoint.CheckpointStore;
import io.lockstep.checkpoint.Manifest;
import io.lockstep.checkpoint.Restored;
import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.LockstepException;
import io.lockstep.run.BookCheck;
import io.lockstep.run.RunFolder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Takes a run up from a checkpoint whose books are whole: ledger and metrics have every line up to
/// it. Bits do not depend on the books, so where no checkpoint has whole ones the newest is gone on
/// from, and what is missing is said. Version 0 is never gone back to for the sake of the books.
final class Restoration {

  /// Fact of a checkpoint: the step that ended the last epoch whose books were closed.
  static final String CLOSED_STEP = "epoch.closed-step";

  private final CheckpointStore store;
  private final RunFolder folder;
  private final BookCheck books;
  private final Map<Manifest, Optional<String>> damages = new HashMap<>();

  private Restoration(CheckpointStore store, RunFolder folder) {
    this.store = store;
    this.folder = folder;
    this.books = new BookCheck(folder);
  }

  /// The checkpoint to go on from; none for a run that has no step behind it.
  ///
  /// @throws LockstepException with exit code 5 if there are steps and no checkpoint is whole
  static Restored of(CheckpointStore store, RunFolder folder) {
    return new Restoration(store, folder).restored();
  }

  static long closedStep(Map<String, String> facts) {
    return Long.parseLong(facts.getOrDefault(CLOSED_STEP, "0"));
  }

  private Restored restored() {
    Restored restored = store.newestValid(this::damage);
    if (restored.checkpoint().isEmpty()) {
      requireNew(restored);
      return restored;
    }
    if (damage(restored.checkpoint().get().manifest()).isEmpty()) {
      return restored;
    }
    List<String> warnings = new ArrayList<>(restored.warnings());
    List<String> copies = books.keepAside();
    warnings.add(
        "the books of this run are not whole"
            + (copies.isEmpty() ? "" : ", as they were before: " + String.join(", ", copies)));
    return new Restored(restored.checkpoint(), warnings);
  }

  private Optional<String> damage(Manifest checkpoint) {
    boolean newerObjected = damages.values().stream().anyMatch(Optional::isPresent);
    return checkpoint.step() == 0 && newerObjected
        ? Optional.of("it is of version 0")
        : damages.computeIfAbsent(
            checkpoint, each -> books.damage(each.step(), closedStep(each.facts())));
  }

  private void requireNew(Restored restored) {
    if (books.isBlank()) {
      return;
    }
    throw Failure.of(ExitCode.STORAGE, "this run has steps behind it, and no checkpoint is whole")
        .at(folder.checkpoints().toString())
        .keeping(
            "all bytes in that folder, what is damaged under the suffix .invalid: "
                + String.join("; ", restored.warnings()))
        .advising(
            "train without --resume: a new run begins at version 0 and ends with the same bits")
        .exception();
  }
}
