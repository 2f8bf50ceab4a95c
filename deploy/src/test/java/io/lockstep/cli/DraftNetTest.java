package io.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.config.ActivationSpec;
import io.lockstep.config.ConfigurationReader;
import io.lockstep.config.LayerSpec;
import io.lockstep.config.LossSpec;
import io.lockstep.config.RunConfiguration;
import io.lockstep.config.ScaleSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What net `init` drafts for a table, and how well it learns.
final class DraftNetTest {

  @TempDir Path folder;

  private String talk = "";

  private void write(String file, String header, int rows, IntFunction<String> row)
      throws IOException {
    String text =
        IntStream.range(0, rows)
            .mapToObj(row)
            .collect(Collectors.joining("\n", header + "\n", "\n"));
    Files.writeString(folder.resolve(file), text);
  }

  private RunConfiguration drafted(String label, String file) {
    Invocation invocation =
        Invocation.of(
            folder, "init", "{dir}/" + file, "--label", label, "--out", "{dir}/drafted.yaml");
    assertThat(invocation.code()).as(invocation.talk()).isZero();
    talk = invocation.talk();
    return ConfigurationReader.read(folder.resolve("drafted.yaml"), List.of());
  }

  /// A saddle with a little noise, of which 120 rows say enough.
  @Test
  void aSmoothSurfaceIsLearntFromFewRows() throws IOException {
    write("t.csv", "a,b,y", 120, i -> saddle(i, 0.1));
    write("test.csv", "a,b,y", 400, i -> saddle(i + 1000, 0));
    drafted("y", "t.csv");
    Invocation trained =
        Invocation.of(folder, "train", "{dir}/drafted.yaml", "--quiet", "--runs", "{dir}/runs");
    assertThat(trained.code()).as(trained.talk()).isZero();
    Invocation measured =
        Invocation.of(folder, "evaluate", "{dir}/runs/last", "{dir}/test.csv", "--json");
    assertThat(measured.code()).as(measured.talk()).isZero();
    String found = measured.data().replaceFirst("(?s).*\"r2\": ?([-0-9.e]+).*", "$1");
    assertThat(Double.parseDouble(found)).isGreaterThan(0.95);
  }

  private static String saddle(int i, double noise) {
    double a = i * 0.618034 % 1 * 4 - 2;
    double b = i * 0.414214 % 1 * 4 - 2;
    double y = a * a - b * b + noise * (i * 7 % 11 - 5);
    return String.format(Locale.ROOT, "%.4f,%.4f,%.4f", a, b, y);
  }

  private static final int[] COUNTS = {0, 1, 1, 2, 2, 2, 3, 3, 4, 0, 1, 2, 5, 1, 2, 2, 3, 1, 0};

  /// Mostly small, and seldom up to 15.
  private static int count(int i) {
    return i % 20 == 19 ? 6 + i / 20 : COUNTS[i % 20];
  }

  @Test
  void wholeNumbersHeapedInOnePlaceAreCountsWithTheWayToClasses() throws IOException {
    write("t.csv", "x,y", 200, i -> "%d,%d".formatted(i % 7, count(i)));
    assertThat(drafted("y", "t.csv").model().loss()).isEqualTo(LossSpec.MSE);
    assertThat(talk)
        .contains(
            "note: label 'y' is taken as a number; to take each of its 16 whole numbers as a class:"
                + " lockstep train {dir}/drafted.yaml --set model.loss=cross-entropy"
                + " --set model.layers.2.dense=16 --set data.label-scale=none\n");
    Invocation classes =
        Invocation.of(
            folder,
            "train",
            "{dir}/drafted.yaml",
            "--dry-run",
            "--set",
            "model.loss=cross-entropy",
            "--set",
            "model.layers.2.dense=16",
            "--set",
            "data.label-scale=none");
    assertThat(classes.code()).as(classes.talk()).isZero();
  }

  @Test
  void tenWholeNumbersThatAreEquallyCommonAreClasses() throws IOException {
    write("t.csv", "x,y", 200, i -> "%d,%d".formatted(i % 7, i % 10));
    assertThat(drafted("y", "t.csv").model().loss()).isEqualTo(LossSpec.CROSS_ENTROPY);
  }

  @Test
  void numbersOverOrdersOfMagnitudeAreTakenByTheirLogarithm() throws IOException {
    write(
        "t.csv",
        "wide,narrow,both,y",
        200,
        i ->
            "%s,%d,%d,%s"
                .formatted(
                    Math.pow(10, i % 6),
                    50 + i % 9,
                    i == 7 ? -40_000 : i % 5 - 1,
                    "np".charAt(i % 2)));
    RunConfiguration drafted = drafted("y", "t.csv");
    assertThat(drafted.data().recipe().scaleOf("wide")).isEqualTo(new ScaleSpec.Log1p());
    assertThat(drafted.data().recipe().scaleOf("narrow")).isEqualTo(ScaleSpec.STANDARD);
    assertThat(drafted.data().recipe().scaleOf("both")).isEqualTo(new ScaleSpec.Log1p());
    assertThat(talk).contains("note: by their order of magnitude (scale: log1p): 'wide', 'both'\n");
  }

  @Test
  void theFewerRowsThereAreForEachInputTheMoreIsTakenOfTheWeights() throws IOException {
    write("few.csv", "a,b,c,d,y", 60, i -> "%1$d,%1$d.5,%1$d,%1$d,%2$s".formatted(i % 7, i % 2));
    write("many.csv", "a,y", 1500, i -> "%d.5,%s".formatted(i % 7, "np".charAt(i % 2)));
    assertThat(decay(drafted("y", "few.csv"))).isEqualTo(4.5);
    Files.delete(folder.resolve("drafted.yaml"));
    assertThat(decay(drafted("y", "many.csv"))).isEqualTo(0.04);
  }

