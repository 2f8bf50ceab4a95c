package io.lockstep.model;

import io.lockstep.kernel.PackBuffers;
import io.lockstep.layer.FinalRange;
import io.lockstep.layer.Layer;
import io.lockstep.layer.LayerGraph;
import io.lockstep.layer.Workbench;
import io.lockstep.loss.Loss;
import io.lockstep.measure.BlockTally;
import java.util.Optional;

/// One thread's way through a network, alone or as one of several [Member]s. Nothing is allocated
/// after construction.
public final class Pass {

  private final Workspace space;
  private final Member member;
  private final Layer[] layers;

  // By layer.
  private final boolean[] isTrained;
  private final boolean[] sumsOverRows;
  private final boolean[] passesGradient;
  private final int trainedCount;
  private final int summingCount;
  private final Loss loss;
  private final Optional<Loss> logarithm;
  private final ShardSums lossSums;
  private final FinalRange finalRange = this::isFinal;
  private GradientProgress told;
  private boolean lossIsKnown;
  private double lossSum;
  private long correctCount;

  Pass(Network network, Workspace space, PackBuffers buffers, Member member) {
    this.space = space;
    this.member = member;
    int shardRows = space.layerRows().shardRows();
    Workbench bench =
        new Workbench(network.kernels(), buffers, shardRows, member.index(), member.count());
    LayerGraph graph = network.graph();
    this.layers = Layer.all(space.layerRows(), bench);
    this.isTrained = new boolean[layers.length];
    this.sumsOverRows = new boolean[layers.length];
    this.passesGradient = new boolean[layers.length];
    for (int i = 0; i < layers.length; i++) {
      isTrained[i] = graph.node(i + 1).plan().isTrained();
      sumsOverRows[i] = graph.node(i + 1).plan().shardStorage() > 0;
      passesGradient[i] = graph.passesGradient(i + 1);
    }
    this.trainedCount = count(isTrained);
    this.summingCount = count(sumsOverRows);
    this.loss = network.newLoss();
    this.logarithm = loss.logarithm();
    this.lossSums = new ShardSums(space.rowsMax(), shardRows);
  }

  private static int count(boolean[] flags) {
    int count = 0;
    for (boolean flag : flags) {
      count += flag ? 1 : 0;
    }
    return count;
  }

  public int rowsMax() {
    return space.rowsMax();
  }

  /// As [Workspace#input].
  public float[] input() {
    return space.input();
  }

  /// As [Workspace#target].
  public float[] target() {
    return space.target();
  }

  /// Forward, loss and backward for the rows of one block, all of them by a pass that is alone.
  ///
  /// @param parameters flat vector of length P; read only
  /// @param gradient `[0, P)` is overwritten by the reduction-tree sum over the block's shards;
  ///   rows are cut at multiples of the shard
  /// @param progress told while backward goes on
  /// @throws IllegalArgumentException if there are more rows than this pass has room for
  public void train(
      TrainingRows rows, float[] parameters, float[] gradient, GradientProgress progress) {
    train(rows, parameters, gradient, BackwardOrder.PARAMETERS_FIRST, progress);
  }

  /// This member's part of the same: all members must call it with the same arguments, apart from
  /// the progress, each after the input and target of its own rows are there.
  public void train(
      TrainingRows rows,
      float[] parameters,
      float[] gradient,
      BackwardOrder order,
      GradientProgress progress) {
    if (!space.isForTraining()) {
      throw new IllegalStateException("a pass for forward only");
    }
    int count = checked(rows.count());
    int from = member.firstRow(count);
    int own = member.endRow(count) - from;
    told = progress;
    lossIsKnown = false;
    for (int i = 0; i < layers.length; i++) {
      if (sumsOverRows[i]) {
        member.meeting().run();
        layers[i].forwardSums(parameters, count);
        member.meeting().run();
      }
      layers[i].forward(parameters, from, own, rows.seed(), rows.step(), rows.firstPosition());
    }
    measure(from, own);
    switch (order) {
      case PARAMETERS_FIRST -> parametersFirst(count, from, own, parameters, gradient);
      case INPUTS_FIRST -> inputsFirst(count, from, own, parameters, gradient);
    }
  }

