package io.lockstep.training;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.LockstepException;
import io.lockstep.format.Sha256;
import io.lockstep.run.RunReport;
import java.util.Optional;
import java.util.function.Consumer;

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

  /// Its parameters.
  ///
  /// @throws LockstepException with exit code 5 if those on the disk are not the ones
  float[] parameters() {
    RunReport.Best wanted = best.report().orElseThrow();
    float[] found = best.unstored().orElseGet(models::best);
    if (!Sha256.weights(found).equals(wanted.weightsSha256())) {
      throw Failure.of(
              ExitCode.STORAGE,
              "the best model is not that of epoch %d, which the run found best"
                  .formatted(wanted.epoch()))
          .at(models.bestPlace().toString())
          .keeping("the checkpoints of the run, and its last version in them")
          .advising("train without --resume: a new run ends with the same bits")
          .exception();
    }
    return found;
  }

  /// The same, to measure them. One that cannot be read back fails no run: the last model is whole.
  ///
  /// @param warnings told if it cannot
  Optional<float[]> parametersToTest(Consumer<String> warnings) {
    try {
      return Optional.of(parameters());
    } catch (LockstepException unreadable) {
      warnings.accept("the best model is not tested: " + unreadable.getMessage());
      return Optional.empty();
    }
  }
}
