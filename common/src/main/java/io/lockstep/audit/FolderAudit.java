package io.lockstep.audit;

import io.lockstep.audit.Fault.Part;
import io.lockstep.checkpoint.Checkpoint;
import io.lockstep.checkpoint.SealedCheckpoint;
import io.lockstep.failure.ExitCode;
import io.lockstep.failure.StorageFault;
import io.lockstep.format.FormatException;
import io.lockstep.kernel.Kernels;
import io.lockstep.run.BookHead;
import io.lockstep.run.LedgerAudit;
import io.lockstep.run.RunFolder;
import io.lockstep.run.RunReport;
import io.lockstep.run.RunReport.Status;
import io.lockstep.training.PreparedRun;
import io.lockstep.version.VersionFingerprint;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/// Whether ledger and checkpoints of a run are as they were written, and agree with each other and
/// with the report.
final class FolderAudit {

  private final Path run;
  private final RunReport report;
  private final Optional<PreparedRun> prepared;
  private final List<SealedCheckpoint> listed;
  private final LedgerAudit ledger;
  private final NavigableMap<Long, SealedCheckpoint> whole = new TreeMap<>();
  private final List<Fault> faults = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  /// Reads the ledger. Checkpoints are listed before: each has its line by then.
  ///
  /// @param prepared the same run again; empty when it cannot be prepared
  /// @throws io.lockstep.failure.LockstepException with exit code 5 if that cannot be done
  FolderAudit(Path run, RunReport report, Optional<PreparedRun> prepared) {
    this.run = run;
    this.report = report;
    this.prepared = prepared;
    this.listed = listed(RunFolder.checkpointsOf(run));
    this.ledger =
        prepared
            .map(made -> LedgerAudit.of(ledgerFile(), made.batches()::shardsIn, report.ledger()))
            .orElseGet(() -> LedgerAudit.of(ledgerFile(), report.ledger()));
  }

  private static List<SealedCheckpoint> listed(Path checkpoints) {
    try {
      return SealedCheckpoint.in(checkpoints);
    } catch (IOException unreadable) {
      throw StorageFault.of(unreadable, checkpoints)
          .failure(ExitCode.STORAGE, "checkpoints cannot be read")
          .exception(unreadable);
    }
  }

  private Path ledgerFile() {
    return run.resolve("ledger.jsonl");
  }

  LedgerAudit ledger() {
    return ledger;
  }

  /// Those that are in order, by step.
  NavigableMap<Long, SealedCheckpoint> whole() {
    return whole;
  }

  List<Fault> faults() {
    return faults;
  }

  List<String> notes() {
    return notes;
  }

  /// A run whose books were closed: the report is the last word, and all it speaks of is there.
  static boolean isSettled(RunReport report) {
    return report.status() == Status.DONE || report.status() == Status.INTERRUPTED;
  }

  void look() {
    ledger.faults().forEach(fault -> ledgerFault(fault.step(), fault.what()));
    lookAtHead();
    long newestTerm = listed.stream().mapToLong(SealedCheckpoint::term).max().orElse(0);
    for (SealedCheckpoint checkpoint : listed) {
      look(checkpoint, newestTerm);
    }
  }

  private void lookAtHead() {
    boolean isChain = ledger.unchained() < ledger.lines();
    if (report.ledger().isEmpty()) {
      if (isChain) {
        reportFault(
            ledger.lastStep(), "it does not carry the head of the ledger, which is a chain");
      }
    } else if (isSettled(report)) {
      compareLines(report.ledger().get());
    } else if (report.ledger().get().lines() > ledger.lines()) {
      notes.add(
          "run.json speaks of %,d lines of the ledger, and %,d have come to it"
              .formatted(report.ledger().get().lines(), ledger.lines()));
    }
    if (ledger.unchained() > 0) {
      notes.add(
          "the first %,d lines of the ledger are no chain: an earlier build wrote them"
              .formatted(ledger.unchained()));
    }
    boolean isDone = report.status() == Status.DONE;
    if (isDone && faults.isEmpty() && report.steps() != ledger.lastStep()) {
      reportFault(
          report.steps(),
          "it says %,d steps, and the ledger has %,d".formatted(report.steps(), ledger.lastStep()));
    }
  }

  private void compareLines(BookHead head) {
    if (head.lines() > ledger.lines()) {
      ledgerFault(
          ledger.lastStep() + 1,
          "it ends at line %d, and run.json speaks of %d".formatted(ledger.lines(), head.lines()));
    } else if (head.lines() < ledger.lines()) {
      ledgerFault(
          ledger.lastStep(),
          "it has %d lines, and run.json speaks of %d".formatted(ledger.lines(), head.lines()));
    }
  }

  private void look(SealedCheckpoint checkpoint, long newestTerm) {
    try {
      Optional<Checkpoint> read = checkpoint.read();
      if (read.isPresent() && isInOrder(checkpoint, read.get(), newestTerm)) {
        whole.put(checkpoint.step(), checkpoint);
      }
    } catch (FormatException damaged) {
      checkpointFault(checkpoint, damaged.getMessage());
    } catch (IOException fault) {
      checkpointFault(checkpoint, StorageFault.of(fault, checkpoint.folder()).reason());
    }
  }

  private boolean isInOrder(SealedCheckpoint checkpoint, Checkpoint read, long newestTerm) {
    if (!read.origin().configurationHash().equals(report.begun().configurationHash())
        || !read.origin().dataFingerprint().equals(report.begun().dataFingerprint())) {
      checkpointFault(checkpoint, "it is of another configuration or of other data");
      return false;
    }
    OptionalLong said = version(read.step());
    if (said.isEmpty()) {
      boolean isLeft = read.step() > ledger.lastStep() && checkpoint.term() < newestTerm;
      if (isLeft) {
        notes.add(
            "%s was passed over when the run went on from an earlier one"
                .formatted(checkpoint.name()));
      } else if (read.step() > 0 && !isKnown(read.step())) {
        ledgerFault(read.step(), "it has no whole line of it, and there is a checkpoint of it");
      }
      return !isLeft;
    }
    long its = VersionFingerprint.of(Kernels.scalar(), read.parameters());
    if (its != said.getAsLong()) {
      checkpointFault(
          checkpoint,
          "its parameters are version %016x, and %s %016x"
              .formatted(
                  its,
                  read.step() == 0 ? "the run begins with" : "the ledger says",
                  said.getAsLong()));
      return false;
    }
    return true;
  }

  /// Whether the ledger is known to be at fault at this step.
  private boolean isKnown(long step) {
    return faults.stream().anyMatch(fault -> fault.part() == Part.LEDGER && fault.step() == step);
  }

  private OptionalLong version(long step) {
    if (step > 0) {
      return ledger.version(step);
    }
    return prepared
        .map(made ->
            OptionalLong.of(VersionFingerprint.of(made.kernels(), made.newTrainee().parameters())))
        .orElse(OptionalLong.empty());
  }

  private void ledgerFault(long step, String what) {
    faults.add(new Fault(Part.LEDGER, step, what, ledgerFile().toString()));
  }

  private void reportFault(long step, String what) {
    faults.add(new Fault(Part.REPORT, step, what, run.resolve("run.json").toString()));
  }

  private void checkpointFault(SealedCheckpoint checkpoint, String what) {
    faults.add(new Fault(Part.CHECKPOINT, checkpoint.step(), what, checkpoint.folder().toString()));
  }
}
