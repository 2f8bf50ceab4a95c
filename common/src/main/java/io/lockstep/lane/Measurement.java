package io.lockstep.lane;

import io.lockstep.config.LossSpec;
import io.lockstep.data.Encoding;
import io.lockstep.data.Examples;
import io.lockstep.data.Scale;
import io.lockstep.measure.Aim;
import io.lockstep.measure.Tally;
import io.lockstep.measure.Unit;
import io.lockstep.shard.BatchPlan;
import io.lockstep.shard.PartPlan;
import java.util.List;

/// A set of examples that versions are measured on, in whole blocks.
public record Measurement(Examples set, PartPlan plan, Aim aim) {

  /// Takes what blocks come to, on the threads of the lanes, in any order.
  public interface Tallies {
    void measured(int block, Tally tally);
  }

  /// @param encoding of the set Targets are scaled for the net, and measured as the file has them.
  private record UnitOfFile(Scale scale) implements Unit {
    @Override
    public double outside(double inside) {
      return scale.outside(inside);
    }
  }

  /// @param loss of which the mean is taken
  /// @param batches of training: shards are as large as there
  public static Measurement of(Examples set, Encoding encoding, LossSpec loss, BatchPlan batches) {
    int shard = Math.min(batches.shard(), batches.batch());
    int classes = encoding.classCount();
    if (classes > 0) {
      return of(set, shard, Aim.classes(classes, set.count(), shard).with(logLoss(loss)));
    }
    int width = encoding.targetWidth();
    if (loss.labels().areClasses()) {
      return of(set, shard, Aim.labels(width, set.count(), shard));
    }
    if (loss instanceof LossSpec.KullbackLeibler) {
      return of(set, shard, Aim.shares(width));
    }
    List<Unit> units = encoding.scales().stream().<Unit>map(UnitOfFile::new).toList();
    return of(set, shard, Aim.values(units, encoding.lossFactor(loss)));
  }

  /// One with weights or spread targets is another, and so is one that counts hard examples most.
  private static Aim.LogLoss logLoss(LossSpec loss) {
    return switch (loss) {
      case LossSpec.BinaryCrossEntropy _ -> Aim.LogLoss.IS_LOSS;
      case LossSpec.CrossEntropy _ ->
          loss.equals(LossSpec.CROSS_ENTROPY) ? Aim.LogLoss.IS_LOSS : Aim.LogLoss.BESIDE_LOSS;
      case LossSpec.Focal _ -> Aim.LogLoss.BESIDE_LOSS;
      case LossSpec.Hinge _,
          LossSpec.Mse _,
          LossSpec.Mae _,
          LossSpec.Huber _,
          LossSpec.LogCosh _,
          LossSpec.KullbackLeibler _ ->
          Aim.LogLoss.UNKNOWN;
    };
  }

  /// @param shard examples of a shard
  static Measurement of(Examples set, int shard, Aim aim) {
    return new Measurement(set, PartPlan.of(set.count(), shard, aim.blockExamplesMax()), aim);
  }
}
