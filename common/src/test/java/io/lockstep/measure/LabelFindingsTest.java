package io.lockstep.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Figures of several labels against their definitions, computed from the rows one by one.
final class LabelFindingsTest {

  private static final int ROWS = 205;
  private static final int SHARD = 7;
  private static final Offset<Double> EXACT = within(1e-12);

  private static Tally tally(Aim aim, LabelRows rows) {
    BlockTally block = new BlockTally(aim, rows.count(), SHARD);
    List<Integer> shards =
        new ArrayList<>(IntStream.range(0, Math.ceilDiv(rows.count(), SHARD)).boxed().toList());
    Collections.shuffle(shards, new Random(3));
    Tally whole = null;
    for (int shard : shards) {
      int from = shard * SHARD;
      LabelRows cut = rows.cut(from, Math.min(rows.count(), from + SHARD));
      whole = block.add(shard, cut).orElse(null);
    }
    return whole;
  }

  private static Aim aim(LabelRows rows) {
    return Aim.labels(rows.outputWidth(), rows.count(), SHARD);
  }

  private static Findings findings(LabelRows rows) {
    return Findings.of(aim(rows), tally(aim(rows), rows));
  }

  private static LabelRows rows(int labels) {
    Random random = new Random(labels);
    double[] shares = random.doubles(labels, 0.02, 0.98).toArray();
    return LabelRows.of(random, ROWS, shares);
  }

  private static double count(IntPredicate rows) {
    return IntStream.range(0, ROWS).filter(rows).count();
  }

