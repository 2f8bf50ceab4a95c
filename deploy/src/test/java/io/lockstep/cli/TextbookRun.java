package io.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.run.Metrics;
import io.lockstep.run.MetricsLog;
import io.lockstep.run.ModelFile;
import io.lockstep.run.RunFolder;
import io.lockstep.run.RunReport;
import io.lockstep.run.Runs;
import io.lockstep.run.StoredModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/// A run of an example of the textbook, and what its folder says.
///
/// @param folder of the run
record TextbookRun(Path folder) {

  static final Path EXAMPLES =
      Path.of(System.getProperty("lockstep.root")).resolve("deploy/examples");
  static final Path TEXTBOOK = EXAMPLES.resolve("textbook");

  /// Trains it to its end.
  ///
  /// @param folder for this run and others
  static TextbookRun of(Path folder, String example, String... sets) {
    Path runs = folder.resolve("runs");
    List<String> words =
        new ArrayList<>(List.of("train", configuration(example), "--runs", runs.toString()));
    Stream.of(sets).forEach(set -> words.addAll(List.of("--set", set)));
    Invocation trained = Invocation.of(folder, words.toArray(String[]::new));
    assertThat(trained.code()).as(trained.talk()).isZero();
    return new TextbookRun(Runs.last(runs));
  }

  static String configuration(String example) {
    return TEXTBOOK.resolve(example + ".yaml").toString();
  }

  /// As CONTRIBUTING.md says; the test is skipped where it is absent.
  static Path publicData(String name) {
    Path beside = EXAMPLES.getParent().getParent().resolveSibling("shared/data");
    String named = System.getProperty("lockstep.test.data", System.getenv("LOCKSTEP_TEST_DATA"));
    Path path = (named == null ? beside : Path.of(named)).resolve(name);
    Assumptions.assumeTrue(Files.isDirectory(path), () -> "skipped: no data set at " + path);
    return path;
  }

  RunReport report() {
    return RunFolder.reportOf(folder);
  }

  StoredModel model() {
    return ModelFile.read(folder.resolve("model"));
  }

  /// Length of all parameters together.
  double size() {
    float[] weights = model().parameters();
    return Math.sqrt(
        IntStream.range(0, weights.length).mapToDouble(i -> weights[i] * weights[i]).sum());
  }

  /// Metrics of the last version on a part.
  Metrics last(String part) {
    return report().metrics().get(part);
  }

  /// Those of the best version.
  Metrics best(String part) {
    return report().best().orElseThrow().metrics().get(part);
  }

  /// What `metrics.jsonl` says of one key in each epoch.
  List<Double> recorded(String... keys) {
    return MetricsLog.lines(folder.resolve("metrics.jsonl")).stream()
        .map(line -> {
          Object value = line;
          for (String key : keys) {
            value = ((Map<?, ?>) value).get(key);
          }
          return ((Number) value).doubleValue();
        })
        .toList();
  }

  /// The columns of numbers that `predict` gives for a file, without their header.
  List<List<Double>> predicted(Path data) {
    Invocation predicted = Invocation.of(folder, "predict", folder.toString(), data.toString());
    assertThat(predicted.code()).as(predicted.talk()).isZero();
    return predicted
        .data()
        .lines()
        .skip(1)
        .map(line -> Stream.of(line.split(",")).map(Double::valueOf).toList())
        .toList();
  }
}
