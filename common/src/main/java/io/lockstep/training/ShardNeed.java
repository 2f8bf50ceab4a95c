package io.lockstep.training;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.layout.TensorKind;
import io.lockstep.model.Network;
import io.lockstep.shard.BatchPlan;
import java.util.Optional;

/// What batch-norm asks of shards: it compares the examples of each with one another, so one alone
/// tells it nothing.
final class ShardNeed {

  private ShardNeed() {}

  /// @throws io.lockstep.failure.LockstepException with USAGE when every shard is one example
  static void require(Network network, BatchPlan batches) {
    Optional<String> layer = compares(network);
    int rows = Math.min(batches.shard(), Math.min(batches.batch(), batches.examples()));
    if (layer.isEmpty() || rows > 1) {
      return;
    }
    throw Failure.of(
            ExitCode.USAGE,
            "batch-norm compares the examples of a shard, and a shard is one example here")
        .at("layer '%s', %s".formatted(layer.get(), cause(batches)))
        .advising(advice(batches))
        .exception();
  }

  /// What to say when a shard of each step or of each epoch is one example.
  static Optional<String> note(Network network, BatchPlan batches) {
    if (compares(network).isEmpty()) {
      return Optional.empty();
    }
    boolean eachStep = batches.examplesIn(1) % batches.shard() == 1;
    boolean eachEpoch = batches.examplesIn(batches.stepsPerEpoch()) % batches.shard() == 1;
    return eachStep || eachEpoch
        ? Optional.of(
            "the last shard of each %s is one example, of which batch-norm passes nothing on"
                .formatted(eachStep ? "step" : "epoch"))
        : Optional.empty();
  }

  private static Optional<String> compares(Network network) {
    return network.layout().tensors().stream()
        .filter(tensor -> tensor.kind() instanceof TensorKind.Statistic)
        .map(tensor -> tensor.name().replaceAll("/[^/]*$", ""))
        .findFirst();
  }

  private static String cause(BatchPlan batches) {
    if (batches.examples() == 1) {
      return "1 example to train on";
    }
    return batches.batch() == 1 ? "train.batch: 1" : "train.shard: 1";
  }

  private static String advice(BatchPlan batches) {
    if (batches.examples() == 1) {
      return "use layer-norm in its place, or give more data";
    }
    return batches.batch() == 1
        ? "larger batches: --set train.batch=32, or layer-norm in its place"
        : "larger shards: --set train.shard=%d, or layer-norm in its place"
            .formatted(Math.min(64, batches.batch()));
  }
}
