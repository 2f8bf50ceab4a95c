package io.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lockstep.config.ConfigurationReader;
import io.lockstep.config.ConfigurationWriter;
import io.lockstep.format.JsonText;
import io.lockstep.run.Metrics;
import io.lockstep.run.ModelFile;
import io.lockstep.run.Provenance;
import io.lockstep.run.RunFolder;
import io.lockstep.run.StoredModel;
import io.lockstep.training.PreparedRun;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Models whose weights were written down by hand, so that every answer is known.
final class PredictTest {

  private static final Offset<Double> ROUNDING = within(1e-6);

  @TempDir Path folder;

  /// One dense layer without hidden ones: row `i` of the weights holds the scores for feature `i`.
  private void store(String rows, String loss, int outputs, double... parameters)
      throws IOException {
    store(rows, "kind", loss, outputs, parameters);
  }

  private void store(String rows, String label, String loss, int outputs, double... parameters)
      throws IOException {
    Files.writeString(folder.resolve("known.csv"), rows);
    String yaml =
        """
        data: { train: { csv: known.csv, label: %s }, standardize: false }
        model: { layers: [ { dense: %d } ], loss: %s }
        """
            .formatted(label, outputs, loss);
    PreparedRun run =
        PreparedRun.prepare(ConfigurationReader.of("known.yaml", yaml, List.of()), folder);
    float[] flat = new float[parameters.length];
    for (int i = 0; i < flat.length; i++) {
      flat[i] = (float) parameters[i];
    }
    ModelFile.write(
        folder.resolve("model"),
        new StoredModel(
            new StoredModel.Description(
                ConfigurationWriter.yaml(run.configuration()),
                List.of("dense"),
                run.data().encoding().toMap()),
            run.network().layout(),
            flat,
            new Provenance(
                Map.of(),
                42,
                run.configurationHash(),
                run.data().fingerprint(),
                0,
                Optional.empty())));
  }

  @Test
  void severalNumbersHaveAColumnEach() throws IOException {
    store("x,u,v\n1,2,3\n2,3,4\n", "[u, v]", "mse", 2, 2, -1, 0.5, 0);
    assertThat(predict("x\n3\n").data()).isEqualTo("u,v\n6.5,-3.0\n");
    assertThat(predict("x\n3\n", "--json").data())
        .isEqualTo("{\"row\":1,\"predictions\":{\"u\":6.5,\"v\":-3.0}}\n");
  }

  @Test
  void severalLabelsHaveAClassAndItsProbabilityEach() throws IOException {
    store("x,u,v\n1,no,0\n2,yes,1\n", "[u, v]", "binary-cross-entropy", 2, 1, -1, 0, 0);
    assertThat(predict("x\n0\n").data())
        .isEqualTo("u,u probability,v,v probability\nno,0.5,0,0.5\n");
    Files.writeString(folder.resolve("labelled.csv"), "x,u,v\n9,yes,0\n9,yes,1\n");
    Invocation measured =
        Invocation.of(folder, "evaluate", "{dir}/model", "{dir}/labelled.csv", "--json");
    assertThat(measured.code()).as(measured.talk()).isZero();
    assertThat(measured.data()).contains("\"accuracy\":0.5", "\"label_accuracy\":0.75");
  }

  @Test
  void aBlankLineOfASingleColumnGetsThePredictionOfAMissingCell() throws IOException {
    store("x,y\n1,0\n3,0\n", "y", "mse", 1, 10, 0);
    Files.writeString(folder.resolve("raw.csv"), "x\n0.1\n\n3.4\n0.2\n");
    Invocation predicted = Invocation.of(folder, "predict", "{dir}/model", "{dir}/raw.csv");
    assertThat(predicted.code()).as(predicted.talk()).isZero();
    assertThat(predicted.data()).isEqualTo("prediction\n1.0\n20.0\n34.0\n2.0\n");
    assertThat(predicted.talk())
        .isEqualTo(
            """
            note: raw.csv: rows without a value: 1 blank line
            note: column 'x' is missing in 1 of 4 rows, and counts as 2 there
            """);
  }

