package io.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.format.FormatException;
import io.lockstep.format.JsonText;
import io.lockstep.run.Metrics;
import io.lockstep.run.RunFolder;
import io.lockstep.run.RunReport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.StringJoiner;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is told of nets that give several labels, or shares of classes.
final class LabelFiguresTest {

  private static final String YAML =
      """
      run: { name: tags, seed: 3 }
      data:
        train: { csv: train.csv, label: [sunny, warm, windy] }
        test: { csv: test.csv, label: [sunny, warm, windy] }
        validation: 0.2
      model: { layers: [ { dense: 8, activation: tanh }, { dense: 3 } ], loss: binary-cross-entropy }
      train: { epochs: 3, batch: 20, keep-best: validation.f1_macro }
      """;

  @TempDir Path folder;

  private Invocation invoke(String... words) {
    return Invocation.of(folder, words);
  }

  /// In the last rows nothing is windy.
  private void writeWeather(String name, int rows, int calm) throws IOException {
    Random random = new Random(rows);
    StringBuilder csv = new StringBuilder("x,y,sunny,warm,windy\n");
    for (int row = 0; row < rows; row++) {
      double x = random.nextGaussian();
      double y = random.nextGaussian();
      boolean windy = row < rows - calm && y > 0.3;
      csv.append(
          "%.3f,%.3f,%s,%d,%b%n".formatted(x, y, x > 0 ? "yes" : "no", x + y > 0 ? 1 : 0, windy));
    }
    Files.writeString(folder.resolve(name), csv);
  }

  private RunReport train(String... more) throws IOException {
    writeWeather("train.csv", 200, 0);
    writeWeather("test.csv", 70, 70);
    Files.writeString(folder.resolve("tags.yaml"), YAML);
    String[] words = {"train", "{dir}/tags.yaml", "--runs", "{dir}/runs"};
    Invocation trained =
        invoke(
            IntStream.range(0, words.length + more.length)
                .mapToObj(at -> at < words.length ? words[at] : more[at - words.length])
                .toArray(String[]::new));
    assertThat(trained.code()).as(trained.talk()).isZero();
    return RunFolder.reportOf(folder.resolve("runs/tags-1"));
  }

  private static Map<String, Object> json(Invocation invocation) throws FormatException {
    assertThat(invocation.code()).as(invocation.talk()).isZero();
    return JsonText.object(invocation.data().getBytes(StandardCharsets.UTF_8));
  }

  private static List<Map<?, ?>> labels(Map<String, Object> told) {
    List<Map<?, ?>> labels = new ArrayList<>();
    ((List<?>) told.get("labels")).forEach(label -> labels.add((Map<?, ?>) label));
    return labels;
  }

  @Test
  void severalLabelsAreEvaluatedToTheFiguresOfTheirRun() throws IOException, FormatException {
    RunReport report = train();
    Metrics test = report.best().orElseThrow().metrics().get("test");
    Map<String, Object> told =
        json(invoke("evaluate", "{dir}/runs/last", "{dir}/test.csv", "--json"));
    assertThat(Metrics.ofJson(told)).isEqualTo(test);
    assertThat(test.figures())
        .containsOnlyKeys(
            "log_loss",
            "roc_auc",
            "precision_macro",
            "recall_macro",
            "f1_macro",
            "precision_micro",
            "recall_micro",
            "f1_micro",
            "label_accuracy");
    assertThat(test.labelConfusions()).hasSize(3);
    List<Map<?, ?>> labels = labels(told);
    assertThat(labels.stream().map(label -> (Object) label.get("label")))
        .containsExactly("sunny", "warm", "windy");
    Map<?, ?> sunny = labels.getFirst();
    assertThat(sunny.keySet().stream().map(Object::toString))
        .containsExactly(
            "label", "class", "accuracy", "precision", "recall", "f1", "roc_auc", "examples");
    assertThat(sunny.get("class")).isEqualTo("yes");
  }

  @Test
  void aLabelThatIsTheSameInAllExamplesIsNamedAndLeftOutOfTheMeanArea()
      throws IOException, FormatException {
    train();
    String note =
        "label 'windy' (always false) has one class in these examples and no roc_auc, which is the mean over the other 2";
    Invocation text = invoke("evaluate", "{dir}/runs/last", "{dir}/test.csv");
    assertThat(text.talk()).endsWith("note: " + note + "\n");
    assertThat(text.data())
        .containsPattern("(?m)^label +class +accuracy +precision +recall +f1 +roc_auc +examples$")
        .containsPattern("(?m)^sunny +yes( +[01]\\.[0-9]{4}){5} +[0-9]+$")
        .containsPattern("(?m)^windy +true( +[01]\\.[0-9]{4}){4} +- +0$");
    Map<String, Object> told =
        json(invoke("evaluate", "{dir}/runs/last", "{dir}/test.csv", "--json"));
    assertThat(told.get("notes")).isEqualTo(List.of(note));
    List<Map<?, ?>> labels = labels(told);
    assertThat(labels.getLast().containsKey("roc_auc")).isFalse();
    double both =
        labels.stream()
            .limit(2)
            .mapToDouble(label -> ((Number) label.get("roc_auc")).doubleValue())
            .sum();
    assertThat(told.get("roc_auc")).isEqualTo(both / 2);
  }

