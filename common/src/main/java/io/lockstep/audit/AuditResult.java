package io.lockstep.audit;

import io.lockstep.failure.LockstepException;
import io.lockstep.run.RunReport;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What was looked at, and what came of it.
///
/// @param run its folder
/// @param status as its report says
/// @param ledger what was read of that
/// @param checkpoints steps of those of which every byte verifies, ascending
/// @param models those that verify
/// @param spans steps that were made again
/// @param compared how many of them the ledger has a version of
/// @param notes what could not be looked at, and why; what a reader should know
/// @param faults in the order in which they were found; empty when all is equal
/// @param refused why no step could be made again; empty when they could
public record AuditResult(
    Path run,
    RunReport.Status status,
    Ledger ledger,
    List<Long> checkpoints,
    List<Model> models,
    List<Extent.Span> spans,
    long compared,
    List<String> notes,
    List<Fault> faults,
    Optional<LockstepException> refused) {

  /// @param lines whole lines
  /// @param lastStep of the last of them
  /// @param unchained lines at its beginning that are tied to none before
  public record Ledger(long lines, long lastStep, long unchained) {}

  /// @param name of its folder
  /// @param step of its version
  public record Model(String name, long step) {}

  public AuditResult {
    checkpoints = List.copyOf(checkpoints);
    models = List.copyOf(models);
    spans = List.copyOf(spans);
    notes = List.copyOf(notes);
    faults = List.copyOf(faults);
  }
}
