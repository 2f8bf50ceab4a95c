package io.lockstep.lane;

import io.lockstep.data.Examples;
import io.lockstep.kernel.Kernels;
import io.lockstep.model.GradientProgress;
import io.lockstep.model.Network;
import io.lockstep.model.Pass;
import io.lockstep.model.TrainingRows;
import io.lockstep.random.Permutation;
import io.lockstep.shard.BatchPlan;
import java.util.ArrayList;
import java.util.List;

/// One lane's way from positions in an epoch to the gradient sum of a run of shards. Long runs are
/// cut in halves at the tree's own boundaries, so that the workspace stays small; the sum is the
/// same.
final class BlockCompute {

  /// Rows computed at once: enough to make the products efficient, few enough to stay near the
  /// caches.
  private static final int UNIT_ROWS = 1024;

  private static final GradientProgress NOBODY_WAITS = _ -> {};

  private final Kernels kernels;
  private final Examples examples;
  private final BatchPlan batches;
  private final long seed;
  private final int gradientLength;
  private final int unitShards;
  private final Network network;
  private final Pass pass;
  private final TrainingRows rows = new TrainingRows();
  private final List<RightHalf> rightHalves = new ArrayList<>();
  private final Permutation order;
  private int orderEpoch = 1;

  /// For sets whose shards have more rows than those of training; else the same as [#pass].
  private Pass evaluating;

  private long step;
  private float[] parameters;
  private double lossSum;
  private long correctCount;

  BlockCompute(LaneTask task) {
    kernels = task.kernels();
    examples = task.examples();
    batches = task.batches();
    seed = task.seed();
    order = Permutation.ofEpoch(seed, orderEpoch, batches.examples());
    network = task.network();
    gradientLength = network.layout().length();
    int batchMax = Math.min(batches.batch(), batches.examples());
    int shardsMax = Math.ceilDiv(batchMax, batches.shard());
    int fitting = Math.max(1, Integer.highestOneBit(Math.max(1, UNIT_ROWS / batches.shard())));
    unitShards = Math.min(fitting, shardsMax == 1 ? 1 : Integer.highestOneBit(shardsMax - 1) << 1);
    int rowsMax = (int) Math.min((long) unitShards * batches.shard(), batchMax);
    pass = network.pass(rowsMax, batches.shard());
    evaluating = pass;
  }

  /// Computes the sum over the shards `[begin, end)`, which must be one node of the tree of this
  /// step.
  ///
  /// @param progress told of final ranges while backward of the last unit of the run goes on
  void compute(
      long ofStep,
      int begin,
      int end,
      float[] withParameters,
      float[] gradient,
      GradientProgress progress) {
    step = ofStep;
    parameters = withParameters;
    computeNode(begin, end, gradient, progress, 0);
  }

  private void computeNode(
      int begin, int end, float[] gradient, GradientProgress progress, int depth) {
    if (end - begin <= unitShards) {
      computeUnit(begin, end, gradient, progress);
      return;
    }
    int middle = begin + Integer.highestOneBit(end - begin - 1);
    computeNode(begin, middle, gradient, NOBODY_WAITS, depth + 1);
    double leftLoss = lossSum;
    long leftCorrect = correctCount;
    RightHalf right = rightHalf(depth).of(gradient, progress);
    computeNode(middle, end, right.gradient, right, depth + 1);
    lossSum = leftLoss + lossSum;
    correctCount += leftCorrect;
  }

  private RightHalf rightHalf(int depth) {
    while (rightHalves.size() <= depth) {
      rightHalves.add(new RightHalf());
    }
    return rightHalves.get(depth);
  }

  /// The right half of a node, added into the left as far as it is final: so what is final of the
  /// node is known while backward still runs. Reused by all nodes of a depth.
  private final class RightHalf implements GradientProgress {
    final float[] gradient = new float[gradientLength];
    private float[] left;
    private GradientProgress progress;
    private int added;

    RightHalf of(float[] leftGradient, GradientProgress ofNode) {
      left = leftGradient;
      progress = ofNode;
      added = gradientLength;
      return this;
    }

    @Override
    public void finalFrom(int offset) {
      kernels.add(left, offset, gradient, offset, added - offset);
      added = offset;
      progress.finalFrom(offset);
    }
  }

  private void computeUnit(int begin, int end, float[] gradient, GradientProgress progress) {
    int firstRow = begin * batches.shard();
    int endRow = (int) Math.min((long) end * batches.shard(), batches.examplesIn(step));
    gather(firstRow, endRow);
    rows.set(endRow - firstRow, seed, step, firstRow);
    pass.train(rows, parameters, gradient, progress);
    lossSum = pass.lossSum();
    correctCount = pass.correctCount();
  }

  private void gather(int firstRow, int endRow) {
    int epoch = batches.epochOf(step);
    if (epoch != orderEpoch) {
      order.turnTo(seed, epoch);
      orderEpoch = epoch;
    }
    int position = batches.firstPosition(step);
    int width = examples.featureWidth();
    int targets = examples.targetWidth();
    float[] input = pass.input();
    float[] target = pass.target();
    for (int row = firstRow; row < endRow; row++) {
      int example = order.at(position + row);
      examples.features(example, input, (row - firstRow) * width);
      examples.target(example, target, (row - firstRow) * targets);
    }
  }

  /// Evaluates examples `[begin, end)` in stored order, a shard of them at most; then [#lossSum]
  /// and [#correctCount] tell the result.
  void evaluate(Examples set, int begin, int end, float[] withParameters) {
    if (end - begin > evaluating.rowsMax()) {
      evaluating = network.pass(end - begin, batches.shard());
    }
    int width = set.featureWidth();
    int targets = set.targetWidth();
    for (int example = begin; example < end; example++) {
      set.features(example, evaluating.input(), (example - begin) * width);
      set.target(example, evaluating.target(), (example - begin) * targets);
    }
    evaluating.evaluate(withParameters, end - begin);
    lossSum = evaluating.lossSum();
    correctCount = evaluating.correctCount();
  }

  double lossSum() {
    return lossSum;
  }

  long correctCount() {
    return correctCount;
  }
}
