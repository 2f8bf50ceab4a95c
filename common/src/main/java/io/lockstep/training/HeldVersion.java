package io.lockstep.training;

import io.lockstep.checkpoint.Checkpoint;
import io.lockstep.checkpoint.CheckpointStore;
import io.lockstep.checkpoint.Manifest;
import io.lockstep.failure.ExitCode;
import io.lockstep.failure.LockstepException;
import io.lockstep.run.Fence;
import io.lockstep.run.Ledger;
import io.lockstep.run.MetricsLog;
import io.lockstep.run.RunFolder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A version of a run that a process holds which does not lead it, with all that a checkpoint of it
/// says and the lines of the books up to it. Whoever takes the run over makes a checkpoint of it
/// first, and then goes on as from any other.
public final class HeldVersion {

  private final PreparedRun run;
  private final long step;
  private final Trainee trainee;
  private final Map<String, String> facts;
  private final ReplicaLines lines;

  HeldVersion(
      PreparedRun run, long step, Trainee trainee, Map<String, String> facts, ReplicaLines lines) {
    this.run = run;
    this.step = step;
    this.trainee = trainee;
    this.facts = Map.copyOf(facts);
    this.lines = lines;
  }

  public long step() {
    return step;
  }

  /// Makes it the newest checkpoint of the run, with books that reach up to it, if it is newer than
  /// what is there. Should it fail, or the process end meanwhile, the run goes on from the newest
  /// checkpoint as if nothing had been held.
  ///
  /// @param setting of the reign that begins
  /// @return why it was not needed or cannot be used, in words; empty when it is on the disk
  /// @throws LockstepException with exit code 6 if a later reign has begun
  public Optional<String> seal(RecorderSetting setting) {
    RunFolder folder = setting.folder();
    Optional<Manifest> newest = CheckpointStore.sighted(folder.checkpoints()).stream().findFirst();
    if (newest.isEmpty()) {
      return Optional.of("no checkpoint is there that it could follow");
    }
    if (newest.get().step() >= step) {
      return Optional.of("the newest checkpoint is of step " + newest.get().step());
    }
    try {
      return unfit(newest.get(), setting).or(() -> sealed(newest.get(), setting));
    } catch (LockstepException refused) {
      if (refused.failure().code() == ExitCode.CLUSTER) {
        throw refused;
      }
      return Optional.of(refused.failure().error());
    }
  }

  private Optional<String> unfit(Manifest newest, RecorderSetting setting) {
    if (!run.configurationHash().equals(setting.run().configurationHash())) {
      return Optional.of("it is of another configuration");
    }
    List<ReplicaLines.Line> rows = ledgerRows(newest.step());
    boolean areAllThere =
        rows.size() == step - newest.step() && rows.getFirst().step() == newest.step() + 1;
    if (!areAllThere) {
      return Optional.of(
          "%d rows of the ledger are here of the %d behind step %d"
              .formatted(rows.size(), step - newest.step(), newest.step()));
    }
    BestVersion best = new BestVersion();
    best.restore(facts);
    if (best.report().isPresent()) {
      new BestModel(best, new ModelStore(run, setting.folder()))
          .parameters(); // Throws if it is another.
    }
    return Optional.empty();
  }

  private List<ReplicaLines.Line> ledgerRows(long behind) {
    return lines.ledgerBehind(behind).stream().filter(row -> row.step() <= step).toList();
  }

  private Optional<String> sealed(Manifest newest, RecorderSetting setting) {
    RunFolder folder = setting.folder();
    long term = setting.term();
    Fence fence = new Fence(term, folder::checkTerm);
    CheckpointStore store =
        CheckpointStore.open(
            folder.checkpoints(), run.configuration().checkpoint().keep(), folder::checkTerm);
    try (Ledger ledger = Ledger.open(folder.ledger(), newest.step(), setting.patience(), fence)) {
      for (ReplicaLines.Line row : ledgerRows(newest.step())) {
        if (!ledger.follow(row.bytes())) {
          return Optional.of("the ledger on the disk does not lead to row " + row.step());
        }
      }
      ledger.sync();
    }
    long closed = Restoration.closedStep(newest.facts());
    try (MetricsLog metrics =
        MetricsLog.open(folder.metrics(), closed, setting.patience(), fence)) {
      lines.metricsBehind(closed).stream()
          .filter(line -> line.step() <= Restoration.closedStep(facts))
          .forEach(line -> metrics.follow(line.bytes()));
      metrics.sync();
    }
    store.write(checkpoint(setting));
    return Optional.empty();
  }

  private Checkpoint checkpoint(RecorderSetting setting) {
    Map<String, float[]> moments = new LinkedHashMap<>();
    for (int index = 0; index < trainee.optimizer().moments().size(); index++) {
      moments.put(
          trainee.optimizer().momentNames().get(index), trainee.optimizer().moments().get(index));
    }
    return new Checkpoint(step, setting.origin(), trainee.parameters(), moments, facts);
  }
}