  @Test
  void whatIsNoProbabilityIsAScore() throws IOException {
    store("x,kind\n1,a\n2,b\n", "hinge", 1, 2, 0);
    assertThat(predict("x\n3\n-1\n").data()).isEqualTo("prediction,score\nb,6.0\na,2.0\n");
    Files.writeString(folder.resolve("labelled.csv"), "x,kind\n3,b\n-1,b\n");
    Invocation measured =
        Invocation.of(folder, "evaluate", "{dir}/model", "{dir}/labelled.csv", "--json");
    assertThat(measured.data())
        .contains("\"loss\":1.5,\"accuracy\":0.5")
        .doesNotContain("log_loss");
    store("x,kind\n1,a\n2,b\n", "{ mse: { targets: [0, 1] } }", 2, 0.25, -0.5, 0, 0);
    assertThat(predict("x\n2\n").data()).isEqualTo("prediction,score\na,0.5\n");
  }

  private Invocation predict(String rows, String... more) throws IOException {
    Files.writeString(folder.resolve("raw.csv"), rows);
    String[] words = new String[3 + more.length];
    words[0] = "predict";
    words[1] = "{dir}/model";
    words[2] = "{dir}/raw.csv";
    System.arraycopy(more, 0, words, 3, more.length);
    Invocation predicted = Invocation.of(folder, words);
    assertThat(predicted.code()).as(predicted.talk()).isZero();
    assertThat(predicted.talk()).isEmpty();
    return predicted;
  }

  private static void assertRow(String line, String name, double probability) {
    int comma = line.lastIndexOf(',');
    assertThat(line.substring(0, comma)).isEqualTo(name);
    assertThat(Double.parseDouble(line.substring(comma + 1))).isEqualTo(probability, ROUNDING);
  }

  private static Map<String, Object> json(String line) throws IOException {
    return JsonText.object(line.getBytes(StandardCharsets.UTF_8));
  }

  @SuppressWarnings("unchecked") // An object of numbers, or the test fails.
  private static void assertProbabilities(Object found, Map<String, Double> expected) {
    Map<String, Number> probabilities = (Map<String, Number>) found;
    assertThat(probabilities).containsOnlyKeys(expected.keySet());
    expected.forEach((name, value) ->
        assertThat(probabilities.get(name).doubleValue()).as(name).isEqualTo(value, ROUNDING));
  }

  @Test
  void ofManyClassesTheLikeliestIsNamedWithItsProbability() throws IOException {
    store(
        "x,y,kind\n1,0,cat\n0,1,dog\n1,1,\"fish, dried\"\n",
        "cross-entropy",
        3,
        Math.log(1),
        Math.log(2),
        Math.log(5),
        Math.log(7),
        Math.log(2),
        Math.log(1),
        0,
        0,
        0);

    List<String> lines = predict("y,x\n0,1\n1,0\n").data().lines().toList();

    assertThat(lines).hasSize(3).first().isEqualTo("prediction,probability");
    assertRow(lines.get(1), "\"fish, dried\"", 5 / 8.0);
    assertRow(lines.get(2), "cat", 7 / 10.0);
    Map<String, Object> first =
        json(predict("x,y\n1,0\n", "--json").data().lines().findFirst().orElseThrow());
    assertThat(first).containsEntry("row", 1).containsEntry("prediction", "fish, dried");
    assertProbabilities(
        first.get("probabilities"), Map.of("cat", 1 / 8.0, "dog", 2 / 8.0, "fish, dried", 5 / 8.0));
  }

  @Test
  void ofTwoClassesTheOneScoreIsThatOfTheSecond() throws IOException {
    store("x,y,kind\n1,0,no\n0,1,yes\n", "binary-cross-entropy", 1, Math.log(3), -Math.log(8), 0.0);

    List<String> lines = predict("x,y\n1,0\n0,1\n").data().lines().toList();

    assertRow(lines.get(1), "yes", 3 / 4.0);
    assertRow(lines.get(2), "no", 8 / 9.0);
    List<String> objects = predict("x,y\n1,0\n0,1\n", "--json").data().lines().toList();
    assertThat(objects).hasSize(2);
    assertProbabilities(json(objects.get(0)).get("probabilities"), Map.of("no", 0.25, "yes", 0.75));
    assertThat(json(objects.get(1))).containsEntry("row", 2).containsEntry("prediction", "no");
  }

