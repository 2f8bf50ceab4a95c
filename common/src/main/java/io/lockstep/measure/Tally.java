package io.lockstep.measure;

import java.util.Arrays;
import java.util.List;

/// What is summed over the examples of a block, or of a whole part. Arrays are not copied: whoever
/// has made a tally leaves it alone.
public final class Tally {

  private final long examples;
  private final double[] sums;
  private final long[] counts;
  private final float[] scores;
  private final int[] classes;

  /// @param sums as [Aim#sums]
  /// @param counts as [Aim#counts]
  /// @param scores of each example in order, as [Aim#scoreWidth]
  /// @param classes of each example in order, when there are scores, as [Aim#classWidth]: its
  ///   class, or [LabelBits]
  public Tally(long examples, double[] sums, long[] counts, float[] scores, int[] classes) {
    this.examples = examples;
    this.sums = sums;
    this.counts = counts;
    this.scores = scores;
    this.classes = classes;
  }

  /// Whether this can be the tally of so many examples under such an aim.
  public boolean fits(Aim aim, int ofExamples) {
    return examples == ofExamples
        && sums.length == aim.sums()
        && counts.length == aim.counts()
        && scores.length == (long) aim.scoreWidth() * ofExamples
        && classes.length == (long) aim.classWidth() * ofExamples
        && Arrays.stream(counts).allMatch(count -> count >= 0 && count <= aim.countMax(examples));
  }

  /// The sum over blocks that follow each other: in the tree above them.
  public static Tally of(Aim aim, List<Tally> blocks) {
    long examples = 0;
    long[] counts = new long[aim.counts()];
    for (Tally block : blocks) {
      examples += block.examples;
      for (int at = 0; at < counts.length; at++) {
        counts[at] += block.counts[at];
      }
    }
    float[] scores = new float[Math.toIntExact(aim.scoreWidth() * examples)];
    int[] classes = new int[Math.toIntExact(aim.classWidth() * examples)];
    int scored = 0;
    int classed = 0;
    for (Tally block : blocks) {
      System.arraycopy(block.scores, 0, scores, scored, block.scores.length);
      System.arraycopy(block.classes, 0, classes, classed, block.classes.length);
      scored += block.scores.length;
      classed += block.classes.length;
    }
    double[] sums = SumTree.root(aim, blocks.stream().map(SumTree.Node::of).toList()).sums();
    return new Tally(examples, sums, counts, scores, classes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Tally that
        && examples == that.examples
        && Arrays.equals(sums, that.sums)
        && Arrays.equals(counts, that.counts)
        && Arrays.equals(scores, that.scores)
        && Arrays.equals(classes, that.classes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(sums) * 31 + Arrays.hashCode(counts);
  }

  public long examples() {
    return examples;
  }

  public double[] sums() {
    return sums;
  }

  public long[] counts() {
    return counts;
  }

  public float[] scores() {
    return scores;
  }

  public int[] classes() {
    return classes;
  }
}
