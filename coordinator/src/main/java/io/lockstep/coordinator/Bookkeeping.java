package io.lockstep.coordinator;

import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// Makes the entries that may take long, one after the other, away from the threads of the wire.
final class Bookkeeping {

  private final Executor executor;
  private final BooleanSupplier failed;
  private final Consumer<Throwable> faults;
  private float[] measured;

  /// @param executor runs one task at a time
  /// @param failed whether the run has failed: then entries that wait are not made any more
  /// @param faults told of what an entry throws, on the executor's thread
  Bookkeeping(Executor executor, BooleanSupplier failed, Consumer<Throwable> faults) {
    this.executor = executor;
    this.failed = failed;
    this.faults = faults;
  }

  void enter(Runnable entry) {
    executor.execute(() -> {
      if (!failed.getAsBoolean()) {
        attempt(entry);
      }
    });
  }

  /// An entry that is made whatever has happened.
  void enterLast(Runnable entry) {
    executor.execute(() -> attempt(entry));
  }

  private void attempt(Runnable entry) {
    try {
      entry.run();
    } catch (RuntimeException | Error e) {
      faults.accept(e);
    }
  }

  /// A copy of a version, so that steps can go on while it is measured. Good until the next call:
  /// one is measured at a time.
  float[] copyOf(float[] version) {
    if (measured == null) {
      measured = new float[version.length];
    }
    System.arraycopy(version, 0, measured, 0, version.length);
    return measured;
  }
}
