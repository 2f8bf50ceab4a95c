package io.lockstep.measure;

/// What is counted of several labels: examples of which all are right, then of each label how many
/// have it and are predicted to, how many have it, how many are predicted to. Of very many labels
/// these are counted together, as if they were one of so many more examples.
final class LabelCounts {

  /// Counts of a label.
  static final int WIDTH = 3;

  private static final int HITS = 0;
  private static final int ACTUAL = 1;
  private static final int PREDICTED = 2;

  private final int labels;
  private final long[] counts;

  /// @param labels as [Aim#countedLabels]
  /// @param counts that are read and added to, as [Aim#counts]
  LabelCounts(int labels, long[] counts) {
    this.labels = labels;
    this.counts = counts;
  }

  /// Adds one example of which all labels are right.
  void addWhole() {
    counts[0]++;
  }

  /// Adds one label of an example: a score above 0 says that the example has it, a target of 1 that
  /// it is so.
  void add(int label, float score, float target) {
    int counted = labels == 1 ? 0 : label;
    int actual = (int) target;
    int predicted = score > 0 ? 1 : 0;
    counts[at(HITS, counted)] += actual & predicted;
    counts[at(ACTUAL, counted)] += actual;
    counts[at(PREDICTED, counted)] += predicted;
  }

  private int at(int what, int label) {
    return 1 + what * labels + label;
  }

  /// Of how many examples all labels are right.
  long whole() {
    return counts[0];
  }

  /// Of one label, who has it not and who has it against who is predicted so.
  ///
  /// @param examples that were counted
  Confusion confusion(int label, long examples) {
    long hits = counts[at(HITS, label)];
    long actual = counts[at(ACTUAL, label)];
    long predicted = counts[at(PREDICTED, label)];
    long neither = examples - actual - predicted + hits;
    return Confusion.of(new long[] {neither, predicted - hits, actual - hits, hits}, 2);
  }

  /// The same of all labels together, with an answer for each label of each example.
  Confusion sum(long answers) {
    long[] sums = new long[1 + WIDTH];
    for (int at = 1; at < counts.length; at++) {
      sums[1 + (at - 1) / labels] += counts[at];
    }
    return new LabelCounts(1, sums).confusion(0, answers);
  }
}
