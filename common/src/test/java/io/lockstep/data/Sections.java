package io.lockstep.data;

import io.lockstep.config.DataSection;
import io.lockstep.config.DataSection.Missing;
import io.lockstep.config.Dialect;
import io.lockstep.config.Source;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Assumptions;

/// Data sections for tests, each changed from a plain one.
record Sections(DataSection section) {

  static Sections of(Source train) {
    return new Sections(
        new DataSection(
            "",
            train,
            Optional.empty(),
            0,
            0,
            List.of(),
            List.of(),
            Missing.MEAN,
            List.of("?", "NA"),
            true,
            Dialect.UNSTATED));
  }

  static Sections csv(String file, String label) {
    return of(new Source.Csv(file, label));
  }

  Sections test(Source test) {
    return new Sections(
        new DataSection(
            section.dir(),
            section.train(),
            Optional.of(test),
            section.validationFraction(),
            section.testFraction(),
            section.ignore(),
            section.categories(),
            section.missing(),
            section.missingMarkers(),
            section.standardize(),
            section.dialect()));
  }

  Sections split(double validation, double test) {
    return new Sections(
        new DataSection(
            section.dir(),
            section.train(),
            section.test(),
            validation,
            test,
            section.ignore(),
            section.categories(),
            section.missing(),
            section.missingMarkers(),
            section.standardize(),
            section.dialect()));
  }

  Sections ignoring(String... columns) {
    return new Sections(
        new DataSection(
            section.dir(),
            section.train(),
            section.test(),
            section.validationFraction(),
            section.testFraction(),
            List.of(columns),
            section.categories(),
            section.missing(),
            section.missingMarkers(),
            section.standardize(),
            section.dialect()));
  }

  Sections categories(String... columns) {
    return new Sections(
        new DataSection(
            section.dir(),
            section.train(),
            section.test(),
            section.validationFraction(),
            section.testFraction(),
            section.ignore(),
            List.of(columns),
            section.missing(),
            section.missingMarkers(),
            section.standardize(),
            section.dialect()));
  }

  Sections missing(Missing missing) {
    return new Sections(
        new DataSection(
            section.dir(),
            section.train(),
            section.test(),
            section.validationFraction(),
            section.testFraction(),
            section.ignore(),
            section.categories(),
            missing,
            section.missingMarkers(),
            section.standardize(),
            section.dialect()));
  }

  Sections raw() {
    return new Sections(
        new DataSection(
            section.dir(),
            section.train(),
            section.test(),
            section.validationFraction(),
            section.testFraction(),
            section.ignore(),
            section.categories(),
            section.missing(),
            section.missingMarkers(),
            false,
            section.dialect()));
  }

  /// @param stated keys and values in turn, such as `delimiter`, `tab`
  Sections stating(String... stated) {
    Map<String, String> map = new TreeMap<>(section.dialect().toMap());
    for (int i = 0; i < stated.length; i += 2) {
      map.put(stated[i], stated[i + 1]);
    }
    return new Sections(
        new DataSection(
            section.dir(),
            section.train(),
            section.test(),
            section.validationFraction(),
            section.testFraction(),
            section.ignore(),
            section.categories(),
            section.missing(),
            section.missingMarkers(),
            section.standardize(),
            Dialect.of(map)));
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
    float[] row = new float[1];
    examples.target(example, row, 0);
    return row[0];
  }
}
