package io.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.config.ConfigurationReader;
import io.lockstep.layout.Tensor;
import io.lockstep.run.Metrics;
import io.lockstep.run.MetricsLog;
import io.lockstep.run.ModelFile;
import io.lockstep.run.RunFolder;
import io.lockstep.run.RunReport;
import io.lockstep.run.StoredModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The examples of the textbook give what their page says.
final class TextbookTest {

  private static final Path EXAMPLES =
      Path.of(System.getProperty("lockstep.root")).resolve("deploy/examples");
  private static final Path TEXTBOOK = EXAMPLES.resolve("textbook");

  @TempDir Path folder;

  private int runs;

  /// Metrics of the last version on the training part.
  private Metrics train(String example, String... sets) {
    runs++;
    List<String> words =
        new ArrayList<>(
            List.of("train", TEXTBOOK + "/" + example + ".yaml", "--runs", "{dir}/" + runs));
    Stream.of(sets).forEach(set -> words.addAll(List.of("--set", set)));
    Invocation trained = Invocation.of(folder, words.toArray(String[]::new));
    assertThat(trained.code()).as(trained.talk()).isZero();
    return RunFolder.reportOf(folder.resolve(runs + "/" + example + "-1")).metrics().get("train");
  }

  @Test
  void eachHasItsOwnNameItsCommandAndItsLineOnThePage() throws IOException {
    String page = Files.readString(EXAMPLES.resolve("README.md"));
    try (Stream<Path> files = Files.list(TEXTBOOK)) {
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
  void squaredErrorLearnsExclusiveOr() {
    train("xor-squared-error");
    Invocation predicted =
        Invocation.of(
            folder,
            "predict",
            "{dir}/1/xor-squared-error-1",
            EXAMPLES.resolve("data/xor.csv").toString());
    List<Double> outputs =
        predicted.data().lines().skip(1).map(line -> Double.valueOf(line)).toList();
    assertThat(outputs)
        .usingElementComparator((one, other) -> Math.abs(one - other) < 0.1 ? 0 : 1)
        .containsExactly(0.0, 1.0, 1.0, 0.0);
  }

  @ParameterizedTest
  @CsvSource({"xor-cross-entropy, 1, 0.01", "xor-relu-adam, 1, 0.01", "two-features, 0.96, 0.1"})
  void crossEntropyLearnsTheClasses(String example, double accuracy, double loss) {
    Metrics metrics = train(example);
    assertThat(metrics.accuracy().orElseThrow()).isGreaterThanOrEqualTo(accuracy);
    assertThat(metrics.loss()).isLessThan(loss);
  }

  @Test
  void moreStepsInAnEpochComeFurther() {
    double batch = train("descent", "train.batch=569").loss();
    double miniBatch = train("descent").loss();
    double stochastic = train("descent", "train.batch=1").loss();
    assertThat(stochastic).isLessThan(miniBatch);
    assertThat(miniBatch).isLessThan(batch - 0.05);
    assertThat(stochastic).isCloseTo(0.04, Offset.offset(0.04));
  }

  /// What `metrics.jsonl` says of one key in each epoch of the last run.
  private List<Double> recorded(String example, String... keys) {
    Path run = folder.resolve(runs + "/" + example + "-1");
    return MetricsLog.lines(run.resolve("metrics.jsonl")).stream()
        .map(line -> {
          Object value = line;
          for (String key : keys) {
            value = ((Map<?, ?>) value).get(key);
          }
          return ((Number) value).doubleValue();
        })
        .toList();
  }

  @Test
  void theStepScheduleHalvesTheRateAfterEveryTenEpochs() {
    train("step-schedule");
    List<Double> rates = recorded("step-schedule", "learning_rate");
    assertThat(rates).hasSize(40);
    for (int epoch = 1; epoch <= 40; epoch++) {
      assertThat(rates.get(epoch - 1)).isEqualTo(0.1 / (1 << (epoch - 1) / 10));
    }
  }

  @Test
  void theRateFallsWhenFiveEpochsInARowHaveGainedNothing() {
    train("plateau");
    List<Double> rates = recorded("plateau", "learning_rate");
    List<Double> losses = recorded("plateau", "validation", "loss");
    int falls = rates.lastIndexOf(rates.getFirst()) + 1;
    assertThat(rates.get(falls)).isCloseTo(0.03, Offset.offset(1e-9));
    double before = Collections.min(losses.subList(0, falls - 5));
    assertThat(losses.subList(falls - 5, falls))
        .allSatisfy(loss -> assertThat(loss).isGreaterThan(before - 1e-4));
    assertThat(rates.getLast()).isEqualTo(0.0001);
  }

  @Test
  void earlyStoppingEndsWithTheBestVersion() {
    train("early-stopping");
    RunReport report = RunFolder.reportOf(folder.resolve(runs + "/early-stopping-1"));
    int best = report.best().orElseThrow().epoch();
    assertThat(report.epochs()).isEqualTo(best + 10).isLessThan(500);
    assertThat(report.weightsSha256()).isEqualTo(report.best().orElseThrow().weightsSha256());
    List<Double> losses = recorded("early-stopping", "validation", "loss");
    assertThat(losses.get(best - 1)).isEqualTo(Collections.min(losses));
  }

  @Test
  void dropoutMakesTrainingHarderThanMeasuring() {
    train("dropout");
    double with = recorded("dropout", "train", "loss").getLast();
    train("dropout", "model.layers=[{dense: 16, activation: relu}, {dense: 1}]");
    assertThat(with).isGreaterThan(2 * recorded("dropout", "train", "loss").getLast());
  }

  @Test
  void weightDecayKeepsWeightsSmall() {
    train("weight-decay");
    double with = size("weight-decay");
    train("weight-decay", "train.optimizer={sgd: {learning-rate: 0.1}}");
    assertThat(with).isLessThan(0.9 * size("weight-decay"));
  }

  private double size(String example) {
    float[] weights =
        ModelFile.read(folder.resolve(runs + "/" + example + "-1/model")).parameters();
    return Math.sqrt(
        IntStream.range(0, weights.length).mapToDouble(i -> weights[i] * weights[i]).sum());
  }

  @Test
  void tenLayersLearnWithTheirInputsAdded() {
    assertThat(train("residual").accuracy().orElseThrow()).isGreaterThan(0.95);
    String ten = "{dense: 16, activation: sigmoid}, ".repeat(9);
    Metrics plain = train("residual", "model.layers=[" + ten + "{dense: 1}]");
    assertThat(plain.accuracy().orElseThrow()).isLessThan(0.7);
  }

  @Test
  void housePricesArePredicted() {
    train("housing", "data.dir=" + publicData("california-housing"));
    RunReport report = RunFolder.reportOf(folder.resolve(runs + "/housing-1"));
    Metrics test = report.best().orElseThrow().metrics().get("test");
    assertThat(test.figure("r2").orElseThrow()).isGreaterThan(0.75);
  }

  @Test
  void incomesAreTold() {
    train("adult", "data.dir=" + publicData("adult"));
    RunReport report = RunFolder.reportOf(folder.resolve(runs + "/adult-1"));
    Metrics test = report.best().orElseThrow().metrics().get("test");
    assertThat(test.accuracy().orElseThrow()).isGreaterThan(0.855);
  }

  /// As CONTRIBUTING.md says; the test is skipped where it is absent.
  private static Path publicData(String name) {
    Path beside = EXAMPLES.getParent().getParent().resolveSibling("shared/data");
    String named = System.getProperty("lockstep.test.data", System.getenv("LOCKSTEP_TEST_DATA"));
    Path path = (named == null ? beside : Path.of(named)).resolve(name);
    Assumptions.assumeTrue(Files.isDirectory(path), () -> "skipped: no data set at " + path);
    return path;
  }

  /// By their definitions: the bound of a uniform one, the deviation of a normal one.
  @Test
  void eachInitialiserFillsItsLayerAsItIsDefined() {
    Invocation made =
        Invocation.of(folder, "train", TEXTBOOK + "/initializers.yaml", "--runs", "{dir}/initial");
    assertThat(made.code()).as(made.talk()).isZero();
    StoredModel model = ModelFile.read(folder.resolve("initial/initializers-1/model"));
    double xavier = Math.sqrt(6.0 / 400);
    double kaiming = Math.sqrt(6.0 / 200);
    assertUniform(weights(model, 1), -Math.sqrt(6.0 / 230), Math.sqrt(6.0 / 230));
    assertNormal(weights(model, 2), xavier / Math.sqrt(3));
    assertUniform(weights(model, 3), -kaiming, kaiming);
    assertNormal(weights(model, 4), kaiming / Math.sqrt(3));
    assertUniform(weights(model, 5), -0.1, 0.1);
    assertNormal(weights(model, 6), 0.05);
    assertThat(weights(model, 7)).containsOnly(0.25);
    assertThat(weights(model, 8)).containsOnly(0.0);
  }

  private static double[] weights(StoredModel model, int layer) {
    Tensor tensor =
        model.layout().tensors().stream()
            .filter(each -> each.name().equals("dense_" + layer + "/weight"))
            .findFirst()
            .orElseThrow();
    return IntStream.range(tensor.offset(), tensor.offset() + tensor.length())
        .mapToDouble(i -> model.parameters()[i])
        .toArray();
  }

  private static void assertUniform(double[] values, double low, double high) {
    assertThat(DoubleStream.of(values).min().orElseThrow())
        .isBetween(low, low + 0.01 * (high - low));
    assertThat(DoubleStream.of(values).max().orElseThrow())
        .isBetween(high - 0.01 * (high - low), high);
    assertThat(deviation(values))
        .isCloseTo((high - low) / Math.sqrt(12), Percentage.withPercentage(2));
  }

  private static void assertNormal(double[] values, double deviation) {
    assertThat(DoubleStream.of(values).average().orElseThrow())
        .isCloseTo(0, Offset.offset(deviation / 50));
    assertThat(deviation(values)).isCloseTo(deviation, Percentage.withPercentage(2));
    long outside = DoubleStream.of(values).filter(value -> Math.abs(value) > deviation).count();
    assertThat((double) outside / values.length).isCloseTo(0.317, Offset.offset(0.01));
  }

  private static double deviation(double[] values) {
    double mean = DoubleStream.of(values).average().orElseThrow();
    return Math.sqrt(
        DoubleStream.of(values).map(value -> (value - mean) * (value - mean)).average().orElse(0));
  }
}
