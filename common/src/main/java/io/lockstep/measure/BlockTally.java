package io.lockstep.measure;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/// The tally of a block in the making: its shards may come from several threads, in any order.
public final class BlockTally {

  private final Aim aim;
  private final int shard;
  private final int examples;
  private final SumTree.Node[] shards;
  private final long[] counts;
  private final float[] scores;
  private final int[] classes;
  private int shardsLeft;

  /// @param examples of the block
  /// @param shard examples of a full shard
  public BlockTally(Aim aim, int examples, int shard) {
    this.aim = aim;
    this.examples = examples;
    this.shard = shard;
    this.shards = new SumTree.Node[Math.ceilDiv(examples, shard)];
    this.shardsLeft = shards.length;
    this.counts = new long[aim.counts()];
    this.scores = new float[examples * aim.scoreWidth()];
    this.classes = new int[examples * aim.classWidth()];
  }

  /// What a pass has come to for the rows of one shard.
  public interface Rows {

    int count();

    /// In nats, summed over the rows.
    double lossSum();

    /// `-log p` of the right class, summed over the rows, where the loss weighs or spreads it.
    double logLossSum();

    /// Whether the predicted class of a row is its own, of labels whether all are.
    boolean isRight(int row);

    /// Outputs of the last layer, `[rows × width]`.
    float[] scores();

    /// What a user sees of them: probabilities, or the same.
    float[] predictions();

    float[] targets();

    int outputWidth();
  }

  /// Takes one shard of the block, each once.
  ///
  /// @param index of the shard in the block
  /// @return the tally, when this was the last
  public synchronized Optional<Tally> add(int index, Rows rows) {
    double[] sums = new double[aim.sums()];
    sums[0] = rows.lossSum();
    if (aim.logLoss() == Aim.LogLoss.BESIDE_LOSS) {
      sums[1] = rows.logLossSum();
    }
    switch (aim.kind()) {
      case CLASSES -> addClasses(index * shard, rows);
      case LABELS -> addLabels(index * shard, rows);
      case SHARES -> {
        addNumbers(sums, rows);
        counts[0] += IntStream.range(0, rows.count()).filter(rows::isRight).count();
      }
      case VALUES -> addNumbers(sums, rows);
    }
    shards[index] = new SumTree.Node(rows.count(), sums);
    shardsLeft--;
    return shardsLeft > 0
        ? Optional.empty()
        : Optional.of(
            new Tally(
                examples,
                SumTree.root(aim, Arrays.asList(shards)).sums(),
                counts,
                scores,
                classes));
  }

  private void addLabels(int firstRow, Rows rows) {
    int width = aim.width();
    LabelCounts labels = new LabelCounts(aim.countedLabels(), counts);
    for (int row = 0; row < rows.count(); row++) {
      int at = row * width;
      for (int label = 0; label < width; label++) {
        labels.add(label, rows.scores()[at + label], rows.targets()[at + label]);
      }
      if (rows.isRight(row)) {
        labels.addWhole();
      }
      if (aim.scoreWidth() > 0) {
        keepScores(firstRow + row, rows.predictions(), at, width);
        LabelBits.put(classes, (firstRow + row) * aim.classWidth(), rows.targets(), at, width);
      }
    }
  }

  private void addNumbers(double[] sums, Rows rows) {
    int width = aim.width();
    for (int row = 0; row < rows.count(); row++) {
      for (int column = 0; column < width; column++) {
        int at = row * width + column;
        Unit unit = aim.units().get(column);
        double output = unit.outside(rows.predictions()[at]);
        ErrorSums.add(sums, row + 1L, column, output, unit.outside(rows.targets()[at]));
      }
    }
  }

  private void addClasses(int firstRow, Rows rows) {
    int width = rows.outputWidth();
    for (int row = 0; row < rows.count(); row++) {
      int actual = (int) rows.targets()[row];
      boolean right = rows.isRight(row);
      int predicted =
          right ? actual : width == 1 ? 1 - actual : highest(rows.scores(), row * width, width);
      count(actual, predicted);
      int rank = right ? 1 : width == 1 ? 2 : rank(rows.scores(), row * width, width, actual);
      if (rank <= aim.ranks()) {
        counts[aim.pairs() + rank - 1]++;
      }
      if (aim.scoreWidth() > 0) {
        keepScores(firstRow + row, rows.predictions(), row * width, width);
        classes[firstRow + row] = actual;
      }
    }
  }

  private void count(int actual, int predicted) {
    if (aim.isConfusionKept()) {
      counts[actual * aim.width() + predicted]++;
      return;
    }
    if (!aim.isCountedByClass()) {
      return;
    }
    counts[actual] += actual == predicted ? 1 : 0;
    counts[aim.width() + actual]++;
    counts[2 * aim.width() + predicted]++;
  }

  /// Of two classes the last output is the score of the second, whether each has one or not.
  private void keepScores(int row, float[] predictions, int at, int width) {
    if (aim.scoreWidth() == 1) {
      scores[row] = predictions[at + width - 1];
    } else {
      System.arraycopy(predictions, at, scores, row * width, width);
    }
  }

  /// Ties go to the lowest class.
  private static int highest(float[] scores, int at, int width) {
    int best = 0;
    for (int j = 1; j < width; j++) {
      if (scores[at + j] > scores[at + best]) {
        best = j;
      }
    }
    return best;
  }

  /// How many classes come before this one, and itself; one that was not right is second at best.
  private static int rank(float[] scores, int at, int width, int actual) {
    float own = scores[at + actual];
    int before =
        (int)
            IntStream.range(0, width)
                .filter(j -> !(scores[at + j] < own) && j != actual)
                .filter(j -> scores[at + j] != own || j < actual)
                .count();
    return Math.max(2, before + 1);
  }
}
