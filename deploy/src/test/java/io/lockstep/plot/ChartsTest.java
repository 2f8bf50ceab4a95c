package io.lockstep.plot;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.plot.ActivationsChart.Activation;
import io.lockstep.plot.DigitsChart.Group;
import io.lockstep.plot.DigitsChart.Specimen;
import io.lockstep.plot.WeightsChart.ImageShape;
import io.lockstep.plot.canvas.Mark;
import io.lockstep.plot.canvas.Pixels;
import io.lockstep.plot.canvas.Point;
import io.lockstep.plot.canvas.SvgText;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever is drawn, it stays on the page and covers no other text.
final class ChartsTest {

  private static final String LONG =
      "a name that somebody made of everything known of the run, with its date and its place-12";

  private static History history(int epochs, double firstLoss, double lastLoss) {
    List<History.Epoch> all = new ArrayList<>();
    for (int epoch = 1; epoch <= epochs; epoch++) {
      double share = epochs == 1 ? 0 : (epoch - 1.0) / (epochs - 1);
      double loss = firstLoss + share * (lastLoss - firstLoss);
      all.add(
          new History.Epoch(
              epoch,
              7L * epoch,
              Map.of(
                  "train", Map.of("loss", loss, "accuracy", 1 - share / 2),
                  "validation", Map.of("loss", loss * 1.1, "accuracy", 0.5)),
              Map.of("learning_rate", 0.1 / epoch)));
    }
    return new History(
        LONG,
        "loss: cross-entropy (nats)",
        "unit of 'y'",
        "stopped: validation.loss gained nothing over 0.12 of epoch 3 in 10 epochs",
        all,
        Optional.of(new History.Best(Math.max(1, epochs / 2), "validation", "loss")),
        List.of(new History.Single("test", epochs, Map.of("loss", 0.5, "accuracy", 0.25))));
  }

  @ParameterizedTest
  @CsvSource({
    "1, 2, 2",
    "2, 2, 1",
    "60, 1.5, 0.05",
    "5000, 700, 1e-9",
    "12, 1e30, 1e12",
    "9, 1e-7, 1e-7",
    "30, NaN, NaN",
    "30, 0, 0",
    "3, -5, 5"
  })
  void aHistoryOfAnyLengthIsReadable(int epochs, double firstLoss, double lastLoss) {
    Figure figure = HistoryChart.of(history(epochs, firstLoss, lastLoss), Look.LIGHT);
    PageCheck.assertReadable(figure);
    assertThat(PageCheck.texts(figure)).contains("epoch", "accuracy, %");
    assertThat(figure.data().csv().lines()).hasSize(epochs + 1);
  }

  @Test
  void howARunEndedStandsThereInFull() {
    Figure figure = HistoryChart.of(history(60, 1.5, 0.05), Look.LIGHT);
    assertThat(PageCheck.texts(figure))
        .containsSubsequence(
            "60 epochs, 420 steps; stopped: validation.loss gained nothing over 0.12 of epoch 3 in 10",
            "epochs");
  }

  @Test
  void theBestEpochIsMarkedAndNamed() {
    Figure figure = HistoryChart.of(history(60, 1.5, 0.05), Look.LIGHT);
    assertThat(PageCheck.texts(figure)).contains("best: epoch 30, validation loss 0.866");
  }

  @Test
  void aLossThatIsNoNumberIsSaid() {
    History lost = history(8, Double.NaN, Double.NaN);
    assertThat(PageCheck.texts(HistoryChart.of(lost, Look.LIGHT)))
        .contains("loss: cross-entropy (nats), no finite number in epoch 1");
  }

  @Test
  void thousandsOfEpochsAreAsFewPointsAsArePixels() {
    List<Point> line =
        IntStream.range(0, 50_000)
            .mapToObj(i -> new Point(i / 100.0, i == 25_001 ? -40 : i % 7))
            .toList();
    List<Point> thin = Panel.thinned(line);
    assertThat(thin).hasSizeLessThan(4100).contains(new Point(250.01, -40));
    Figure figure = HistoryChart.of(history(5000, 2, 1), Look.LIGHT);
    assertThat(SvgText.of(figure.picture()).length()).isLessThan(400_000);
  }

