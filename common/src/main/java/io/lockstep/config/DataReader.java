package io.lockstep.config;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Reads the section `data`.
final class DataReader {

  private static final List<String> OWN_KEYS =
      List.of(
          "dir",
          "train",
          "test",
          "validation",
          "test-fraction",
          "folds",
          "fold",
          "ignore",
          "categories",
          "numbers",
          "missing-markers",
          "unlabelled",
          "bad-rows",
          "bad-rows-max",
          "delimiter",
          "decimal",
          "encoding",
          "header",
          "comment",
          "cell-lines");

  private static final List<String> KEYS =
      Stream.concat(OWN_KEYS.stream(), RecipeReader.KEYS.stream()).toList();

  private static final List<String> SOURCE_KEYS = List.of("csv", "label", "images", "labels");

  private static final int LABELS_MAX = 10_000;

  private DataReader() {}

  static DataSection read(Fields root) {
    Fields data = root.section("data", KEYS);
    Source train = source(data, "train", Optional.empty());
    Optional<Source> test =
        data.has("test") ? Optional.of(source(data, "test", Optional.of(train))) : Optional.empty();
    double validation = data.fraction("validation", 0);
    double testFraction = data.fraction("test-fraction", 0);
    if (validation + testFraction >= 1) {
      throw Refusal.because(
          "data.validation and data.test-fraction leave nothing to train on",
          data.find("validation").orElseThrow().place(),
          "let them sum to less than 1");
    }
    if (test.isPresent() && testFraction > 0) {
      throw Refusal.because(
          "data.test-fraction and data.test both say what to test on",
          data.find("test-fraction").orElseThrow().place(),
          "keep one of the two");
    }
    List<String> categories = data.texts("categories", List.of());
    List<String> numbers = data.texts("numbers", List.of());
    refuseBoth(data, "categories", "numbers");
    refuseBoth(data, "categories", "dates");
    refuseBoth(data, "numbers", "dates");
    return new DataSection(
        new DataPaths(data).dir(),
        train,
        test,
        validation,
        testFraction,
        fold(data),
        data.texts("ignore", List.of()),
        categories,
        numbers,
        data.texts("missing-markers", Defaults.MISSING_MARKERS),
        data.choice("unlabelled", DataSection.Unlabelled.class, Defaults.UNLABELLED),
        new BadRows(
            data.choice("bad-rows", BadRows.Rule.class, Defaults.BAD_ROWS),
            data.number(
                "bad-rows-max",
                Defaults.BAD_ROWS_MAX,
                x -> x >= 0 && x <= 1,
                "a share from 0 to 1")),
        RecipeReader.read(data),
        stated(data));
  }

  private static void refuseBoth(Fields data, String one, String other) {
    List<String> names = data.texts(one, List.of());
    data.texts(other, List.of()).stream()
        .filter(names::contains)
        .findFirst()
        .ifPresent(both -> {
          throw Refusal.because(
              "column '%s' stands in data.%s and in data.%s".formatted(both, one, other),
              data.find(other).orElseThrow().place(),
              "keep it in one of the two");
        });
  }

  /// `fold` of `folds`; one of the two alone says nothing.
  private static Optional<Fold> fold(Fields data) {
    int folds = data.whole("folds", 0, 0, Fold.MOST);
    if (folds == 0 && !data.has("fold")) {
      return Optional.empty();
    }
    if (folds < 2 || !data.has("fold")) {
      boolean known = folds >= 2;
      throw Refusal.because(
          known
              ? "data.folds deals the rows into %d parts, and nothing says which is kept aside"
                  .formatted(folds)
              : "data.fold needs data.folds, from 2 up",
          data.find(known ? "folds" : data.has("fold") ? "fold" : "folds").orElseThrow().place(),
          known
              ? "for one of them: --set data.fold=1; for all in turn: lockstep train CONFIG --folds "
                  + folds
              : "say how many there are: --set data.folds=5");
    }
    return Optional.of(new Fold(data.whole("fold", 1, 1, folds), folds));
  }

  /// @param root with a section `data`
  static Dialect dialect(Fields root) {
    return stated(root.section("data", KEYS));
  }

  private static Dialect stated(Fields data) {
    Map<String, String> stated = new TreeMap<>();
    for (String key : Dialect.KEYS) {
      if (data.has(key)) {
        stated.put(key, stated(data, key));
      }
    }
    return Dialect.of(stated);
  }

  /// The text of a key that a dialect can have.
  private static String stated(Fields data, String key) {
    Value value = data.find(key).orElseThrow();
    // Bare, # begins a comment and | a block: what was meant is not there.
    String text = value instanceof Value.Scalar scalar ? scalar.text() : "";
    try {
      Dialect.of(Map.of(key, text));
      return text;
    } catch (Dialect.Unfit e) {
      throw Refusal.wrong(data.path(key), value, e.getMessage());
    }
  }

  /// @param like the source whose label column is meant when this one names none
  private static Source source(Fields data, String key, Optional<Source> like) {
    Value value = data.required(key);
    if (value instanceof Value.Items list) {
      throw new DataPaths(data).several(data.path(key), list);
    }
    Fields fields = data.section(key, SOURCE_KEYS);
    boolean csv = fields.has("csv") || fields.has("label");
    boolean idx = fields.has("images") || fields.has("labels");
    if (csv == idx) {
      throw Refusal.wrong(
          data.path(key),
          value,
          "either { csv: FILE, label: COLUMN } or { images: FILE, labels: FILE }");
    }
    if (like.isPresent() && like.get() instanceof Source.Csv != csv) {
      throw Refusal.wrong(data.path(key), value, "of the same kind as data.train");
    }
    DataPaths paths = new DataPaths(data);
    if (idx) {
      return new Source.Idx(paths.file(fields, "images"), paths.file(fields, "labels"));
    }
    if (!fields.has("label") && like.isPresent() && like.get() instanceof Source.Csv trained) {
      return new Source.Csv(paths.file(fields, "csv"), trained.labels());
    }
    List<String> labels = labels(fields);
    if (like.isPresent()
        && like.get() instanceof Source.Csv trained
        && trained.labels().size() != labels.size()) {
      throw Refusal.wrong(
          fields.path("label"),
          fields.required("label"),
          "as many columns as data.train.label: %d".formatted(trained.labels().size()));
    }
    return new Source.Csv(paths.file(fields, "csv"), labels);
  }

  /// One column, or a list of several.
  private static List<String> labels(Fields fields) {
    if (!(fields.find("label").orElse(null) instanceof Value.Items items)) {
      return List.of(fields.text("label"));
    }
    List<String> labels = fields.texts("label", List.of());
    String path = fields.path("label");
    if (labels.isEmpty() || labels.size() > LABELS_MAX) {
      throw Refusal.because(
          "%s names %,d columns, but must name 1 to %,d".formatted(path, labels.size(), LABELS_MAX),
          items.place(),
          "name the columns to predict, such as label: [width, height]");
    }
    labels.stream()
        .filter(label -> Collections.frequency(labels, label) > 1)
        .findFirst()
        .ifPresent(twice -> {
          throw Refusal.because(
              "%s names column '%s' twice".formatted(path, twice), items.place(), "name it once");
        });
    return labels;
  }
}
