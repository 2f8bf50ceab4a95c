package io.lockstep.measure;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// What a net is measured by: what its targets are, and so what is summed over examples.
///
/// @param width classes to choose from, labels, or numbers of a target
/// @param scoreWidth scores kept of each example for the area under the curve; 0 for none
/// @param units of each number of a target; empty for classes and labels
/// @param lossUnit what a loss of 1 is in units of the file
/// @param logLoss where the logarithm of the probability of the right class comes from
public record Aim(
    Kind kind, int width, int scoreWidth, List<Unit> units, double lossUnit, LogLoss logLoss) {

  /// Of so many scores in all the area under the curve is known; 16 MiB of them.
  static final long SCORES_MAX = 1L << 22;

  /// Scores of one block, so that they fit into one frame of the wire.
  static final int BLOCK_SCORES_MAX = 1 << 15;

  /// Among so many best scores the class of an example is looked for.
  static final List<Integer> TOPS = List.of(2, 3, 5, 10);

  /// Up to so many classes each is counted against each.
  static final int CONFUSION_CLASSES_MAX = 100;

  /// Of more classes, or labels, nothing is counted by each: the counts of a block fit into one
  /// frame.
  static final int CLASSES_MAX = 20_000;

  /// Ranks that are counted: an example whose class has the tenth highest score is right among ten.
  static final int RANKS_MAX = 10;

  /// What a target is.
  public enum Kind {
    /// One of several classes.
    CLASSES,
    /// Several columns, each of two classes: an example has a label, or has it not.
    LABELS,
    /// A number for each of several classes: what share of an example it is.
    SHARES,
    /// One or more numbers.
    VALUES;

    boolean isOfNumbers() {
      return this == SHARES || this == VALUES;
    }
  }

  /// What is known of the logarithm of the probability of the right class.
  public enum LogLoss {
    /// It is the loss, and is told as such.
    IS_LOSS,
    /// The loss weighs or spreads it, so it is summed beside it.
    BESIDE_LOSS,
    /// The loss knows no probabilities.
    UNKNOWN
  }

  public Aim {
    units = List.copyOf(units);
    if (width < 1 || scoreWidth < 0 || kind.isOfNumbers() != (units.size() == width)) {
      throw new IllegalArgumentException(
          "%s of width %d with %d scores and units %s".formatted(kind, width, scoreWidth, units));
    }
  }

  /// @param count at least 2
  /// @param examples to be measured
  /// @param shard examples of a shard
  public static Aim classes(int count, int examples, int shard) {
    int scores = kept(count == 2 ? 1 : count, examples, shard);
    return new Aim(Kind.CLASSES, count, scores, List.of(), 1, LogLoss.IS_LOSS);
  }

  /// So many scores of each example, or none where those of all are too many.
  private static int kept(int scores, int examples, int shard) {
    boolean fits =
        (long) scores * examples <= SCORES_MAX && (long) scores * shard <= BLOCK_SCORES_MAX;
    return fits ? scores : 0;
  }

  /// The same by another loss.
  public Aim with(LogLoss other) {
    return new Aim(kind, width, scoreWidth, units, lossUnit, other);
  }

  /// @param count of columns, at least 2
  /// @param examples to be measured
  /// @param shard examples of a shard
  public static Aim labels(int count, int examples, int shard) {
    int scores = kept(count, examples, shard);
    return new Aim(Kind.LABELS, count, scores, List.of(), 1, LogLoss.IS_LOSS);
  }

  /// @param count of classes, at least 2
  public static Aim shares(int count) {
    List<Unit> units = Collections.nCopies(count, Unit.SAME);
    return new Aim(Kind.SHARES, count, 0, units, 1, LogLoss.UNKNOWN);
  }

  /// Numbers that are in the file as they are.
  public static Aim values(int count) {
    return values(Collections.nCopies(count, Unit.SAME), 1);
  }

  public static Aim values(List<Unit> units, double lossUnit) {
    return new Aim(Kind.VALUES, units.size(), 0, units, lossUnit, LogLoss.UNKNOWN);
  }

  /// The most examples of a block.
  public int blockExamplesMax() {
    return scoreWidth == 0 ? Integer.MAX_VALUE : BLOCK_SCORES_MAX / scoreWidth;
  }

  /// Numbers in double that are summed in the order of the tree: the loss, the logarithm where it
  /// is another, and of each number of a target four.
  public int sums() {
    if (kind.isOfNumbers()) {
      return 1 + ErrorSums.WIDTH * width;
    }
    return logLoss == LogLoss.BESIDE_LOSS ? 2 : 1;
  }

  /// Whole numbers, for which no order matters.
  public int counts() {
    return switch (kind) {
      case CLASSES -> pairs() + ranks();
      case LABELS -> 1 + LabelCounts.WIDTH * countedLabels();
      case SHARES -> 1;
      case VALUES -> 0;
    };
  }

  /// No count of so many examples is larger.
  long countMax(long examples) {
    return kind == Kind.LABELS ? examples * width : examples;
  }

  /// Labels that are counted each, or all together where they are very many.
  int countedLabels() {
    return isCountedByClass() ? width : 1;
  }

  /// Whole numbers that say which class an example has, or which labels.
  int classWidth() {
    if (scoreWidth == 0) {
      return 0;
    }
    return kind == Kind.LABELS ? LabelBits.words(width) : 1;
  }

  /// Whether there are right answers, and so an accuracy.
  public boolean hasAccuracy() {
    return kind != Kind.VALUES;
  }

  /// Names of the figures that such a measurement may come to, beside loss and accuracy. One is
  /// left out where the examples do not give it, such as the area under the curve of one class.
  public List<String> figures() {
    List<String> names = new ArrayList<>();
    if (logLoss != LogLoss.UNKNOWN) {
      names.add("log_loss");
    }
    if (scoreWidth > 0) {
      names.add("roc_auc");
    }
    if (!kind.isOfNumbers()) {
      if (isCountedByClass()) {
        names.addAll(List.of("precision_macro", "recall_macro", "f1_macro"));
      }
      names.addAll(List.of("precision_micro", "recall_micro", "f1_micro"));
    }
    switch (kind) {
      case CLASSES ->
          TOPS.stream()
              .filter(rank -> rank <= ranks() && rank < width)
              .forEach(rank -> names.add(top(rank)));
      case LABELS -> names.add("label_accuracy");
      case SHARES, VALUES -> names.addAll(List.of("mse", "rmse", "mae", "r2"));
    }
    return names;
  }

  static String top(int rank) {
    return "top_%d_accuracy".formatted(rank);
  }

  boolean isConfusionKept() {
    return width <= CONFUSION_CLASSES_MAX;
  }

  boolean isCountedByClass() {
    return width <= CLASSES_MAX;
  }

  /// Counts of actual against predicted class; of many classes only how often each was right, was
  /// there, was predicted; of very many nothing.
  int pairs() {
    if (isConfusionKept()) {
      return width * width;
    }
    return isCountedByClass() ? 3 * width : 0;
  }

  int ranks() {
    return Math.min(width, RANKS_MAX);
  }
}