  @Test
  void linesThatALaterProgramAddedAreDrawnToo() {
    History.Epoch epoch =
        History.epoch(
            Map.of(
                "epoch",
                1,
                "step",
                5,
                "seconds",
                0.5,
                "train",
                Map.of("loss", 1.0, "examples", 10, "f1", 0.5),
                "gradient_norm",
                3.5,
                "note",
                "text"));
    History history =
        new History("r-1", "loss", "", "", List.of(epoch), Optional.empty(), List.of());
    Figure figure = HistoryChart.of(history, Look.DARK);
    PageCheck.assertReadable(figure);
    assertThat(PageCheck.texts(figure))
        .contains("f1, %", "gradient norm")
        .doesNotContain("seconds");
    assertThat(figure.data().csv())
        .isEqualTo("epoch,step,train_loss,train_f1,gradient_norm\n1,5,1.0,0.5,3.5\n");
  }

  @Test
  void manyFiguresLieSideBySideAndNoneTwice() {
    List<History.Epoch> epochs = new ArrayList<>();
    for (int epoch = 1; epoch <= 3; epoch++) {
      double accuracy = 0.5 + epoch / 10.0;
      Map<String, Double> validation = new LinkedHashMap<>();
      validation.put("loss", 1.0 / epoch);
      validation.put("accuracy", accuracy);
      validation.put("log_loss", 1.0 / epoch);
      validation.put("roc_auc", accuracy);
      validation.put("rmse", 3e5 / epoch);
      validation.put("f1_micro", accuracy);
      validation.put("f1_macro", accuracy / 2);
      validation.put("a_figure_with_a_name_longer_than_its_half_of_the_page", 1e-30 * epoch);
      epochs.add(
          new History.Epoch(epoch, epoch, Map.of("validation", validation), Map.of("norm", 1e9)));
    }
    History history =
        new History(
            "r-1",
            "loss",
            "unit of 'price'",
            "",
            epochs,
            Optional.of(new History.Best(3, "validation", "f1_macro")),
            List.of());
    Figure figure = HistoryChart.of(history, Look.LIGHT);
    PageCheck.assertReadable(figure);
    assertThat(PageCheck.texts(figure))
        .contains(
            "ROC AUC",
            "F1 (macro), %",
            "RMSE (unit of 'price')",
            "norm",
            "best: epoch 3, validation F1 (macro) 40 %")
        .doesNotContain("log loss", "F1 (micro), %");
    assertThat(figure.picture().height()).isLessThan(1010);
    assertThat(figure.data().csv()).contains("validation_f1_micro");
  }

  private static Confusion confusion(int classes, String prefix) {
    int[] actual = IntStream.range(0, classes * 30).map(i -> i % classes).toArray();
    int[] predicted =
        IntStream.range(0, classes * 30).map(i -> (i % 11 == 0 ? i * 7 : i) % classes).toArray();
    List<String> names = IntStream.range(0, classes).mapToObj(i -> prefix + i).toList();
    return Confusion.of(LONG, "test part", names, actual, predicted);
  }

  @ParameterizedTest
  @CsvSource({
    "2, no",
    "3, versicolor ",
    "10, ''",
    "10, a class whose name is long: ",
    "40, class ",
    "40, a class whose name is long: ",
    "150, '', ",
    "300, c"
  })
  void aConfusionOfAnyNumberOfClassesIsReadable(int classes, String prefix) {
    Figure figure = ConfusionChart.of(confusion(classes, prefix), Look.LIGHT);
    PageCheck.assertReadable(figure);
    assertThat(figure.data().csv().lines()).hasSize(classes * classes + 1);
  }