  @Test
  void aHundredThousandRowsAreHardlyHeldBack() {
    assertThat(DraftNet.of(40_000, 13, DraftNet.Subject.CLASSES).decay()).isEqualTo(0.02);
    assertThat(DraftNet.of(100_000, 8, DraftNet.Subject.CLASSES).decay()).isEqualTo(0.01);
    assertThat(DraftNet.of(100_000, 8, DraftNet.Subject.NUMBERS).decay()).isEqualTo(0.01);
    assertThat(DraftNet.of(10_000_000, 8, DraftNet.Subject.CLASSES).decay()).isEqualTo(0.01);
  }

  @Test
  void fewRowsOfClassesHaveFlatPiecesUnderMoreThanTwiceTheDecay() {
    DraftNet few = DraftNet.of(999, 10, DraftNet.Subject.CLASSES);
    assertThat(few.activation()).isEqualTo("relu");
    assertThat(few.decay()).isEqualTo(1.5);
    DraftNet more = DraftNet.of(1_000, 10, DraftNet.Subject.CLASSES);
    assertThat(more.activation()).isEqualTo("silu");
    assertThat(more.decay()).isEqualTo(0.6);
    DraftNet number = DraftNet.of(500, 10, DraftNet.Subject.NUMBERS);
    assertThat(number.activation()).isEqualTo("silu");
    assertThat(number.decay()).isEqualTo(2);
    assertThat(DraftNet.of(500, 100, DraftNet.Subject.NUMBERS).decay()).isEqualTo(3);
  }

  @Test
  void manyRowsAreLearntFromInLargeStepsUnlessTheDecayIsStrong() {
    assertThat(DraftNet.of(14_999, 8, DraftNet.Subject.CLASSES).rate()).isEqualTo(0.003);
    assertThat(DraftNet.of(15_000, 8, DraftNet.Subject.CLASSES).rate()).isEqualTo(0.01);
    assertThat(DraftNet.of(15_000, 8, DraftNet.Subject.NUMBERS).rate()).isEqualTo(0.01);
    assertThat(DraftNet.of(15_000, 800, DraftNet.Subject.NUMBERS).rate()).isEqualTo(0.003);
    assertThat(DraftNet.of(60_000, 784, DraftNet.Subject.PICTURES).rate()).isEqualTo(0.003);
  }

  @Test
  void fewRowsAreAllTrainedOnAndMeasuredByFolds() throws IOException {
    write("t.csv", "a,y", 60, i -> "%d,%s".formatted(i % 7, i % 2 == 0 ? "n" : "p"));
    assertThat(drafted("y", "t.csv").data().validationFraction()).isZero();
    assertThat(talk)
        .contains(
            "note: all 60 rows are trained on, since a tenth of them would say little; how good that is, measured on each of them: lockstep train {dir}/drafted.yaml --folds 5\n");
    Invocation folds =
        Invocation.of(
            folder,
            "train",
            "{dir}/drafted.yaml",
            "--folds",
            "5",
            "--set",
            "train.epochs=1",
            "--runs",
            "{dir}/runs");
    assertThat(folds.code()).as(folds.talk()).isZero();
    assertThat(folds.data()).contains("mean of 5 folds: ");
  }

  @Test
  void aThousandRowsKeepATenthAside() throws IOException {
    write("t.csv", "a,y", 999, i -> "%d,%s".formatted(i % 7, i % 2 == 0 ? "n" : "p"));
    assertThat(drafted("y", "t.csv").data().validationFraction()).isZero();
    Files.delete(folder.resolve("drafted.yaml"));
    write("t.csv", "a,y", 1_000, i -> "%d,%s".formatted(i % 7, i % 2 == 0 ? "n" : "p"));
    assertThat(drafted("y", "t.csv").data().validationFraction()).isEqualTo(0.1);
    assertThat(talk).doesNotContain("--folds");
  }

  /// Of 49 inputs 48 are 0 in a row.
  @Test
  void aTextOfManyValuesIsNotTakenForAsManyInputs() throws IOException {
    write("t.csv", "place,x,y", 800, i -> "p%d,%d,%d.5".formatted(i % 49, i * 7 % 93, i * i % 97));
    assertThat(decay(drafted("y", "t.csv"))).isEqualTo(1);
  }

  private static double decay(RunConfiguration drafted) {
    return drafted.train().optimizer().weightDecay();
  }

  @ParameterizedTest
  @ValueSource(ints = {255, 16})
  void columnsThatAreThePointsOfAPictureHaveANetThatSuitsPictures(int brightest)
      throws IOException {
    String header = IntStream.range(0, 64).mapToObj(j -> "p" + j).collect(Collectors.joining(","));
    write(
        "t.csv",
        header + ",y",
        60,
        i ->
            IntStream.range(0, 64)
                .mapToObj(j -> (i * j * 7 % (brightest + 1)) + ",")
                .collect(Collectors.joining("", "", "np".charAt(i % 2) + "")));
    RunConfiguration drafted = drafted("y", "t.csv");
    assertThat(drafted.data().recipe().scale())
        .isEqualTo(brightest == 255 ? new ScaleSpec.Pixels(0, 1) : ScaleSpec.STANDARD);
    assertThat(drafted.model().layers().getFirst())
        .isInstanceOfSatisfying(
            LayerSpec.Dense.class,
            first -> assertThat(first.activation()).isEqualTo(ActivationSpec.RELU));
  }
}
