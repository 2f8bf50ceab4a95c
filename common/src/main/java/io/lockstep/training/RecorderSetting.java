package io.lockstep.training;

import io.lockstep.checkpoint.Origin;
import io.lockstep.run.Patience;
import io.lockstep.run.RunFolder;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// What the books of a run are opened with.
///
/// @param folder of this run, locked by this process
/// @param term reign under which this process writes
/// @param writing writes checkpoints, one at a time; shut down with the books
/// @param clock by which it is borne that something cannot be written
/// @param witness told of what is entered
public record RecorderSetting(
    PreparedRun run,
    RunFolder folder,
    TrainingObserver observer,
    long term,
    ExecutorService writing,
    Patience.Clock clock,
    Witness witness) {

  /// With a thread of its own that writes checkpoints.
  public static RecorderSetting of(
      PreparedRun run, RunFolder folder, TrainingObserver observer, long term) {
    return new RecorderSetting(
        run,
        folder,
        observer,
        term,
        Executors.newSingleThreadExecutor(Thread.ofVirtual().name("checkpoint-", 0).factory()),
        Patience.Clock.SYSTEM,
        Witness.NOBODY);
  }

  /// The same, seen by this witness.
  public RecorderSetting seenBy(Witness other) {
    return new RecorderSetting(run, folder, observer, term, writing, clock, other);
  }

  /// How long it is borne that something cannot be written; each thing has its own.
  Patience patience() {
    return Patience.ofSeconds(run.configuration().checkpoint().patienceSeconds(), clock);
  }

  Origin origin() {
    return new Origin(term, run.configurationHash(), run.data().fingerprint());
  }
}