  @Test
  void rowsAreActualClassesAndColumnsPredictedOnes() {
    Confusion confusion =
        Confusion.of(
            "r-1", "test part", List.of("a", "b"), new int[] {0, 0, 0, 1}, new int[] {0, 1, 1, 1});
    assertThat(confusion.table().csv())
        .isEqualTo(
            """
            actual,predicted,examples,share_of_actual
            a,a,1,0.3333333333333333
            a,b,2,0.6666666666666666
            b,a,0,0.0
            b,b,1,1.0
            """);
    assertThat(PageCheck.texts(ConfusionChart.of(confusion, Look.LIGHT)))
        .contains("test part: 4 examples, accuracy 50.00 %");
  }

  @ParameterizedTest
  @CsvSource({"2, a", "3, a label whose name is long and goes on: ", "60, ''", "75, l"})
  void confusionsOfAnyNumberOfLabelsAreReadable(int labels, String prefix) {
    List<LabelConfusions.Label> all =
        IntStream.range(0, labels)
            .mapToObj(i ->
                new LabelConfusions.Label(
                    prefix + i,
                    new Confusion(
                        LONG,
                        "test part",
                        List.of("no", "yes"),
                        List.of(List.of(1_000_000L * i, 7L), List.of(0L, 90L + i)))))
            .toList();
    Figure figure = LabelConfusionChart.of(new LabelConfusions(LONG, "test part", all), Look.DARK);
    PageCheck.assertReadable(figure);
    assertThat(figure.data().csv().lines()).hasSize(4 * labels + 1);
    assertThat(figure.data().csv())
        .startsWith(
            "label,actual,predicted,examples,share_of_actual\n%s0,no,no,0,0.0\n".formatted(prefix));
    assertThat(PageCheck.texts(figure).contains("15 more labels are in the table"))
        .isEqualTo(labels == 75);
  }

