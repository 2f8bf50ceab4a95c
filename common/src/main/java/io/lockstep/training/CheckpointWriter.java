package io.lockstep.training;

import io.lockstep.checkpoint.Checkpoint;
import io.lockstep.checkpoint.CheckpointStore;
import io.lockstep.checkpoint.Origin;
import io.lockstep.checkpoint.SnapshotBuffer;
import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.LockstepException;
import io.lockstep.run.Patience;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/// Writes checkpoints while training goes on: the state is copied on the training thread, and
/// sealed on another. One is on its way at most.
final class CheckpointWriter implements AutoCloseable {

  private static final long WRITE_SECONDS_MAX = 600;

  private final CheckpointStore store;
  private final SnapshotBuffer buffer;
  private final Trainee trainee;
  private final StateLog log = new StateLog();
  private final Consumer<String> warnings;
  private final ExecutorService writing;
  private final Patience patience;
  private final Witness witness;
  private Future<?> onItsWay;
  private volatile LockstepException fault;
  private volatile LockstepException lastFailure;
  private volatile long writtenStep = -1;

  /// @param warnings told once when writing begins to fail; any thread
  CheckpointWriter(
      CheckpointStore store, Trainee trainee, Consumer<String> warnings, RecorderSetting setting) {
    this.store = store;
    this.trainee = trainee;
    this.buffer =
        new SnapshotBuffer(trainee.parameters().length, trainee.optimizer().momentNames());
    this.warnings = warnings;
    this.writing = setting.writing();
    this.patience = setting.patience();
    this.witness = setting.witness();
  }

  boolean isFree() {
    return buffer.free();
  }

  /// Copies the state and begins to write it.
  ///
  /// @param alongside written before the checkpoint is sealed, on the same thread
  void begin(
      long step, Origin origin, float[] parameters, Map<String, String> facts, Runnable alongside) {
    Checkpoint captured =
        buffer.capture(step, origin, parameters, trainee.optimizer().moments(), facts);
    onItsWay = writing.submit(() -> write(captured, alongside));
  }

  private void write(Checkpoint captured, Runnable alongside) {
    try {
      while (!written(captured, alongside)) {
        patience.pause();
      }
    } catch (RuntimeException | Error e) {
      fault = Failure.causedBy(e).keeping(store.kept()).exception(e);
    } finally {
      buffer.release();
    }
  }

  /// One try, to fresh files. The disk may be full for a moment only.
  ///
  /// @return false while it is to be tried again
  private boolean written(Checkpoint captured, Runnable alongside) {
    boolean sealing = false;
    try {
      alongside.run();
      sealing = true;
      store.write(captured);
      writtenStep = captured.step();
      witness.checkpointSealed(captured.step());
      patience.succeeded();
      log.checkpointWritten(captured.step());
      return true;
    } catch (LockstepException e) {
      lastFailure = e;
      boolean over =
          patience.failed() || e.failure().code() != ExitCode.STORAGE || !store.isThere();
      if (over) {
        fault = e;
      } else if (patience.isFirst()) {
        String what = sealing ? "" : "checkpoint %d failed: ".formatted(captured.step());
        warnings.accept(what + e.getMessage() + "; it is tried again");
      }
      return over;
    }
  }

  /// Writes now what the next checkpoint would write beside it. That tries again what fails here,
  /// and says so.
  void ahead(Runnable alongside) {
    writing.execute(() -> {
      try {
        alongside.run();
      } catch (LockstepException unwritten) {
        lastFailure = unwritten;
      }
    });
  }

  /// Step of the newest checkpoint; negative before the first. Any thread.
  long newestStep() {
    return writtenStep;
  }

  /// Ends the run when checkpoints cannot be written any more.
  void check() {
    LockstepException seen = fault;
    if (seen != null) {
      throw seen;
    }
  }

  /// Returns when nothing is on its way any more.
  ///
  /// @throws LockstepException when checkpoints cannot be written any more
  void await() {
    settle();
    check();
  }

  /// Returns when nothing is on its way any more, whatever came of it.
  void settle() {
    if (onItsWay == null) {
      return;
    }
    try {
      onItsWay.get(WRITE_SECONDS_MAX, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    } catch (ExecutionException e) {
      throw new IllegalStateException("the checkpoint writer failed", e.getCause());
    } catch (TimeoutException e) {
      throw Failure.of(ExitCode.STORAGE, "a checkpoint is not written after 600 s")
          .keeping(store.kept())
          .advising("check the disk under the run folder, then train again with --resume")
          .exception(e);
    }
    onItsWay = null;
  }

  /// The run was taken up from the checkpoint of this step.
  void restored(long step) {
    writtenStep = step;
  }

  /// The newest step whose checkpoint is on the disk, once nothing is on its way.
  ///
  /// @throws LockstepException with exit code 5 if none could be written
  long writtenStep() {
    await();
    if (writtenStep < 0) {
      throw lastFailure;
    }
    return writtenStep;
  }

  /// Makes sure that the checkpoint of this step is on the disk.
  ///
  /// @throws LockstepException with exit code 5 if it could not be written
  void requireWritten(long step) {
    await();
    if (writtenStep != step && lastFailure != null) {
      throw lastFailure;
    }
  }

  String kept() {
    return store.kept();
  }

  @Override
  public void close() {
    writing.shutdown();
    try {
      if (!writing.awaitTermination(WRITE_SECONDS_MAX, TimeUnit.SECONDS)) {
        writing.shutdownNow();
      }
    } catch (InterruptedException e) {
      writing.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
