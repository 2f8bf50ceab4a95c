package io.lockstep.reduce;

import io.lockstep.kernel.Kernels;
import io.lockstep.shard.BatchPlan;
import io.lockstep.shard.Block;
import io.lockstep.shard.Share;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// One step's numbers, their sums by the definition of the tree, and ways to bring them.
final class Offering {

  static final int CHUNKS = 3;
  private static final int FLOATS = 5;

  /// What one offer brings: a chunk of a block, or its tally.
  ///
  /// @param chunk [#CHUNKS] for the tally
  record Parcel(Block block, int chunk, String worker) {}

  final int shards;
  private final float[][][] gradients;
  private final double[] losses;

  Offering(Random random, int shards) {
    this.shards = shards;
    gradients = new float[CHUNKS][shards][FLOATS];
    losses = new double[shards];
    for (int shard = 0; shard < shards; shard++) {
      losses[shard] = random.nextDouble() * Math.pow(10, random.nextInt(12) - 6);
      for (int chunk = 0; chunk < CHUNKS; chunk++) {
        for (int i = 0; i < FLOATS; i++) {
          gradients[chunk][shard][i] =
              (float) (random.nextGaussian() * Math.pow(10, random.nextInt(8) - 4));
        }
      }
    }
  }

  /// node = left + right, a missing right child passes the left one through.
  float[] sum(Block block, int chunk) {
    if (block.level() == 0) {
      return gradients[chunk][block.index()].clone();
    }
    float[] sum = sum(block.left(), chunk);
    if (block.right().firstShard() < shards) {
      float[] right = sum(block.right(), chunk);
      for (int i = 0; i < FLOATS; i++) {
        sum[i] += right[i];
      }
    }
    return sum;
  }

  double lossSum(Block block) {
    if (block.level() == 0) {
      return losses[block.index()];
    }
    return block.right().firstShard() < shards
        ? lossSum(block.left()) + lossSum(block.right())
        : lossSum(block.left());
  }

  /// Every shard counts its number plus one, so that a missing or doubled one shows.
  long correct(Block block) {
    long sum = 0;
    for (int shard = block.firstShard(); shard < block.endShard(shards); shard++) {
      sum += shard + 1;
    }
    return sum;
  }

  Block root() {
    return BatchPlan.rootOf(shards);
  }

  /// Everything that `workers` workers with shares of their own bring.
  List<Parcel> shares(int workers) {
    List<Parcel> parcels = new ArrayList<>();
    for (int index = 0; index < workers; index++) {
      for (Block block : new Share(index, workers).blocks(shards)) {
        addWhole(parcels, block, "w" + index);
      }
    }
    return parcels;
  }

  static void addWhole(List<Parcel> parcels, Block block, String worker) {
    for (int chunk = 0; chunk <= CHUNKS; chunk++) {
      parcels.add(new Parcel(block, chunk, worker));
    }
  }

  /// Any node of the tree, also one that reaches past the end.
  Block anyNode(Random random) {
    int level = random.nextInt(root().level() + 1);
    return new Block(level, random.nextInt(((shards - 1) >> level) + 1));
  }

  static StepReduction reduction(int shardsMax, StepReduction.Roots roots) {
    return new StepReduction(Kernels.best(), shardsMax, CHUNKS, roots);
  }
}