  private static Boundary boundary(int classes) {
    Plane plane =
        new Plane(
            Plane.Range.around(LONG, new double[] {0, 1}),
            Plane.Range.around("y of " + LONG, new double[] {-2e6, 3e6}),
            60,
            (x, y) -> {
              float[] values = new float[x.length * Math.max(1, classes)];
              for (int i = 0; i < values.length; i++) {
                double at = x[i / Math.max(1, classes)];
                values[i] =
                    (float)
                        (classes == 0 ? at * 1e6 : Math.exp(-Math.abs(at * classes - i % classes)));
              }
              return values;
            });
    List<String> names = IntStream.range(0, classes).mapToObj(i -> "class number " + i).toList();
    List<Boundary.Sample> samples =
        IntStream.range(0, 50)
            .mapToObj(i ->
                new Boundary.Sample(
                    i / 50.0, i * 1000, classes == 0 ? i : i % classes, classes == 0 ? 1 : 0))
            .toList();
    return new Boundary("r-1", "test part", LONG, names, Certainty.PROBABILITY, plane, samples);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2, 3, 8, 9, 40})
  void aPlaneOfAnyNumberOfClassesIsReadable(int classes) {
    Figure figure = BoundaryChart.of(boundary(classes), Look.LIGHT);
    PageCheck.assertReadable(figure);
    assertThat(figure.data().csv().lines()).hasSize(1 + 50 + 60 * 48);
  }

  @Test
  void theBorderLiesWhereTwoClassesAreEven() {
    Plane plane =
        new Plane(
            new Plane.Range("x", 0, 1),
            new Plane.Range("y", 0, 1),
            51,
            (x, y) -> {
              float[] values = new float[2 * x.length];
              for (int i = 0; i < x.length; i++) {
                values[2 * i] = (float) (0.5 + x[i] - 0.37);
                values[2 * i + 1] = 1 - values[2 * i];
              }
              return values;
            });
    assertThat(plane.border(0))
        .hasSize(39)
        .allSatisfy(piece ->
            assertThat(piece).allSatisfy(at -> assertThat(at[0] / 50).isBetween(0.3699, 0.3701)));
    assertThat(Regions.middles(plane)).extracting(Regions.Middle::output).containsExactly(0, 1);
  }

  /// Scores have no greatest value that could be told beforehand.
  @Test
  void scoresSpeakForAClassByTheirLeadBeforeTheNextOne() {
    Plane plane =
        new Plane(
            new Plane.Range("x", -2, 4),
            new Plane.Range("y", 0, 1),
            61,
            (x, y) -> {
              float[] values = new float[2 * x.length];
              for (int i = 0; i < x.length; i++) {
                values[2 * i] = (float) -x[i];
                values[2 * i + 1] = (float) x[i];
              }
              return values;
            });
    assertThat(plane.greatestLead()).isEqualTo(8);
    assertThat(plane.leadBetween(20, 3.5)).isCloseTo(0, Offset.offset(1e-6));
    assertThat(plane.leadBetween(10, 3.5)).isCloseTo(2, Offset.offset(1e-6));
    assertThat(plane.leadBetween(30.5, 0)).isCloseTo(2.1, Offset.offset(1e-6));
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "4, 16", "64, 3", "108, 300", "2, 1000"})
  void weightsOfAnyShapeAreReadable(int inputs, int units) {
    List<String> names = IntStream.range(0, inputs).mapToObj(i -> LONG + i).toList();
    float[] values = new float[inputs * units];
    for (int i = 0; i < values.length; i++) {
      values[i] = (i * 37 % 101 - 50) / 20f;
    }
    Weights weights = new Weights(LONG, "dense_1", names, values);
    PageCheck.assertReadable(WeightsChart.matrix(weights, Look.LIGHT));
    PageCheck.assertReadable(WeightsChart.images(weights, new ImageShape(1, inputs, 1), Look.DARK));
  }

  @Test
  void weightsThatAreAllNothingHaveAScale() {
    Weights weights =
        new Weights("r-1", "d", List.of("a", "b"), new float[] {0, 0, Float.NaN, 0, 0, 0});
    PageCheck.assertReadable(WeightsChart.matrix(weights, Look.LIGHT));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 8, 24})
  void imagesHaveTheirLabelsBelow(int count) {
    List<Specimen> specimens =
        IntStream.range(0, count)
            .mapToObj(i ->
                new Specimen(
                    i + 1,
                    new Pixels(28, 20, (x, y) -> x * y),
                    "T-shirt or a top with a long name",
                    i % 2 == 0 ? "T-shirt or a top with a long name" : "Ankle boot",
                    0.5))
            .toList();
    Figure figure =
        DigitsChart.of(
            new DigitsChart.Sheet(
                LONG,
                "test part",
                "5 of 9",
                Certainty.SCORE,
                List.of(new Group("the first", specimens))),
            Look.LIGHT);
    PageCheck.assertReadable(figure);
    assertThat(PageCheck.texts(figure).stream().filter(text -> text.startsWith("× Ankle")))
        .hasSize(count / 2);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 20})
  void activationsLieSideBySide(int count) {
    List<Double> x = DoubleStream.iterate(-5, at -> at < 5, at -> at + 0.1).boxed().toList();
    List<Activation> all =
        Collections.nCopies(
            count, new Activation("leaky-relu", x, x, Collections.nCopies(x.size(), 1.0)));
    PageCheck.assertReadable(ActivationsChart.of(all, Look.LIGHT));
  }

  @Test
  void aRateOfOneStepAndOneOfManyAreReadable() {
    PageCheck.assertReadable(
        RateChart.of(
            new RateChart.Rates(LONG, "adam", List.of(new RateChart.Rate(1, 0.01))), Look.LIGHT));
    List<RateChart.Rate> many =
        IntStream.rangeClosed(1, 900)
            .mapToObj(i -> new RateChart.Rate(1_000L * i, 0.1 * Math.pow(0.99, i)))
            .toList();
    Figure figure = RateChart.of(new RateChart.Rates("r-1", "sgd", many), Look.LIGHT);
    PageCheck.assertReadable(figure);
    assertThat(figure.picture().marks()).anyMatch(Mark.Lines.class::isInstance);
    assertThat(figure.data().csv()).startsWith("step,learning_rate\n1000,0.099");
  }
}