  @Test
  void aFileInTheModelsPlaceIsSaidToBeOne() throws IOException {
    Files.writeString(folder.resolve("d.csv"), "x,y\n1,2\n");

    Invocation refused = Invocation.of(folder, "predict", "{dir}/d.csv", "{dir}/d.csv");

    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.block())
        .startsWith("error: a model or run is a folder, and {dir}/d.csv is a file\n");
  }

  @Test
  void aNumberIsPredictedAsItIs() throws IOException {
    store("x,y,kind\n1,0,1.5\n0,1,2.5\n", "mse", 1, 2, -3, 0.5);

    assertThat(predict("x,y\n1,0\n2,4\n").data()).isEqualTo("prediction\n2.5\n-7.5\n");
  }

  @Test
  void aLossThatIsNoNumberIsToldWithTheExampleThatMakesItSo() throws IOException {
    store("x,y,kind\n1,0,1.5\n0,1,2.5\n", "mse", 1, 2, -3, 0.5);
    Files.writeString(folder.resolve("far.csv"), "x,y,kind\n1,0,2\n1,0,3e38\n1,0,-3e38\n");

    Invocation evaluated = Invocation.of(folder, "evaluate", "{dir}/model", "{dir}/far.csv");

    assertThat(evaluated.code()).isZero();
    assertThat(evaluated.data()).startsWith("loss Infinity\nexamples 3\nmse 6.000000e+76\n");
    assertThat(evaluated.talk())
        .isEqualTo(
            "note: the loss is Infinity, since it is no finite number for 2 of 3 examples; the first is example 2: the target is 3e38, the model says 2.5\n");
  }

  @Test
  void theMeanThatStandsForAMissingNumberHasFewDigits() throws IOException {
    store("x,y,kind\n1,0,1\n0,1,2\n0,1,3\n", "mse", 1, 2, -3, 0.5);
    Files.writeString(folder.resolve("raw.csv"), "x,y\n,1\n");

    assertThat(Invocation.of(folder, "predict", "{dir}/model", "{dir}/raw.csv").talk())
        .isEqualTo("note: column 'x' is missing in 1 of 1 row, and counts as 0.333333 there\n");
  }

  @Test
  void aModelOfPicturesIsEvaluatedToTheFiguresOfItsRun() throws IOException {
    byte[] pixels = new byte[6 * 4];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (37 * i);
    }
    Files.write(
        folder.resolve("images"),
        ByteBuffer.allocate(16 + pixels.length)
            .putInt(2051)
            .putInt(6)
            .putInt(2)
            .putInt(2)
            .put(pixels)
            .array());
    byte[] labels = {3, 7, 7, 3, 9, 3};
    Files.write(
        folder.resolve("labels"),
        ByteBuffer.allocate(8 + labels.length).putInt(2049).putInt(6).put(labels).array());
    Files.writeString(
        folder.resolve("pictures.yaml"),
        """
        data:
          train: { images: images, labels: labels }
          test: { images: images, labels: labels }
        model: { layers: [ { dense: 3 } ], loss: cross-entropy }
        train: { epochs: 2, batch: 4 }
        """);
    assertThat(Invocation.of(folder, "train", "{dir}/pictures.yaml", "--runs", "{dir}/runs").code())
        .isZero();

    Invocation evaluated =
        Invocation.of(
            folder, "evaluate", "{dir}/runs/last", "{dir}/images", "{dir}/labels", "--json");

    Metrics test = RunFolder.reportOf(folder.resolve("runs/pictures-1")).metrics().get("test");
    assertThat(evaluated.talk()).isEmpty();
    assertThat(evaluated.code()).isZero();
    assertThat(evaluated.data())
        .startsWith(
            "{\"loss\":%s,\"accuracy\":%s,\"examples\":6,"
                .formatted(test.loss(), test.accuracy().getAsDouble()));
    Invocation predicted =
        Invocation.of(folder, "predict", "{dir}/runs/last", "{dir}/images", "--json");
    assertThat(predicted.data().lines())
        .hasSize(6)
        .allMatch(line -> line.contains("\"7\":") && line.contains("\"9\":"));
  }
}
