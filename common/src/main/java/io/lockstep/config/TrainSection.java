package io.lockstep.config;

import java.util.Objects;
import java.util.Optional;

/// @param epochs passes over the training set; 0 trains nothing and gives the model as initialised
/// @param batch examples of a step over all workers, at least 1
/// @param shard examples of a shard, 1..batch
/// @param optimizer how parameters follow from gradients
/// @param clip how gradients are kept from growing too large
/// @param penalty what keeps parameters small, beside the optimizer
/// @param course rates, early end and best version
/// @param from what a run begins with; empty for weights that are initialised
/// @param reportEvery epochs between two that a person is told of; 0 means at most one a second.
///   Changes no bit of the result
public record TrainSection(
    int epochs,
    int batch,
    int shard,
    OptimizerSpec optimizer,
    ClipSection clip,
    PenaltySection penalty,
    CourseSection course,
    Optional<FromSpec> from,
    int reportEvery) {

  public TrainSection {
    Checks.atLeast(epochs, 0, "train.epochs");
    Checks.atLeast(batch, 1, "train.batch");
    Checks.atLeast(shard, 1, "train.shard");
    Checks.atMost(shard, batch, "train.shard");
    Checks.atLeast(reportEvery, 0, "train.report-every");
    Objects.requireNonNull(optimizer, "train.optimizer");
    Objects.requireNonNull(clip, "train.clip");
    Objects.requireNonNull(penalty, "train.penalty");
    Objects.requireNonNull(course, "train.course");
    Objects.requireNonNull(from, "train.from");
  }

  public TrainSection withFrom(FromSpec model) {
    return new TrainSection(
        epochs, batch, shard, optimizer, clip, penalty, course, Optional.of(model), reportEvery);
  }
}
