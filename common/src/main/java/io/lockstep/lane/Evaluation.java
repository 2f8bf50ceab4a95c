package io.lockstep.lane;

import io.lockstep.data.Examples;
import java.util.concurrent.atomic.AtomicInteger;

/// Loss and accuracy over a set of examples. Cut into shards of a size that only the configuration
/// decides, added in the reduction tree, in double: the same on any number of lanes.
public final class Evaluation {

  private final Examples set;
  private final int shard;
  private final double[] loss;
  private final long[] correct;
  private final AtomicInteger claim = new AtomicInteger();

  Evaluation(Examples set, int shard) {
    this.set = set;
    this.shard = shard;
    this.loss = new double[Math.ceilDiv(set.count(), shard)];
    this.correct = new long[loss.length];
  }

  void take(BlockCompute compute, float[] parameters) {
    for (int at = claim.getAndIncrement(); at < loss.length; at = claim.getAndIncrement()) {
      int end = (int) Math.min(set.count(), (at + 1L) * shard);
      compute.evaluate(set, at * shard, end, parameters);
      loss[at] = compute.lossSum();
      correct[at] = compute.correctCount();
    }
  }

  public long examples() {
    return set.count();
  }

  /// Mean loss in nats; NaN for an empty set.
  public double loss() {
    double[] level = loss.clone();
    int width = level.length;
    while (width > 1) {
      int half = (width + 1) / 2;
      for (int node = 0; node < half; node++) {
        level[node] =
            2 * node + 1 < width ? level[2 * node] + level[2 * node + 1] : level[2 * node];
      }
      width = half;
    }
    return width == 0 ? Double.NaN : level[0] / set.count();
  }

  /// Right answers over examples; NaN for an empty set.
  public double accuracy() {
    long sum = 0;
    for (long part : correct) {
      sum += part;
    }
    return (double) sum / set.count();
  }
}
