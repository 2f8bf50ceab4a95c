package io.lockstep.simulation;

import io.lockstep.coordinator.RunBooks;
import io.lockstep.run.Patience;
import io.lockstep.run.RunFolder;
import io.lockstep.training.PreparedRun;
import io.lockstep.training.RecorderSetting;
import io.lockstep.training.RunRecorder;
import io.lockstep.training.Trainee;
import io.lockstep.training.TrainingObserver;
import java.util.function.LongSupplier;

/// The books of one reign: the real ones, in a real folder, kept by threads that come late.
final class SimulatedBooks {

  final RunBooks books;
  final LateThread keeper;
  final Trainee trainee;
  final long term;
  final long version;
  private final LateThread writer;

  /// Takes the run up from its folder, as a coordinator does that takes its seat.
  ///
  /// @param delayNanos until a thread of the books comes to its next task
  SimulatedBooks(PreparedRun run, RunFolder folder, VirtualTime time, LongSupplier delayNanos) {
    keeper = new LateThread(time, delayNanos);
    writer = new LateThread(time, delayNanos);
    trainee = run.newTrainee();
    term = folder.nextTerm();
    var setting =
        new RecorderSetting(
            run, folder, TrainingObserver.SILENT, term, writer, Patience.Clock.SYSTEM);
    books = new RunBooks(run, RunRecorder.open(setting, trainee));
    version = books.begin();
  }

  /// The process ends in good order.
  void end() {
    keeper.shutdown();
    books.close();
  }

  /// The process is killed: what was not written never will be.
  void kill() {
    keeper.kill();
    writer.kill();
  }
}
