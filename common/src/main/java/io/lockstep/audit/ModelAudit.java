package io.lockstep.audit;

import io.lockstep.audit.Fault.Part;
import io.lockstep.failure.LockstepException;
import io.lockstep.format.Sha256;
import io.lockstep.kernel.Kernels;
import io.lockstep.run.LedgerAudit;
import io.lockstep.run.ModelFile;
import io.lockstep.run.Provenance;
import io.lockstep.run.RunFolder;
import io.lockstep.run.RunReport;
import io.lockstep.run.StoredModel;
import io.lockstep.version.VersionFingerprint;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Whether the models of a run are as they were written, and those that its report and its ledger
/// speak of.
final class ModelAudit {

  private final Path run;
  private final RunReport report;
  private final LedgerAudit ledger;
  private final List<AuditResult.Model> whole = new ArrayList<>();
  private final List<Fault> faults = new ArrayList<>();

  /// What the report says of one.
  private record Stated(long step, String weightsSha256) {}

  ModelAudit(Path run, RunReport report, LedgerAudit ledger) {
    this.run = run;
    this.report = report;
    this.ledger = ledger;
  }

  List<AuditResult.Model> whole() {
    return whole;
  }

  List<Fault> faults() {
    return faults;
  }

  void look() {
    Optional<Stated> last =
        report.weightsSha256().isEmpty()
            ? Optional.empty()
            : Optional.of(new Stated(report.weightsStep(), report.weightsSha256()));
    Optional<Stated> best =
        FolderAudit.isSettled(report)
            ? report.best().map(found -> new Stated(found.step(), found.weightsSha256()))
            : Optional.empty(); // It may have been found and not be stored yet.
    look(RunFolder.modelOf(run), last);
    look(RunFolder.bestModelOf(run), best);
    lookAtBegun(RunFolder.begunModelOf(run));
  }

  private void look(Path folder, Optional<Stated> stated) {
    if (!ModelFile.exists(folder)) {
      stated.ifPresent(
          said -> fault(folder, said.step(), "it is missing, and run.json speaks of it"));
      return;
    }
    Optional<StoredModel> read = read(folder, stated.map(Stated::step).orElse(report.steps()));
    if (read.isPresent() && isInOrder(folder, read.get(), stated)) {
      whole.add(
          new AuditResult.Model(folder.getFileName().toString(), read.get().provenance().step()));
    }
  }

  private Optional<StoredModel> read(Path folder, long step) {
    try {
      return Optional.of(readTwice(folder));
    } catch (LockstepException refused) {
      fault(folder, step, refused.failure().error());
      return Optional.empty();
    }
  }

  /// A run that goes on may put another in its place meanwhile.
  private static StoredModel readTwice(Path folder) {
    try {
      return ModelFile.read(folder);
    } catch (LockstepException replaced) {
      return ModelFile.read(folder);
    }
  }

  private boolean isInOrder(Path folder, StoredModel model, Optional<Stated> stated) {
    Provenance provenance = model.provenance();
    long step = stated.map(Stated::step).orElse(provenance.step());
    String sha256 = Sha256.weights(model.parameters());
    long its = VersionFingerprint.of(Kernels.scalar(), model.parameters());
    OptionalLong said = ledger.version(step);
    Optional<String> wrong = Optional.empty();
    if (!provenance.configurationHash().equals(report.begun().configurationHash())
        || !provenance.dataFingerprint().equals(report.begun().dataFingerprint())) {
      wrong = Optional.of("it is of another configuration or of other data");
    } else if (provenance.step() != step) {
      wrong = Optional.of("it says that it is of step %d".formatted(provenance.step()));
    } else if (stated.isPresent() && !stated.get().weightsSha256().equals(sha256)) {
      wrong =
          Optional.of(
              "its weights have the sha256 %s, and run.json says %s"
                  .formatted(sha256, stated.get().weightsSha256()));
    } else if (said.isPresent() && said.getAsLong() != its) {
      wrong =
          Optional.of(
              "its weights are version %016x, and the ledger says %016x"
                  .formatted(its, said.getAsLong()));
    }
    wrong.ifPresent(what -> fault(folder, step, what));
    return wrong.isEmpty();
  }

  private void lookAtBegun(Path folder) {
    if (!ModelFile.exists(folder)) {
      return;
    }
    read(folder, 0)
        .ifPresent(model -> {
          String sha256 = Sha256.weights(model.parameters());
          Optional<Provenance.From> from = model.provenance().from();
          if (from.isPresent() && !from.get().weightsSha256().equals(sha256)) {
            fault(folder, 0, "its weights are not those with which the run began");
          } else {
            whole.add(new AuditResult.Model(folder.getFileName().toString(), 0));
          }
        });
  }

  private void fault(Path folder, long step, String what) {
    faults.add(new Fault(Part.MODEL, step, what, folder.toString()));
  }
}
