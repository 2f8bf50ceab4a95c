package io.lockstep.bench;

import io.lockstep.run.EpochMetrics;
import io.lockstep.training.PreparedRun;
import io.lockstep.training.ProgressGauge;
import io.lockstep.training.TrainingObserver;
import io.lockstep.training.TrainingResult;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Waits for a run to begin, keeps its gauge, and knows whether it still runs.
final class RunWatch implements TrainingObserver {

  private static final long ANSWER_SECONDS_MAX = 120;
  private static final long END_SECONDS_MAX = 30;
  private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final CompletableFuture<ProgressGauge> begun = new CompletableFuture<>();
  private final CompletableFuture<TrainingResult> end = new CompletableFuture<>();

  @Override
  public void begun(PreparedRun run, Path folder, long version, ProgressGauge gauge) {
    begun.complete(gauge);
  }

  @Override
  public void epoch(EpochMetrics metrics) {}

  @Override
  public void warned(String warning) {}

  /// Follows the run on this thread to its end.
  void ended(Callable<TrainingResult> run) {
    try {
      end.complete(run.call());
    } catch (Throwable failure) {
      end.completeExceptionally(failure);
    }
  }

  /// @throws IllegalStateException when the run has not begun after two minutes
  /// @throws RuntimeException the failure that ended the run
  ProgressGauge gauge() {
    return await(begun);
  }

  /// Waits for something that the run is to say.
  ///
  /// @throws IllegalStateException when it has not said so after two minutes
  /// @throws RuntimeException the failure that ended the run
  <T> T await(CompletableFuture<T> answer) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(ANSWER_SECONDS_MAX);
    while (!answer.isDone()) {
      requireRunning();
      if (System.nanoTime() - deadline > 0) {
        throw new IllegalStateException(
            "the run was silent for %d s".formatted(ANSWER_SECONDS_MAX));
      }
      LockSupport.parkNanos(LOOK_AGAIN_NANOS);
    }
    return answer.join();
  }

  /// Waits until a run that was asked to stop has closed its books, half a minute at most.
  void awaitEnd() {
    end.handle((_, _) -> true).completeOnTimeout(false, END_SECONDS_MAX, TimeUnit.SECONDS).join();
  }

  /// @throws RuntimeException the failure that ended the run
  void requireRunning() {
    switch (end.state()) {
      case RUNNING -> {}
      case FAILED -> {
        if (end.exceptionNow() instanceof RuntimeException failure) {
          throw failure;
        }
        throw new IllegalStateException(end.exceptionNow());
      }
      case SUCCESS, CANCELLED ->
          throw new IllegalStateException("the run ended before it was measured");
    }
  }
}
