package io.lockstep.data;

import io.lockstep.config.ConfigurationReader;
import io.lockstep.config.DataSection;
import io.lockstep.config.Source;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/// Data sections for tests: the lines of a configuration, each changed from a plain one.
///
/// @param lines of the section `data`
record Sections(List<String> lines) {

  Sections {
    lines = List.copyOf(lines);
  }

  static Sections of(Source train) {
    return new Sections(
        List.of("dir: \"\"", "train: " + text(train), "missing-markers: [\"?\", NA]"));
  }

  static Sections csv(String file, String label) {
    return of(new Source.Csv(file, label));
  }

  private static String text(Source source) {
    return switch (source) {
      case Source.Csv(String csv, List<String> labels) ->
          "{ csv: \"%s\", label: %s }"
              .formatted(csv, labels.stream().map("\"%s\""::formatted).toList());
      case Source.Idx(String images, String labels) ->
          "{ images: \"%s\", labels: \"%s\" }".formatted(images, labels);
    };
  }

  /// With a line more, in place of one of the same key.
  Sections with(String key, String value) {
    List<String> changed = new ArrayList<>(lines);
    changed.removeIf(line -> line.startsWith(key + ":"));
    changed.add(key + ": " + value);
    return new Sections(changed);
  }

  DataSection section() {
    String data = String.join("\n  ", lines);
    String yaml = "data:\n  %s\nmodel: { layers: [ { dense: 2 } ], loss: mse }\n".formatted(data);
    return ConfigurationReader.of("t.yaml", yaml, List.of()).data();
  }

  Sections test(Source test) {
    return with("test", text(test));
  }

  Sections split(double validation, double test) {
    return with("validation", validation + "").with("test-fraction", test + "");
  }

  Sections ignoring(String... columns) {
    return with("ignore", names(columns));
  }

  Sections categories(String... columns) {
    return with("categories", names(columns));
  }

  Sections numbers(String... columns) {
    return with("numbers", names(columns));
  }

  private static String names(String... columns) {
    return Arrays.stream(columns).map("\"%s\""::formatted).toList().toString();
  }

  Sections missing(String missing) {
    return with("missing", missing);
  }

  Sections raw() {
    return with("standardize", "false");
  }

  /// @param stated keys and values in turn, such as `delimiter`, `tab`
  Sections stating(String... stated) {
    Sections changed = this;
    for (int i = 0; i < stated.length; i += 2) {
      changed = changed.with(stated[i], '"' + stated[i + 1] + '"');
    }
    return changed;
  }

  /// A folder of the public data sets, see CONTRIBUTING.md; the test is skipped where it is absent.
  static Path publicData(String folder) {
    Path beside = Path.of(System.getProperty("lockstep.root")).resolveSibling("shared/data");
    String named = System.getProperty("lockstep.test.data", System.getenv("LOCKSTEP_TEST_DATA"));
    Path path = (named == null ? beside : Path.of(named)).resolve(folder);
    Assumptions.assumeTrue(
        path.toFile().isDirectory(),
        () -> "skipped: no data set at %s; LOCKSTEP_TEST_DATA names another place".formatted(path));
    return path;
  }

  /// The data that the examples carry.
  static Path exampleData() {
    return Path.of(System.getProperty("lockstep.root"), "deploy", "examples", "data");
  }

  static float[] features(Examples examples, int example) {
    float[] row = new float[examples.featureWidth()];
    examples.features(example, row, 0);
    return row;
  }

  static float target(Examples examples, int example) {
    return targets(examples, example)[0];
  }

  static float[] targets(Examples examples, int example) {
    float[] row = new float[examples.targetWidth()];
    examples.target(example, row, 0);
    return row;
  }
}