  @Test
  void aPictureOfTheConfusionsHasTheCountsThatAreEvaluated() throws IOException, FormatException {
    train();
    Invocation drawn =
        invoke("plot", "{dir}/runs/tags-1", "confusion", "--data", "{dir}/train.csv");
    assertThat(drawn.code()).as(drawn.talk()).isZero();
    List<String> lines = Files.readAllLines(folder.resolve("runs/tags-1/plots/confusion.csv"));
    assertThat(lines).hasSize(13).element(2).asString().startsWith("sunny,no,yes,");
    Map<String, Object> told =
        json(invoke("evaluate", "{dir}/runs/tags-1", "{dir}/train.csv", "--json"));
    assertThat(
            lines.stream()
                .skip(1)
                .map(line -> Long.valueOf(line.split(",")[3]))
                .toList()
                .toString())
        .isEqualTo("[" + told.get("label_confusions").toString().replaceAll("[\\[\\]]", "") + "]");
  }

  /// What is not shown is given to programs.
  @Test
  void ofManyLabelsTheFirstAreShown() throws IOException, FormatException {
    int count = 60;
    String columns = String.join(", ", IntStream.range(0, count).mapToObj(at -> "t" + at).toList());
    StringBuilder csv = new StringBuilder("x, " + columns + "\n");
    Random random = new Random(5);
    for (int row = 0; row < 40; row++) {
      StringJoiner cells = new StringJoiner(",", row + ",", "\n");
      random.ints(count, 0, 2).forEach(cell -> cells.add(Integer.toString(cell)));
      csv.append(cells);
    }
    Files.writeString(folder.resolve("many.csv"), csv.toString().replace(", ", ","));
    Files.writeString(
        folder.resolve("many.yaml"),
        """
        run: { name: many }
        data: { train: { csv: many.csv, label: [%s] } }
        model: { layers: [ { dense: 60 } ], loss: binary-cross-entropy }
        train: { epochs: 1 }
        """
            .formatted(columns));
    Invocation trained = invoke("train", "{dir}/many.yaml", "--runs", "{dir}/runs");
    assertThat(trained.code()).as(trained.talk()).isZero();
    Invocation text = invoke("evaluate", "{dir}/runs/last", "{dir}/many.csv");
    assertThat(text.data())
        .contains("\nt49 ")
        .doesNotContain("\nt50 ")
        .endsWith("\nand 10 more labels: --json has all\n");
    Map<String, Object> told =
        json(invoke("evaluate", "{dir}/runs/last", "{dir}/many.csv", "--json"));
    assertThat((List<?>) told.get("labels")).hasSize(count);
    assertThat((List<?>) told.get("label_confusions")).hasSize(count);
  }

  @ParameterizedTest
  @CsvSource({"top_2_accuracy, which no epoch of it has", "mse, and its net gives classes"})
  void aFigureThatLabelsDoNotHaveIsRefused(String figure, String why) throws IOException {
    writeWeather("train.csv", 200, 0);
    writeWeather("test.csv", 70, 70);
    Files.writeString(folder.resolve("tags.yaml"), YAML);
    Invocation refused =
        invoke("train", "{dir}/tags.yaml", "--set", "train.keep-best=validation." + figure);
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.talk()).contains("error: the run goes by validation." + figure + ", ", why);
  }

  @Test
  void sharesHaveTheAccuracyOfTheirLargest() throws IOException, FormatException {
    StringBuilder csv = new StringBuilder("x,a,b,c\n");
    for (int row = 0; row < 60; row++) {
      double a = (row % 6 + 1) / 10.0;
      double c = row % 6 / 100.0;
      csv.append("%d,%.2f,%.2f,%.2f%n".formatted(row % 6, a, 1 - a - c, c));
    }
    Files.writeString(folder.resolve("shares.csv"), csv);
    Files.writeString(
        folder.resolve("shares.yaml"),
        """
        run: { name: shares }
        data: { train: { csv: shares.csv, label: [a, b, c] }, validation: 0.2 }
        model: { layers: [ { dense: 8, activation: tanh }, { dense: 3 } ], loss: kullback-leibler }
        train:
          epochs: 40
          batch: 8
          early-stopping: { metric: validation.accuracy, patience: 40 }
          optimizer: { adam: { learning-rate: 0.05 } }
        """);
    Invocation trained = invoke("train", "{dir}/shares.yaml", "--runs", "{dir}/runs");
    assertThat(trained.code()).as(trained.talk()).isZero();
    RunReport report = RunFolder.reportOf(folder.resolve("runs/shares-1"));
    Metrics train = report.metrics().get("train");
    assertThat(train.accuracy().orElseThrow()).isBetween(0.2, 1.0);
    assertThat(report.metrics().get("validation").accuracy()).hasValue(1);
    Map<String, Object> told =
        json(invoke("evaluate", "{dir}/runs/last", "{dir}/shares.csv", "--json"));
    assertThat(told.get("accuracy")).isEqualTo(1.0);
    assertThat(told).containsKeys("mse", "rmse", "mae", "r2");

    Invocation refused =
        invoke("train", "{dir}/shares.yaml", "--set", "train.early-stopping.metric=train.f1_macro");
    assertThat(refused.code()).isEqualTo(2);
    refused =
        invoke(
            "train",
            "{dir}/shares.yaml",
            "--set",
            "train.early-stopping.metric=validation.f1_macro");
    assertThat(refused.talk())
        .contains("error: the run goes by validation.f1_macro, and its net gives numbers");
  }
}