  /// How often the members meet in a call of [#train].
  public int meetings(BackwardOrder order) {
    return switch (order) {
      case PARAMETERS_FIRST -> 3 * summingCount + Math.max(1, trainedCount);
      case INPUTS_FIRST -> 4 * summingCount + 1;
    };
  }

  /// What a layer sums in backward over the rows of all members.
  private void sumBackward(int i, int rows) {
    meet(rows);
    layers[i].backwardSums(rows);
    meet(rows);
  }

  private void parametersFirst(int rows, int from, int own, float[] parameters, float[] gradient) {
    for (int i = layers.length - 1; i >= 0; i--) {
      if (sumsOverRows[i]) {
        sumBackward(i, rows);
      } else if (isTrained[i]) {
        meet(rows);
      }
      if (isTrained[i]) {
        layers[i].parameterGradient(gradient, rows, finalRange);
      }
      if (passesGradient[i]) {
        layers[i].inputGradient(parameters, from, own);
      }
    }
    if (!lossIsKnown) {
      meet(rows);
    }
  }

  private void inputsFirst(int rows, int from, int own, float[] parameters, float[] gradient) {
    for (int i = layers.length - 1; i >= 0; i--) {
      if (sumsOverRows[i]) {
        sumBackward(i, rows);
      }
      if (passesGradient[i]) {
        layers[i].inputGradient(parameters, from, own);
      }
    }
    meet(rows);
    for (int i = layers.length - 1; i >= 0; i--) {
      if (isTrained[i]) {
        layers[i].parameterGradient(gradient, rows, finalRange);
      }
    }
  }

  /// From the first meeting on, the loss of all rows is there.
  private void meet(int rows) {
    member.meeting().run();
    if (!lossIsKnown) {
      lossSum = lossSums.sum(space.rowLoss(), rows);
      lossIsKnown = true;
    }
  }

  /// Inference; [#output] has the predictions of rows `[0, rows)` afterwards.
  public void predict(float[] parameters, int rows) {
    infer(parameters, rows);
    loss.predictions(space.scores(), space.output(), rows);
  }

  /// Inference and loss; [#lossSum] and [#correctCount] are those of rows `[0, rows)` afterwards.
  public void evaluate(float[] parameters, int rows) {
    infer(parameters, rows);
    measure(0, rows);
    lossSum = lossSums.sum(space.rowLoss(), rows);
  }

  /// The same, and what figures of other kinds are made of; good until the next call.
  public BlockTally.Rows measure(float[] parameters, int rows) {
    evaluate(parameters, rows);
    loss.predictions(space.scores(), space.output(), rows);
    return new MeasuredRows(space, loss, rows, lossSum, logLossSum(rows));
  }

  /// Takes the place of the losses of the rows.
  private double logLossSum(int rows) {
    if (logarithm.isEmpty()) {
      return Double.NaN;
    }
    logarithm
        .get()
        .gradient(space.scores(), space.target(), space.scoreGradient(), space.rowLoss(), 0, rows);
    return lossSums.sum(space.rowLoss(), rows);
  }

  /// Predictions `[rows × outputWidth]` of the last [#predict]: probabilities of a classifier, else
  /// the outputs of the last layer.
  public float[] output() {
    return space.output();
  }

  /// Sum of the loss in nats over the examples of the last [#train] or [#evaluate]; known from the
  /// first meeting on.
  public double lossSum() {
    return lossSum;
  }

  /// Examples whose predicted class is right, among the rows of the last [#evaluate], or this
  /// member's of the last [#train]; 0 for a regression.
  public long correctCount() {
    return correctCount;
  }

  private void infer(float[] parameters, int rows) {
    checked(rows);
    for (Layer layer : layers) {
      layer.infer(parameters, 0, rows);
    }
  }

  /// Loss of some rows, and its gradient.
  private void measure(int from, int count) {
    loss.gradient(
        space.scores(), space.target(), space.scoreGradient(), space.rowLoss(), from, count);
    correctCount = loss.correct(space.scores(), space.target(), from, count);
  }

  private void isFinal(int from, int end) {
    told.finalRange(from, end);
  }

  private int checked(int rows) {
    if (rows < 1 || rows > space.rowsMax()) {
      throw new IllegalArgumentException(
          "%d rows, room for 1 to %d".formatted(rows, space.rowsMax()));
    }
    return rows;
  }
}
