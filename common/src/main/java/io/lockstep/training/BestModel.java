package io.lockstep.training;

import io.lockstep.data.Examples;
import io.lockstep.failure.LockstepException;
import io.lockstep.run.RunReport;
import java.util.Optional;

/// The best version on the disk.
final class BestModel {

  private final BestVersion best;
  private final ModelStore models;

  BestModel(BestVersion best, ModelStore models) {
    this.best = best;
    this.models = models;
  }

  /// Stores what is best now and not stored yet. May be run later, on any thread, when a better one
  /// has been found.
  Runnable storing() {
    Optional<float[]> unstored = best.unstored();
    long step = best.report().map(RunReport.Best::step).orElse(0L);
    return () ->
        unstored.ifPresent(found -> {
          models.storeBest(found, step);
          best.stored(found);
        });
  }

  /// Measures it on the test set. One that cannot be read back fails no run: the last model is
  /// whole.
  ///
  /// @return a warning if it could not be read
  Optional<String> test(Examples set, Evaluator evaluator) {
    if (best.report().isEmpty()) {
      return Optional.empty();
    }
    try {
      best.tested(evaluator.evaluate(set, best.unstored().orElseGet(models::best)));
      return Optional.empty();
    } catch (LockstepException unreadable) {
      return Optional.of("the best model is not tested: " + unreadable.getMessage());
    }
  }
}
