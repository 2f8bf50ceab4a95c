package io.lockstep.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Figures against their definitions, computed from the rows one by one.
final class FindingsTest {

  private static final int ROWS = 205;
  private static final int SHARD = 7;
  private static final Offset<Double> EXACT = within(1e-12);

  private static Tally tally(Aim aim, MadeRows rows) {
    BlockTally block = new BlockTally(aim, rows.count(), SHARD);
    List<Integer> shards =
        new ArrayList<>(IntStream.range(0, Math.ceilDiv(rows.count(), SHARD)).boxed().toList());
    Collections.shuffle(shards, new Random(3));
    Tally whole = null;
    for (int shard : shards) {
      MadeRows cut = rows.cut(shard * SHARD, Math.min(rows.count(), (shard + 1) * SHARD));
      whole = block.add(shard, cut).orElse(null);
    }
    return whole;
  }

  private static Findings findings(Aim aim, MadeRows rows) {
    return Findings.of(aim, tally(aim, rows));
  }

  @ParameterizedTest
  @CsvSource({"2,1", "2,2", "3,3", "11,11", "150,150"})
  void classesAreToldApartAsTheirDefinitionsSay(int classes, int width) {
    MadeRows rows = MadeRows.classes(new Random(classes), ROWS, width, classes);
    Aim aim = Aim.classes(classes, ROWS, SHARD);
    Findings found = findings(aim, rows);
    assertThat(found.figures().keySet()).containsExactlyElementsOf(aim.figures());

    double right = IntStream.range(0, ROWS).filter(rows::isRight).count();
    assertThat(found.accuracy().orElseThrow()).isCloseTo(right / ROWS, EXACT);
    double precision = 0;
    double recall = 0;
    double f1 = 0;
    int seen = 0;
    for (int one = 0; one < classes; one++) {
      double hits = count(rows, one, one);
      double actual = count(rows, one, -1);
      double predicted = count(rows, -1, one);
      double p = predicted == 0 ? 0 : hits / predicted;
      double r = actual == 0 ? 0 : hits / actual;
      ClassFigures figures = found.classes().get(one);
      assertThat(figures.precision()).isCloseTo(p, EXACT);
      assertThat(figures.recall()).isCloseTo(r, EXACT);
      assertThat(figures.f1()).isCloseTo(p + r == 0 ? 0 : 2 * p * r / (p + r), EXACT);
      assertThat(figures.examples()).isEqualTo((long) actual);
      seen += actual + predicted > 0 ? 1 : 0;
      precision += p;
      recall += r;
      f1 += figures.f1();
    }
    assertThat(found.figures().get("precision_macro")).isCloseTo(precision / seen, EXACT);
    assertThat(found.figures().get("recall_macro")).isCloseTo(recall / seen, EXACT);
    assertThat(found.figures().get("f1_macro")).isCloseTo(f1 / seen, EXACT);
    assertThat(found.figures().get("f1_micro")).isCloseTo(right / ROWS, EXACT);
    assertThat(found.confusion().isPresent()).isEqualTo(classes <= 100);
  }

  /// @param actual,predicted -1 for any
  private static long count(MadeRows rows, int actual, int predicted) {
    return IntStream.range(0, rows.count())
        .filter(row -> actual < 0 || rows.targets()[row] == actual)
        .filter(row -> predicted < 0 || rows.predicted(row) == predicted)
        .count();
  }

