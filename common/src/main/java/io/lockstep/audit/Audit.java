package io.lockstep.audit;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.LockstepException;
import io.lockstep.run.LedgerAudit;
import io.lockstep.run.RunFolder;
import io.lockstep.run.RunReport;
import io.lockstep.training.PreparedRun;
import io.lockstep.training.RecordedRun;
import io.lockstep.training.Replay;
import io.lockstep.training.Version;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;

/// Looks through the folder of a run and makes steps of it again.
public final class Audit {

  private final Path run;
  private final Extent extent;
  private final List<String> overrides;
  private final ToIntFunction<PreparedRun> lanes;

  /// @param run its folder
  /// @param overrides `key=value`, such as where the data are now
  /// @param lanes how many threads make its steps again
  public Audit(Path run, Extent extent, List<String> overrides, ToIntFunction<PreparedRun> lanes) {
    this.run = run;
    this.extent = extent;
    this.overrides = List.copyOf(overrides);
    this.lanes = lanes;
  }

  /// A fault in one place does not keep the others from being looked at.
  ///
  /// @throws LockstepException with exit code 2 if the run has none of the steps that are wanted,
  ///   with 5 if report or ledger cannot be read
  public AuditResult audit(AuditWatch watch) {
    RunReport report = RunFolder.reportOf(run);
    Optional<PreparedRun> prepared = Optional.empty();
    Optional<LockstepException> refused = Optional.empty();
    try {
      PreparedRun again = RecordedRun.prepare(run, report, overrides);
      again.requireMemory();
      prepared = Optional.of(again);
    } catch (LockstepException unprepared) {
      refused = Optional.of(unprepared);
    }
    FolderAudit folder = new FolderAudit(run, report, prepared);
    requireSteps(folder.ledger());
    folder.look();
    ModelAudit models = new ModelAudit(run, report, folder.ledger());
    models.look();
    List<String> notes = new ArrayList<>(notes(report, folder.ledger()));
    notes.addAll(folder.notes());
    List<Fault> faults = new ArrayList<>(folder.faults());
    faults.addAll(models.faults());
    Repeated repeated = Repeated.NOTHING;
    if (prepared.isPresent()) {
      repeated = repeated(prepared.get(), report, folder, watch);
      faults.addAll(repeated.faults());
      notes.addAll(repeated.notes());
    }
    LedgerAudit ledger = folder.ledger();
    return new AuditResult(
        run,
        report.status(),
        new AuditResult.Ledger(ledger.lines(), ledger.lastStep(), ledger.unchained()),
        List.copyOf(folder.whole().keySet()),
        models.whole(),
        repeated.spans(),
        repeated.compared(),
        notes,
        faults,
        refused);
  }

  private record Repeated(
      List<Extent.Span> spans, long compared, List<Fault> faults, List<String> notes) {
    private static final Repeated NOTHING = new Repeated(List.of(), 0, List.of(), List.of());
  }

  private Repeated repeated(
      PreparedRun prepared, RunReport report, FolderAudit folder, AuditWatch watch) {
    List<Extent.Span> spans =
        extent.spans(folder.ledger().lastStep(), folder.whole().navigableKeySet());
    if (spans.isEmpty()) {
      return Repeated.NOTHING;
    }
    var written =
        new ReplayAudit.Written(run, folder.ledger(), folder.whole(), weightsSha256(report));
    try (Replay replay = new Replay(prepared, lanes.applyAsInt(prepared))) {
      ReplayAudit audit = new ReplayAudit(written, replay, watch);
      spans.forEach(audit::repeat);
      return new Repeated(audit.spans(), audit.compared(), audit.faults(), audit.notes());
    }
  }

  private static Map<Long, String> weightsSha256(RunReport report) {
    Map<Long, String> hashes = new HashMap<>();
    report.best().ifPresent(best -> hashes.put(best.step(), best.weightsSha256()));
    if (!report.weightsSha256().isEmpty()) {
      hashes.put(report.weightsStep(), report.weightsSha256());
    }
    return hashes;
  }

  private static List<String> notes(RunReport report, LedgerAudit ledger) {
    List<String> notes = new ArrayList<>();
    if (report.status() == RunReport.Status.RUNNING) {
      notes.add(
          "the run goes on, or was killed: it is looked at up to step %,d"
              .formatted(ledger.lastStep()));
    }
    String made = report.begun().versions().getOrDefault("lockstep", "?");
    if (!made.equals(Version.current())) {
      notes.add("lockstep %s has made it, and this is %s".formatted(made, Version.current()));
    }
    return notes;
  }

  private void requireSteps(LedgerAudit ledger) {
    if (extent instanceof Extent.Steps(long first, long last) && last > ledger.lastStep()) {
      throw Failure.of(
              ExitCode.USAGE,
              "steps %d..%d are asked for, and the run has %d"
                  .formatted(first, last, ledger.lastStep()))
          .at(run.toString())
          .advising("ask for steps from 1 to %d, or for --all".formatted(ledger.lastStep()))
          .exception();
    }
  }
}
