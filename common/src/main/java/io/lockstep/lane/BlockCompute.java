package io.lockstep.lane;

import io.lockstep.data.Examples;
import io.lockstep.kernel.Kernels;
import io.lockstep.kernel.PackBuffers;
import io.lockstep.measure.BlockTally;
import io.lockstep.model.GradientProgress;
import io.lockstep.model.Member;
import io.lockstep.model.Pass;
import io.lockstep.model.TrainingRows;
import io.lockstep.model.Workspace;
import io.lockstep.random.Permutation;
import io.lockstep.shard.BatchPlan;
import java.util.ArrayList;
import java.util.List;

/// One lane's part of the way from positions in an epoch to the gradient sum of a run of shards.
/// All lanes go this way together, unit by unit; each calls the same methods with the same numbers.
final class BlockCompute {

  private static final GradientProgress NOBODY_WAITS = (_, _) -> {};

  private final LaneTask task;
  private final Examples examples;
  private final BatchPlan batches;
  private final Units units;
  private final Delivery delivery;
  private final Member member;
  private final PackBuffers buffers = new PackBuffers();
  private final TrainingRows rows = new TrainingRows();
  private final List<RightHalf> rightHalves = new ArrayList<>();
  private final Permutation order;
  private int orderEpoch = 1;

  /// On the workspace that the lanes share; made when it is first needed, and when that is another.
  private Pass pass;

  private Workspace workspaceOfPass;

  /// Of sets, by this lane alone; made when it is first needed.
  private Pass evaluating;

  private long step;
  private float[] parameters;
  private boolean isFirstUnit;
  private boolean isFiniteSoFar;
  private double lossSum;
  private long correctCount;

  BlockCompute(LaneTask task, Units units, Delivery delivery, Member member) {
    this.task = task;
    this.examples = task.examples();
    this.batches = task.batches();
    this.units = units;
    this.delivery = delivery;
    this.member = member;
    this.order = Permutation.ofEpoch(task.seed(), orderEpoch, batches.examples());
  }

  /// Computes the sum over the shards `[begin, end)`, which must be one node of the tree of this
  /// step. [#lossSum] is that of the run afterwards, [#correctCount] this lane's part.
  ///
  /// @param progress told of final ranges of this lane's part while backward of the last unit of
  ///   the run goes on
  void compute(
      long ofStep,
      int begin,
      int end,
      float[] withParameters,
      float[] gradient,
      GradientProgress progress) {
    step = ofStep;
    parameters = withParameters;
    isFirstUnit = true;
    isFiniteSoFar = true;
    computeNode(begin, end, gradient, progress, 0);
  }

  /// Makes ready for runs for which there is room in the units; by the driver, while this lane
  /// waits.
  void prepare() {
    if (workspaceOfPass != units.workspace()) {
      workspaceOfPass = units.workspace();
      pass = task.network().pass(workspaceOfPass, buffers, member);
    }
  }

  /// How often the lanes meet while they compute so many shards.
  int meetings(int shards) {
    int count = units.count(shards);
    return count * pass.meetings(delivery.order) + count - 1;
  }

  private void computeNode(
      int begin, int end, float[] gradient, GradientProgress progress, int depth) {
    if (units.isOne(end - begin)) {
      computeUnit(begin, end, gradient, progress);
      return;
    }
    int middle = begin + Units.leftOf(end - begin);
    computeNode(begin, middle, gradient, NOBODY_WAITS, depth + 1);
    double leftLoss = lossSum;
    long leftCorrect = correctCount;
    RightHalf right = rightHalf(depth).of(gradient, progress);
    computeNode(middle, end, units.rightGradient(depth), right, depth + 1);
    lossSum = leftLoss + lossSum;
    correctCount += leftCorrect;
  }

  private RightHalf rightHalf(int depth) {
    while (rightHalves.size() <= depth) {
      rightHalves.add(new RightHalf(task.kernels(), units.rightGradient(rightHalves.size())));
    }
    return rightHalves.get(depth);
  }

  /// The right half of a node, added into the left as far as it is final: so what is final of the
  /// node is known while backward still runs. Reused by all nodes of a depth.
  private static final class RightHalf implements GradientProgress {
    private final Kernels kernels;
    private final float[] right;
    private float[] left;
    private GradientProgress progress;

    RightHalf(Kernels kernels, float[] right) {
      this.kernels = kernels;
      this.right = right;
    }

    RightHalf of(float[] leftGradient, GradientProgress ofNode) {
      left = leftGradient;
      progress = ofNode;
      return this;
    }

    @Override
    public void finalRange(int from, int end) {
      kernels.add(left, from, right, from, end - from);
      progress.finalRange(from, end);
    }
  }

  private void computeUnit(int begin, int end, float[] gradient, GradientProgress progress) {
    if (!isFirstUnit) {
      // The others may still read the rows of the unit before.
      member.meeting().run();
    }
    isFirstUnit = false;
    int firstRow = begin * batches.shard();
    int count = (int) Math.min((long) end * batches.shard(), batches.examplesIn(step)) - firstRow;
    gather(firstRow, member.firstRow(count), member.endRow(count));
    rows.set(count, task.seed(), step, firstRow);
    pass.train(rows, parameters, gradient, delivery.order, progress);
    lossSum = pass.lossSum();
    correctCount = pass.correctCount();
    isFiniteSoFar &= Double.isFinite(lossSum);
  }

  /// Rows `[from, end)` of a unit that begins with row `firstRow` of the batch.
  private void gather(int firstRow, int from, int end) {
    int epoch = batches.epochOf(step);
    if (epoch != orderEpoch) {
      order.turnTo(task.seed(), epoch);
      orderEpoch = epoch;
    }
    int position = batches.firstPosition(step) + firstRow;
    int width = examples.featureWidth();
    int targets = examples.targetWidth();
    for (int row = from; row < end; row++) {
      int example = order.at(position + row);
      examples.features(example, pass.input(), row * width);
      examples.target(example, pass.target(), row * targets);
    }
  }

  /// Whether the loss of the run is finite as far as it is known. All of it is when the last unit
  /// has told its loss, so from the first meeting on.
  boolean isFinite() {
    return isFiniteSoFar && Double.isFinite(pass.lossSum());
  }

  /// Measures examples `[begin, end)` in stored order, a shard of them at most.
  ///
  /// @return good until the next call
  BlockTally.Rows measure(Examples set, int begin, int end, float[] withParameters) {
    if (evaluating == null || end - begin > evaluating.rowsMax()) {
      evaluating = task.network().inference(end - begin, batches.shard(), buffers);
    }
    int width = set.featureWidth();
    int targets = set.targetWidth();
    for (int example = begin; example < end; example++) {
      set.features(example, evaluating.input(), (example - begin) * width);
      set.target(example, evaluating.target(), (example - begin) * targets);
    }
    return evaluating.measure(withParameters, end - begin);
  }

  double lossSum() {
    return lossSum;
  }

  long correctCount() {
    return correctCount;
  }
}
