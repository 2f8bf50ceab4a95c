package io.lockstep.coordinator;

import io.lockstep.training.TrainingResult;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/// Enters in the books what takes long, one entry after the other, away from the threads of the
/// wire. A failure ends the run; nothing is entered after the end.
final class Bookkeeping {

  private final Books books;
  private final Executor executor;
  private final RunEnd end;
  private volatile boolean measuring;
  private float[] measured;

  /// @param executor runs one task at a time
  Bookkeeping(Books books, Executor executor, RunEnd end) {
    this.books = books;
    this.executor = executor;
    this.end = end;
  }

  void enter(Runnable entry) {
    executor.execute(() -> {
      try {
        if (!end.isReached()) {
          entry.run();
        }
      } catch (RuntimeException e) {
        end.failed(e);
      }
    });
  }

  /// The last entry.
  void close(Supplier<TrainingResult> entry) {
    enter(() -> end.reached(entry.get()));
  }

  /// Closes an epoch with a copy of its version, so that steps of the next epoch can go on. Not
  /// called again before [#isMeasuring] is false.
  void measure(long step, float[] version) {
    if (measured == null) {
      measured = new float[version.length];
    }
    System.arraycopy(version, 0, measured, 0, version.length);
    measuring = true;
    enter(() -> {
      books.epochComplete(step, measured);
      measuring = false;
    });
  }

  boolean isMeasuring() {
    return measuring;
  }
}
