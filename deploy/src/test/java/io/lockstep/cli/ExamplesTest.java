package io.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.config.ConfigurationReader;
import io.lockstep.config.RunConfiguration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The examples as they stand.
final class ExamplesTest {

  private static final Path EXAMPLES =
      Path.of(System.getProperty("lockstep.root")).resolve("deploy/examples");
  private static final Pattern TEST = Pattern.compile("test: loss [0-9.]+ accuracy ([0-9.]+)");

  @TempDir Path folder;

  @Test
  void eachIsAConfigurationOfItsOwnNameWithTheUsualSeed() throws IOException {
    try (Stream<Path> files = Files.list(EXAMPLES)) {
      List<Path> examples = files.filter(file -> file.toString().endsWith(".yaml")).toList();
      assertThat(examples).hasSize(5);
      for (Path example : examples) {
        RunConfiguration configuration = ConfigurationReader.read(example, List.of());
        assertThat(example).hasFileName(configuration.run().name() + ".yaml");
        assertThat(configuration.run().seed()).isEqualTo(42);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"xor, 1.0", "iris, 0.95", "breast-cancer, 0.96"})
  void whatIsCarriedHereIsLearnt(String example, double accuracy) {
    String config = EXAMPLES.resolve(example + ".yaml").toString();
    Invocation trained = Invocation.of(folder, "train", config, "--runs", "{dir}/runs");
    assertThat(trained.code()).as(trained.talk()).isZero();
    Matcher test = TEST.matcher(trained.data());
    assertThat(test.find()).as(trained.data()).isTrue();
    assertThat(Double.parseDouble(test.group(1))).isGreaterThanOrEqualTo(accuracy);
  }
}
