package io.lockstep.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lockstep.config.ClassWeights;
import io.lockstep.config.ConfigurationReader;
import io.lockstep.run.ModelFile;
import io.lockstep.run.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Which rows the weights of classes come from, and what they weigh, where the data are several
/// files.
final class BalancedWeightsTest {

  private static final String YAML =
      """
      run: { name: t, seed: 1 }
      data:
        train: { csv: train.csv, label: y }
        test: { csv: test.csv, label: y }
        unlabelled: skip
      model:
        layers: [ { dense: 3, init: zeros } ]
        loss: { cross-entropy: { class-weights: balanced } }
      train: { epochs: 0 }
      """;

  /// What scikit-learn's `compute_class_weight("balanced", …)` gives of `aaaaaabbbc`.
  private static final Map<String, Double> OF_THE_TRAINING_FILE =
      Map.of("a", 0.55555556, "b", 1.11111111, "c", 3.33333333);

  @TempDir Path folder;

  @BeforeEach
  void writeFiles() throws IOException {
    Files.writeString(folder.resolve("t.yaml"), YAML);
    write("train.csv", "aaaaaabbbc");
    write("test.csv", "ccaccc");
  }

  private void write(String file, String classes) throws IOException {
    StringBuilder rows = new StringBuilder("x,y\n");
    for (int row = 0; row < classes.length(); row++) {
      rows.append("%d,%s%n".formatted(row, classes.substring(row, row + 1).strip()));
    }
    Files.writeString(folder.resolve(file), rows);
  }

  private PreparedRun prepare(String... changes) {
    return PreparedRun.prepare(
        ConfigurationReader.read(folder.resolve("t.yaml"), List.of(changes)), folder);
  }

  private static SortedMap<String, Double> weights(PreparedRun run) {
    return ((ClassWeights.ByClass) ClassWeights.of(run.configuration().model().loss())).weights();
  }

  @ParameterizedTest
  @CsvSource({"cross-entropy, ccaccc", "focal, ccaccc", "cross-entropy, aaaaaa", "focal, cb"})
  void theyAreCountedInTheTrainingFileWhateverTheTestHolds(String loss, String test)
      throws IOException {
    write("test.csv", test);
    PreparedRun run = prepare("model.loss={ %s: { class-weights: balanced } }".formatted(loss));
    assertThat(weights(run)).containsOnlyKeys("a", "b", "c");
    OF_THE_TRAINING_FILE.forEach(
        (name, weight) -> assertThat(weights(run).get(name)).isCloseTo(weight, within(1e-8)));
  }

  @Test
  void rowsKeptAsideForValidationAndRowsWithoutLabelDoNotCount() throws IOException {
    write("train.csv", "aaaaaaaaaaaabbbbbbcc      ");
    PreparedRun run = prepare("data.validation=0.5");
    assertThat(run.data().train().count()).isEqualTo(10);
    OF_THE_TRAINING_FILE.forEach(
        (name, weight) -> assertThat(weights(run).get(name)).isCloseTo(weight, within(1e-8)));
  }

  /// Of a net that gives each class a third, the loss of an example is its weight times log 3.
  @ParameterizedTest
  @CsvSource({"balanced, 2.87037037", "'{ c: 4 }', 3.5", "'{ a: 0.5, b: 9 }', 0.91666667"})
  void theTestIsWeighedAsTheTrainingPart(String weights, double mean) {
    PreparedRun run =
        prepare("model.loss={ cross-entropy: { class-weights: %s } }".formatted(weights));
    TrainingResult result = SmallRun.train(run, folder.resolve("runs"), 1);
    assertThat(result.metrics().get("test").loss()).isCloseTo(mean * Math.log(3), within(1e-6));
    assertThat(result.metrics().get("test").figures().get("log_loss"))
        .isCloseTo(Math.log(3), within(1e-6));
  }

  /// Whoever measures the model later has its weights, not those of other rows.
  @Test
  void theyStayWithTheModel() throws IOException {
    PreparedRun run = prepare();
    TrainingResult result = SmallRun.train(run, folder.resolve("runs"), 1);
    String kept = ModelFile.read(RunFolder.modelOf(result.folder())).configurationYaml();
    write("train.csv", "abccccccc");
    PreparedRun again =
        PreparedRun.prepare(ConfigurationReader.of("kept.yaml", kept, List.of()), folder);
    assertThat(weights(again)).isEqualTo(weights(run));
    assertThat(weights(prepare())).isNotEqualTo(weights(run));
  }
}
