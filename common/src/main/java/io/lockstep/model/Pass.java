package io.lockstep.model;

import io.lockstep.layer.Layer;
import io.lockstep.layer.Workbench;
import io.lockstep.loss.Loss;
import java.util.function.IntConsumer;

/// One thread's way through a network: the workspace for up to `rowsMax` rows. All buffers are
/// allocated in the constructor. The caller fills rows `[0, rows)` of [#input] and, where a loss is
/// wanted, of [#target].
public final class Pass {

  private final int rowsMax;
  private final int inputWidth;
  private final float[] input;
  private final float[] target;
  private final float[] scores;
  private final float[] output;
  private final float[] rowLoss;
  private final float[] gradientA;
  private final float[] gradientB;
  private final Layer[] layers;
  private final int firstTrained;
  private final Loss loss;
  private final ShardSums lossSums;
  private final IntConsumer finalFrom = this::isFinalFrom;
  private GradientProgress told;
  private double lossSum;
  private long correctCount;

  Pass(Network network, Workbench bench) {
    this.rowsMax = bench.rowsMax();
    this.inputWidth = network.inputWidth();
    this.input = bench.rows(inputWidth);
    this.target = bench.rows(network.targetWidth());
    this.output = bench.rows(network.outputWidth());
    this.rowLoss = bench.rows(1);
    this.gradientA = bench.rows(network.widthMax());
    this.gradientB = bench.rows(network.widthMax());
    this.layers = Layer.chain(network.plans(), input, bench);
    this.firstTrained = firstTrained(layers);
    this.scores = layers.length == 0 ? input : layers[layers.length - 1].output();
    this.loss = Loss.of(network.loss(), network.outputWidth(), bench.kernels());
    this.lossSums = new ShardSums(rowsMax, bench.shardRows());
  }

  private static int firstTrained(Layer[] layers) {
    int first = 0;
    while (first < layers.length && layers[first].parametersFrom() < 0) {
      first++;
    }
    return first;
  }

  public int rowsMax() {
    return rowsMax;
  }

  /// `[rowsMax × inputWidth]`, row-major; never written by the pass.
  public float[] input() {
    return input;
  }

  /// `[rowsMax × targetWidth]`, row-major; never written by the pass.
  public float[] target() {
    return target;
  }

  /// Forward, loss and backward for the rows of one block, layer by layer over all of them.
  ///
  /// @param parameters flat vector of length P; read only
  /// @param gradient `[0, P)` is overwritten by the reduction-tree sum over the block's shards;
  ///   rows are cut at multiples of the shard
  /// @param progress told while backward goes on
  /// @throws IllegalArgumentException if there are more rows than this pass has room for
  public void train(
      TrainingRows rows, float[] parameters, float[] gradient, GradientProgress progress) {
    int count = checked(rows.count());
    for (Layer layer : layers) {
      layer.forward(parameters, count, rows.seed(), rows.step(), rows.firstPosition());
    }
    measure(count);
    backward(count, parameters, gradient, progress);
  }

  /// Inference; [#output] has the predictions of rows `[0, rows)` afterwards.
  public void predict(float[] parameters, int rows) {
    infer(parameters, rows);
    loss.predictions(scores, output, rows);
  }

  /// Inference and loss; [#lossSum] and [#correctCount] are those of rows `[0, rows)` afterwards.
  public void evaluate(float[] parameters, int rows) {
    infer(parameters, rows);
    measure(rows);
  }

  /// Predictions `[rows × outputWidth]` of the last [#predict]: probabilities of a classifier, else
  /// the outputs of the last layer.
  public float[] output() {
    return output;
  }

  /// Sum of the loss in nats over the examples of the last [#train] or [#evaluate].
  public double lossSum() {
    return lossSum;
  }

  /// Examples of the last [#train] or [#evaluate] whose predicted class is right; 0 for a
  /// regression.
  public long correctCount() {
    return correctCount;
  }

  private void infer(float[] parameters, int rows) {
    checked(rows);
    for (Layer layer : layers) {
      layer.infer(parameters, rows);
    }
  }

  /// Loss of all rows, and its gradient in `gradientA`.
  private void measure(int rows) {
    loss.gradient(scores, target, gradientA, rowLoss, rows);
    lossSum = lossSums.sum(rowLoss, rows);
    correctCount = loss.correct(scores, target, rows);
  }

  private void backward(int rows, float[] parameters, float[] gradient, GradientProgress progress) {
    told = progress;
    float[] dy = gradientA;
    float[] spare = gradientB;
    for (int i = layers.length - 1; i > firstTrained; i--) {
      Layer layer = layers[i];
      layer.parameterGradient(dy, gradient, rows, finalFrom);
      float[] dx = layer.inputGradient(parameters, dy, spare, rows);
      spare = dx == dy ? spare : dy;
      dy = dx;
    }
    if (firstTrained < layers.length) {
      layers[firstTrained].parameterGradient(dy, gradient, rows, finalFrom);
    } else {
      progress.finalFrom(0);
    }
  }

  private void isFinalFrom(int offset) {
    told.finalFrom(offset);
  }

  private int checked(int rows) {
    if (rows < 1 || rows > rowsMax) {
      throw new IllegalArgumentException("%d rows, room for 1 to %d".formatted(rows, rowsMax));
    }
    return rows;
  }
}