  @Test
  void confusionHasActualClassesAsRowsAndPredictedOnesAsColumns() {
    MadeRows rows = MadeRows.classes(new Random(5), ROWS, 4, 4);
    List<List<Long>> counts =
        findings(Aim.classes(4, ROWS, SHARD), rows).confusion().orElseThrow().rows();
    for (int actual = 0; actual < 4; actual++) {
      for (int predicted = 0; predicted < 4; predicted++) {
        assertThat(counts.get(actual).get(predicted)).isEqualTo(count(rows, actual, predicted));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"2,1", "2,2", "3,3", "12,12"})
  void aLossThatWeighsItsLogarithmsHasTheirPlainMeanBesideIt(int classes, int width) {
    MadeRows rows = MadeRows.classes(new Random(classes + 80), ROWS, width, classes);
    Aim aim = Aim.classes(classes, ROWS, SHARD).with(Aim.LogLoss.BESIDE_LOSS);
    Findings found = findings(aim, rows);
    assertThat(found.figures().keySet()).containsExactlyElementsOf(aim.figures());
    assertThat(found.figures().get("log_loss")).isCloseTo(2 * found.loss(), EXACT);
    assertThat(found.loss()).isEqualTo(findings(Aim.classes(classes, ROWS, SHARD), rows).loss());
  }

  @ParameterizedTest
  @CsvSource({"2,1", "2,2", "3,3", "12,12"})
  void theAreaUnderTheCurveIsTheShareOfPairsInTheRightOrder(int classes, int width) {
    MadeRows rows = MadeRows.classes(new Random(classes + 40), ROWS, width, classes);
    double sum = 0;
    List<Integer> told = classes == 2 ? List.of(1) : IntStream.range(0, classes).boxed().toList();
    for (int one : told) {
      sum += area(rows, one, width == 1 ? 0 : one);
    }
    assertThat(findings(Aim.classes(classes, ROWS, SHARD), rows).figures().get("roc_auc"))
        .isCloseTo(sum / told.size(), EXACT);
  }

  private static double area(MadeRows rows, int of, int column) {
    double halves = 0;
    double pairs = 0;
    int width = rows.outputWidth();
    for (int in = 0; in < rows.count(); in++) {
      for (int out = 0; out < rows.count(); out++) {
        if (rows.targets()[in] == of && rows.targets()[out] != of) {
          pairs++;
          halves +=
              1
                  + Math.signum(
                      rows.scores()[in * width + column] - rows.scores()[out * width + column]);
        }
      }
    }
    return halves / 2 / pairs;
  }

  @Test
  void anExampleIsRightAmongTheTopWhenFewClassesHaveAHigherScore() {
    MadeRows rows = MadeRows.classes(new Random(9), ROWS, 12, 12);
    Findings found = findings(Aim.classes(12, ROWS, SHARD), rows);
    for (int top : List.of(2, 3, 5, 10)) {
      long among = IntStream.range(0, ROWS).filter(row -> higher(rows, row) < top).count();
      assertThat(found.figures().get("top_%d_accuracy".formatted(top)))
          .isCloseTo((double) among / ROWS, EXACT);
    }
    assertThat(
            findings(Aim.classes(3, ROWS, SHARD), MadeRows.classes(new Random(9), ROWS, 3, 3))
                .figures())
        .containsKey("top_2_accuracy")
        .doesNotContainKey("top_3_accuracy");
  }

  /// Of equal scores the lower class comes first.
  private static long higher(MadeRows rows, int row) {
    int width = rows.outputWidth();
    int actual = (int) rows.targets()[row];
    float own = rows.scores()[row * width + actual];
    return IntStream.range(0, width)
        .filter(j ->
            rows.scores()[row * width + j] > own
                || rows.scores()[row * width + j] == own && j < actual)
        .count();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void numbersAreMeasuredByTheirErrors(int width) {
    MadeRows rows = MadeRows.values(new Random(width), ROWS, width, 0.5);
    Findings found = findings(Aim.values(width), rows);
    assertThat(found.figures().keySet()).containsExactlyElementsOf(Aim.values(width).figures());
    double squared = 0;
    double absolute = 0;
    for (int at = 0; at < rows.scores().length; at++) {
      double error = (double) rows.scores()[at] - rows.targets()[at];
      squared += error * error / ROWS / width;
      absolute += Math.abs(error) / ROWS / width;
    }
    assertThat(found.accuracy()).isEmpty();
    assertThat(found.figures().get("mse")).isCloseTo(squared, EXACT);
    assertThat(found.figures().get("rmse")).isCloseTo(Math.sqrt(squared), EXACT);
    assertThat(found.figures().get("mae")).isCloseTo(absolute, EXACT);
    assertThat(found.figures().get("r2")).isCloseTo(explained(rows, width), EXACT);
  }

  private static double explained(MadeRows rows, int width) {
    double sum = 0;
    for (int column = 0; column < width; column++) {
      double mean = 0;
      for (int row = 0; row < ROWS; row++) {
        mean += rows.targets()[row * width + column] / (double) ROWS;
      }
      double left = 0;
      double all = 0;
      for (int row = 0; row < ROWS; row++) {
        double target = rows.targets()[row * width + column];
        left += Math.pow(rows.scores()[row * width + column] - target, 2);
        all += Math.pow(target - mean, 2);
      }
      sum += 1 - left / all;
    }
    return sum / width;
  }

  @Test
  void ofSharesItIsCountedHowOftenTheLargestIsTold() {
    MadeRows rows = MadeRows.values(new Random(7), ROWS, 3, 0.5);
    Findings found = findings(Aim.shares(3), rows);
    double right = IntStream.range(0, ROWS).filter(rows::isRight).count();
    assertThat(found.accuracy().orElseThrow()).isCloseTo(right / ROWS, EXACT);
    assertThat(found.figures()).isEqualTo(findings(Aim.values(3), rows).figures());
  }

  /// The sum of squares would have lost all of it.
  @Test
  void targetsFarFromZeroKeepTheirDeviation() {
    MadeRows rows = MadeRows.values(new Random(2), ROWS, 1, 1e6);
    assertThat(findings(Aim.values(1), rows).figures().get("r2"))
        .isCloseTo(explained(rows, 1), within(1e-9));
  }

  /// As `sklearn.metrics.r2_score` has it: 0, or 1 where each was met.
  @Test
  void aNumberThatIsAlwaysTheSameLeavesTheOthersTheirShareOfTheMean() {
    float[] same = new float[SHARD];
    Arrays.fill(same, 3);
    MadeRows missed = new MadeRows(SHARD, 1, 1, new float[SHARD], same);
    assertThat(findings(Aim.values(1), missed).figures()).containsEntry("r2", 0.0);
    MadeRows met = new MadeRows(SHARD, 1, 1, same, same);
    assertThat(findings(Aim.values(1), met).figures()).containsEntry("r2", 1.0);

    float[] outputs = new float[2 * SHARD];
    float[] targets = new float[2 * SHARD];
    for (int row = 0; row < SHARD; row++) {
      outputs[2 * row] = row;
      targets[2 * row] = row;
      targets[2 * row + 1] = 3;
    }
    MadeRows both = new MadeRows(SHARD, 2, 2, outputs, targets);
    assertThat(findings(Aim.values(2), both).figures()).containsEntry("r2", 0.5);
  }

  private static final Unit TENFOLD = inside -> 10 * inside;

  /// Of logarithms, whose unit is another one everywhere.
  @Test
  void eachNumberIsToldInItsOwnUnit() {
    MadeRows rows = MadeRows.values(new Random(4), ROWS, 1, 0);
    Findings found = findings(Aim.values(List.of(Math::exp), 1), rows);
    double sum = 0;
    for (int row = 0; row < ROWS; row++) {
      sum += Math.abs(Math.exp(rows.predictions()[row]) - Math.exp(rows.targets()[row]));
    }
    assertThat(found.figures().get("mae")).isCloseTo(sum / ROWS, within(1e-9 * sum));
  }

  @Test
  void numbersAreToldInTheUnitsOfTheFile() {
    MadeRows rows = MadeRows.values(new Random(4), ROWS, 2, 0);
    Findings plain = findings(Aim.values(2), rows);
    Findings scaled = findings(Aim.values(List.of(TENFOLD, TENFOLD), 100), rows);
    assertThat(scaled.loss()).isCloseTo(100 * plain.loss(), EXACT);
    assertThat(scaled.figures().get("mse")).isCloseTo(100 * plain.figures().get("mse"), EXACT);
    assertThat(scaled.figures().get("rmse")).isCloseTo(10 * plain.figures().get("rmse"), EXACT);
    assertThat(scaled.figures().get("mae")).isCloseTo(10 * plain.figures().get("mae"), EXACT);
    assertThat(scaled.figures().get("r2")).isCloseTo(plain.figures().get("r2"), EXACT);
  }

  @Test
  void whatIsNotKnownIsLeftOut() {
    MadeRows single = new MadeRows(1, 1, 1, new float[1], new float[1]);
    assertThat(findings(Aim.values(1), single).figures()).doesNotContainKey("r2");

    MadeRows oneClass = new MadeRows(SHARD, 3, 1, new float[3 * SHARD], new float[SHARD]);
    Findings found = findings(Aim.classes(3, SHARD, SHARD), oneClass);
    assertThat(found.figures()).doesNotContainKey("roc_auc").containsEntry("recall_macro", 1.0);

    float[] none = new float[2 * SHARD];
    Arrays.fill(none, Float.NaN);
    MadeRows noNumbers =
        new MadeRows(SHARD, 2, Double.NaN, none, new float[] {0, 1, 0, 1, 0, 1, 1});
    found = findings(Aim.classes(2, SHARD, SHARD), noNumbers);
    assertThat(found.loss()).isNaN();
    assertThat(found.figures()).doesNotContainKeys("roc_auc", "log_loss");
  }

  @Test
  void veryManyClassesHaveNoFiguresOfTheirOwn() {
    MadeRows rows = MadeRows.classes(new Random(6), 2 * SHARD, 30_000, 30_000);
    Findings found = findings(Aim.classes(30_000, 2 * SHARD, SHARD), rows);
    assertThat(found.classes()).isEmpty();
    assertThat(found.confusion()).isEmpty();
    assertThat(found.figures())
        .containsOnlyKeys(
            "log_loss",
            "precision_micro",
            "recall_micro",
            "f1_micro",
            "top_2_accuracy",
            "top_3_accuracy",
            "top_5_accuracy",
            "top_10_accuracy");
  }

  @Test
  void aTallyThatDoesNotFitIsKnown() {
    Aim aim = Aim.classes(3, ROWS, SHARD);
    Tally tally = tally(aim, MadeRows.classes(new Random(1), SHARD, 3, 3));
    assertThat(tally.fits(aim, SHARD)).isTrue();
    assertThat(tally.fits(aim, SHARD + 1)).isFalse();
    assertThat(tally.fits(Aim.classes(4, ROWS, SHARD), SHARD)).isFalse();
    assertThat(tally.fits(Aim.values(1), SHARD)).isFalse();
  }
}
