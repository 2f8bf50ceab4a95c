package io.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.config.ConfigurationReader;
import io.lockstep.run.Metrics;
import io.lockstep.run.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
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
}
