package io.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.config.ConfigurationReader;
import io.lockstep.format.FormatException;
import io.lockstep.format.JsonText;
import io.lockstep.run.Metrics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The examples of the textbook give what their page says: the page itself, nets whose weights are
/// given, and the first ones that learn.
final class TextbookTest {

  private static final Path THREE_INPUTS = TextbookRun.TEXTBOOK.resolve("three-inputs.csv");

  @TempDir Path folder;

  private TextbookRun train(String example, String... sets) {
    return TextbookRun.of(folder, example, sets);
  }

  @Test
  void eachHasItsOwnNameItsCommandAndItsLineOnThePage() throws IOException {
    String page = Files.readString(TextbookRun.EXAMPLES.resolve("README.md"));
    try (Stream<Path> files = Files.list(TextbookRun.TEXTBOOK)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".yaml")).toList()) {
        String name = ConfigurationReader.read(file, List.of()).run().name();
        assertThat(file).hasFileName(name + ".yaml");
        assertThat(page).contains("| `" + name + ".yaml` |");
        assertThat(Files.readString(file))
            .contains("#   lockstep train deploy/examples/textbook/" + name + ".yaml");
      }
    }
  }

  @Test
  void oneNeuronGivesWhatPaperGives() {
    TextbookRun run = train("single-neuron");
    double output =
        run.predicted(TextbookRun.TEXTBOOK.resolve("single-neuron.csv")).getFirst().getFirst();
    assertThat(output).isCloseTo(0.917, Offset.offset(0.0005));
    assertThat(output).isCloseTo(sigmoid(0.5 * 1 - 0.3 * 2 + 0.8 * 3 + 0.1), Offset.offset(1e-6));
  }

  /// By the formula, in double: of the weights, a row for each input.
  @Test
  void twoOutputsOfGivenWeightsAreThoseOfTheFormula() throws IOException {
    double[][] hidden = {{0.2, -0.4, 0.6, 0.1}, {0.5, 0.3, -0.2, -0.7}, {-0.3, 0.8, 0.4, 0.2}};
    double[][] last = {{0.7, -0.5}, {-0.6, 0.4}, {0.3, 0.9}, {-0.2, 0.1}};
    List<List<Double>> predicted = train("two-outputs").predicted(THREE_INPUTS);
    List<String> rows = Files.readAllLines(THREE_INPUTS);
    assertThat(predicted).hasSize(rows.size() - 1);
    for (int row = 0; row < predicted.size(); row++) {
      double[] inputs =
          Stream.of(rows.get(row + 1).split(","))
              .limit(3)
              .mapToDouble(Double::parseDouble)
              .toArray();
      double[] outputs = layer(layer(inputs, hidden, 0.1, -0.1, 0.2, 0), last, 0.05, -0.05);
      assertThat(predicted.get(row).get(0)).isCloseTo(outputs[0], Offset.offset(1e-6));
      assertThat(predicted.get(row).get(1)).isCloseTo(outputs[1], Offset.offset(1e-6));
    }
  }

  private static double[] layer(double[] inputs, double[][] weights, double... bias) {
    double[] outputs = bias.clone();
    for (int unit = 0; unit < bias.length; unit++) {
      for (int input = 0; input < inputs.length; input++) {
        outputs[unit] += inputs[input] * weights[input][unit];
      }
      outputs[unit] = sigmoid(outputs[unit]);
    }
    return outputs;
  }

  private static double sigmoid(double value) {
    return 1 / (1 + Math.exp(-value));
  }

  @Test
  void parametersFollowFromTheWidthOfTheInputWithoutData() throws IOException {
    Path alone = folder.resolve("parameters.yaml");
    Files.copy(Path.of(TextbookRun.configuration("parameters")), alone);
    Invocation summary = Invocation.of(folder, "summary", alone.toString());
    assertThat(summary.code()).as(summary.talk()).isZero();
    assertThat(summary.data())
        .isEqualTo(
            """
            layer    kind            outputs  shape  parameters
            input                          3                  0
            dense_1  dense, sigmoid        3  3x3            12
            dense_2  dense, relu           2  3x2             8
            dense_3  dense, softmax        2  2x2             6
            total                          2                 26
            """);
  }

  @Test
  void probabilitiesOfARowSumToOne() throws FormatException {
    TextbookRun run = train("parameters");
    Invocation predicted =
        Invocation.of(
            folder, "predict", run.folder().toString(), THREE_INPUTS.toString(), "--json");
    List<String> rows = predicted.data().lines().toList();
    assertThat(rows).hasSize(6);
    for (String row : rows) {
      assertThat(sumOfProbabilities(row)).as(row).isCloseTo(1, Offset.offset(1e-6));
    }
  }

  private static double sumOfProbabilities(String row) throws FormatException {
    Object shares = JsonText.object(row.getBytes(StandardCharsets.UTF_8)).get("probabilities");
    return ((Map<?, ?>) shares)
        .values().stream().mapToDouble(share -> ((Number) share).doubleValue()).sum();
  }

  @Test
  void squaredErrorLearnsExclusiveOr() {
    List<Double> outputs =
        train("xor-squared-error").predicted(TextbookRun.EXAMPLES.resolve("data/xor.csv")).stream()
            .map(List::getFirst)
            .toList();
    assertThat(outputs)
        .usingElementComparator((one, other) -> Math.abs(one - other) < 0.1 ? 0 : 1)
        .containsExactly(0.0, 1.0, 1.0, 0.0);
  }

  @ParameterizedTest
  @CsvSource({"xor-cross-entropy, 1, 0.01", "xor-relu-adam, 1, 0.01", "two-features, 0.96, 0.1"})
  void crossEntropyLearnsTheClasses(String example, double accuracy, double loss) {
    Metrics metrics = train(example).last("train");
    assertThat(metrics.accuracy().orElseThrow()).isGreaterThanOrEqualTo(accuracy);
    assertThat(metrics.loss()).isLessThan(loss);
  }

  @Test
  void moreStepsInAnEpochComeFurther() {
    double batch = train("descent", "train.batch=569").last("train").loss();
    double miniBatch = train("descent").last("train").loss();
    double stochastic = train("descent", "train.batch=1").last("train").loss();
    assertThat(stochastic).isLessThan(miniBatch);
    assertThat(miniBatch).isLessThan(batch - 0.05);
    assertThat(stochastic).isCloseTo(0.04, Offset.offset(0.04));
  }
}
