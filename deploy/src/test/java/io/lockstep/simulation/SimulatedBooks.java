package io.lockstep.simulation;

import io.lockstep.coordinator.Books;
import io.lockstep.coordinator.Followers;
import io.lockstep.coordinator.RunBooks;
import io.lockstep.coordinator.RunEngine;
import io.lockstep.failure.LockstepException;
import io.lockstep.plan.Rules;
import io.lockstep.training.HeldVersion;
import io.lockstep.training.PreparedRun;
import io.lockstep.training.RecorderSetting;
import io.lockstep.training.RunRecorder;
import io.lockstep.training.Trainee;
import io.lockstep.training.TrainingObserver;
import io.lockstep.wire.ChunkPool;
import io.lockstep.wire.Reign;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.LongSupplier;

/// The books of one reign: the real ones, on a simulated disk, kept by threads that come late.
final class SimulatedBooks {

  private static final long RUN = 11;

  final Books books;
  final LateThread keeper;
  final Trainee trainee;
  final long term;
  final long version;
  final SimulatedStorage.Seat seat;
  final Reign reign;
  final Followers followers;

  /// Whether it goes on from what a stand-by has held.
  final boolean inherits;

  private final Setting setting;
  private final RunRecorder recorder;
  private final RunBooks kept;
  private final LateThread writer;
  private long entered;

  /// What all books of a run have in common.
  ///
  /// @param delayNanos until a thread of the books comes to its next task
  record Setting(
      PreparedRun run,
      VirtualTime time,
      LongSupplier delayNanos,
      Plant plant,
      SimulatedStorage storage,
      ChunkPool pool) {}

  /// Takes the run up from its folder, as a coordinator does that takes its seat.
  ///
  /// @param held by this coordinator while it stood by
  SimulatedBooks(Setting setting, SimulatedStorage.Seat seat, Optional<HeldVersion> held) {
    PreparedRun run = setting.run();
    this.setting = setting;
    this.seat = seat;
    keeper = new LateThread(setting.time(), setting.delayNanos());
    writer = new LateThread(setting.time(), setting.delayNanos());
    trainee = run.newTrainee();
    term = seat.folder().nextTerm();
    setting.storage().began(seat, term);
    reign = new Reign(RUN, term);
    followers =
        new Followers(
            reign, setting.pool(), new Followers.Limits(1, 1, Long.MAX_VALUE), Runnable::run);
    RecorderSetting books =
        new RecorderSetting(
            run,
            seat.folder(),
            TrainingObserver.SILENT,
            term,
            writer,
            new BorneTime(setting.time()),
            followers);
    inherits = held.filter(version -> version.seal(books).isEmpty()).isPresent();
    recorder = RunRecorder.open(books, trainee);
    kept = new RunBooks(run, recorder);
    version = begun();
    entered = version;
    this.books =
        new EnteredBooks(
            kept,
            new PlantedEntries(
                setting.plant(),
                version + 1,
                run.batches().stepsPerEpoch(),
                step -> entered = step));
    if (setting.plant() == Plant.MOMENTS_ARE_FORGOTTEN && version > 0) {
      trainee.optimizer().moments().forEach(moment -> Arrays.fill(moment, 0f));
    }
  }

  private long begun() {
    try {
      return kept.begin();
    } catch (RuntimeException refused) {
      kept.close();
      throw refused;
    }
  }

  /// Leads the run by these books.
  RunEngine engine(Rules rules) {
    return new RunEngine(
        new RunEngine.Setting(
            setting.run(),
            reign,
            rules,
            setting.pool(),
            books,
            keeper,
            setting.time()::nanos,
            followers),
        trainee,
        version);
  }

  /// The newest step that is in the books.
  long entered() {
    return entered;
  }

  /// The newest step whose checkpoint is said to be on the disk; negative before the first.
  long safe() {
    return recorder.newestCheckpoint();
  }

  /// The process ends in good order.
  void end() {
    keeper.shutdown();
    kept.close();
    seat.end();
  }

  /// The process is killed: what was not written never will be.
  void kill() {
    keeper.kill();
    writer.kill();
    seat.mount().kill();
    try {
      kept.close();
    } catch (LockstepException dead) {
      // Nothing is written by the dead; their lanes end.
    }
    seat.end();
  }
}