  private static double share(double some, double all) {
    return all == 0 ? 0 : some / all;
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 32, 33, 70})
  void labelsAreToldAsTheirDefinitionsSay(int width) {
    LabelRows rows = rows(width);
    Findings found = findings(rows);
    assertThat(found.figures().keySet()).containsExactlyElementsOf(aim(rows).figures());
    assertThat(found.accuracy().orElseThrow())
        .isCloseTo(count(row -> rows.isRight(row)) / ROWS, EXACT);
    double[] sums = new double[5];
    for (int label = 0; label < width; label++) {
      int one = label;
      double hits = count(row -> rows.has(row, one) && rows.isTold(row, one));
      double actual = count(row -> rows.has(row, one));
      double told = count(row -> rows.isTold(row, one));
      double right = count(row -> rows.has(row, one) == rows.isTold(row, one));
      double area = area(rows, one);
      LabelFigures figures = found.labels().get(label);
      assertThat(figures.accuracy()).isCloseTo(right / ROWS, EXACT);
      assertThat(figures.told().precision()).isCloseTo(share(hits, told), EXACT);
      assertThat(figures.told().recall()).isCloseTo(share(hits, actual), EXACT);
      assertThat(figures.told().f1()).isCloseTo(share(2 * hits, actual + told), EXACT);
      assertThat(figures.rocAuc().orElseThrow()).isCloseTo(area, EXACT);
      double[] more = {
        figures.told().precision(), figures.told().recall(), figures.told().f1(), area, right
      };
      for (int at = 0; at < sums.length; at++) {
        sums[at] += more[at];
      }
    }
    Map<String, Double> all = found.figures();
    assertThat(all.get("precision_macro")).isCloseTo(sums[0] / width, EXACT);
    assertThat(all.get("recall_macro")).isCloseTo(sums[1] / width, EXACT);
    assertThat(all.get("f1_macro")).isCloseTo(sums[2] / width, EXACT);
    assertThat(all.get("roc_auc")).isCloseTo(sums[3] / width, EXACT);
    assertThat(all.get("label_accuracy")).isCloseTo(sums[4] / width / ROWS, EXACT);
    assertThat(all.get("log_loss")).isEqualTo(found.loss());
  }

  /// Over the answers to all labels of all rows.
  @Test
  void microFiguresAreOverAllAnswers() {
    LabelRows rows = rows(5);
    double hits = 0;
    double actual = 0;
    double told = 0;
    for (int label = 0; label < 5; label++) {
      int one = label;
      hits += count(row -> rows.has(row, one) && rows.isTold(row, one));
      actual += count(row -> rows.has(row, one));
      told += count(row -> rows.isTold(row, one));
    }
    Map<String, Double> all = findings(rows).figures();
    assertThat(all.get("precision_micro")).isCloseTo(hits / told, EXACT);
    assertThat(all.get("recall_micro")).isCloseTo(hits / actual, EXACT);
    assertThat(all.get("f1_micro")).isCloseTo(2 * hits / (actual + told), EXACT);
  }

  private static double area(LabelRows rows, int label) {
    double halves = 0;
    double pairs = 0;
    for (int in = 0; in < ROWS; in++) {
      for (int out = 0; out < ROWS; out++) {
        if (rows.has(in, label) && !rows.has(out, label)) {
          pairs++;
          halves += 1 + Math.signum(rows.score(in, label) - rows.score(out, label));
        }
      }
    }
    return halves / 2 / pairs;
  }

  @Test
  void confusionHasWhoHasTheLabelInTheSecondRowAndWhoIsPredictedToInTheSecondColumn() {
    LabelRows rows = rows(3);
    for (int label = 0; label < 3; label++) {
      int one = label;
      Confusion counts = findings(rows).labels().get(label).confusion();
      assertThat(counts.rows())
          .isEqualTo(
              List.of(
                  List.of(
                      (long) count(row -> !rows.has(row, one) && !rows.isTold(row, one)),
                      (long) count(row -> !rows.has(row, one) && rows.isTold(row, one))),
                  List.of(
                      (long) count(row -> rows.has(row, one) && !rows.isTold(row, one)),
                      (long) count(row -> rows.has(row, one) && rows.isTold(row, one)))));
    }
  }

  @Test
  void aLabelThatAllOrNoExampleHasIsLeftOutOfTheMeanAreaAlone() {
    LabelRows rows = LabelRows.of(new Random(8), ROWS, 0.4, 0, 0.1, 1);
    Findings found = findings(rows);
    assertThat(found.labels().get(1).rocAuc()).isEmpty();
    assertThat(found.labels().get(1).sameInAll()).hasValue(0);
    assertThat(found.labels().get(1).told().recall()).isZero();
    assertThat(found.labels().get(3).rocAuc()).isEmpty();
    assertThat(found.labels().get(3).sameInAll()).hasValue(1);
    assertThat(found.labels().get(0).sameInAll()).isEmpty();
    assertThat(found.figures().get("roc_auc"))
        .isCloseTo((area(rows, 0) + area(rows, 2)) / 2, EXACT);
    double f1 = found.labels().stream().mapToDouble(label -> label.told().f1()).sum();
    assertThat(found.figures().get("f1_macro")).isCloseTo(f1 / 4, EXACT);

    Findings none = findings(LabelRows.of(new Random(8), ROWS, 0, 1));
    assertThat(none.figures()).doesNotContainKey("roc_auc").containsKeys("f1_macro", "f1_micro");
  }

  /// As scikit-learn has it for indicators, whereas a class that is nowhere counts for nothing.
  @Test
  void aLabelThatNobodyHasAndNobodyIsToldToHaveCountsZeroInTheMeans() {
    float[] scores = {3, -1, -2, -1, 4, -3};
    float[] targets = {1, 0, 0, 0, 1, 0};
    Findings found = findings(new LabelRows(3, 2, scores, targets));
    assertThat(found.accuracy()).hasValue(1);
    assertThat(found.figures())
        .containsEntry("precision_macro", 0.5)
        .containsEntry("recall_macro", 0.5)
        .containsEntry("f1_macro", 0.5)
        .containsEntry("f1_micro", 1.0)
        .containsEntry("label_accuracy", 1.0);
  }

  @Test
  void veryManyLabelsAreCountedTogether() {
    int width = Aim.CLASSES_MAX + 1;
    Random random = new Random(6);
    LabelRows rows = LabelRows.of(random, 2 * SHARD, random.doubles(width).toArray());
    Findings found = findings(rows);
    assertThat(found.labels()).isEmpty();
    assertThat(found.figures())
        .containsOnlyKeys(
            "log_loss", "precision_micro", "recall_micro", "f1_micro", "label_accuracy");
    assertThat(found.figures().keySet()).containsExactlyElementsOf(aim(rows).figures());
    double right = 0;
    for (int at = 0; at < rows.scores().length; at++) {
      right += rows.targets()[at] == 1 == rows.scores()[at] > 0 ? 1 : 0;
    }
    assertThat(found.figures().get("label_accuracy"))
        .isCloseTo(right / rows.scores().length, EXACT);
  }

  @Test
  void scoresThatAreTooManyAreNotKept() {
    int labels = 100;
    assertThat(Aim.labels(labels, Math.toIntExact(Aim.SCORES_MAX) / labels, SHARD).figures())
        .contains("roc_auc");
    assertThat(Aim.labels(labels, Math.toIntExact(Aim.SCORES_MAX) / labels + 1, SHARD).figures())
        .doesNotContain("roc_auc");
    assertThat(Aim.labels(labels, ROWS, Aim.BLOCK_SCORES_MAX / labels + 1).figures())
        .doesNotContain("roc_auc");
  }

  @Test
  void blocksOfAnyCutAddUpToTheSame() {
    LabelRows rows = rows(33);
    Tally whole = tally(aim(rows), rows);
    int cut = 16 * SHARD;
    Tally sum =
        Tally.of(
            aim(rows),
            List.of(tally(aim(rows), rows.cut(0, cut)), tally(aim(rows), rows.cut(cut, ROWS))));
    assertThat(sum.counts()).containsExactly(whole.counts());
    assertThat(sum.scores()).containsExactly(whole.scores());
    assertThat(sum.classes()).containsExactly(whole.classes());
    assertThat(Findings.of(aim(rows), sum)).isEqualTo(Findings.of(aim(rows), whole));
  }

  @Test
  void aTallyWhoseNumbersCannotBeIsKnown() {
    LabelRows rows = rows(3);
    Aim aim = aim(rows);
    Tally tally = tally(aim, rows);
    assertThat(tally.fits(aim, ROWS)).isTrue();
    assertThat(tally.fits(Aim.labels(4, ROWS, SHARD), ROWS)).isFalse();
    assertThat(tally.fits(Aim.shares(3), ROWS)).isFalse();
    for (long impossible : List.of(-1L, 3L * ROWS + 1)) {
      long[] counts = tally.counts().clone();
      counts[4] = impossible;
      assertThat(
              new Tally(ROWS, tally.sums(), counts, tally.scores(), tally.classes())
                  .fits(aim, ROWS))
          .isFalse();
    }
  }
}
