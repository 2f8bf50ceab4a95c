package io.lockstep.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Where a key belongs that stands in a section which has none of it: `lr` under `train` belongs to
/// the optimizer, `batch_size` beside `train` into it.
public final class KeyHomes {

  /// Stands for the optimizer that is named, or for the default one.
  private static final String OPTIMIZER = "train.optimizer.*";

  private static final String CLIP = "train.clip";

  private static final Map<String, List<String>> KEYS_BY_HOME =
      Map.of(
          "run",
          List.of("name", "seed"),
          "data",
          List.of(
              "validation",
              "test-fraction",
              "ignore",
              "categories",
              "scale",
              "missing",
              "standardize"),
          "data.train",
          List.of("csv", "label", "images"),
          "model",
          List.of("input", "layers", "loss"),
          "train",
          ConfigurationReader.TRAIN_KEYS,
          CLIP,
          List.of("norm", "value"),
          OPTIMIZER,
          List.of("learning-rate", "weight-decay"),
          "checkpoint",
          List.of("every-steps", "every-seconds"));

  /// In the order in which they are asked.
  private static final List<String> HOMES =
      List.of("train", OPTIMIZER, CLIP, "model", "data", "data.train", "run", "checkpoint");

  private KeyHomes() {}

  /// The dotted path of the key that a word, perhaps mistyped, stands for, such as `train.batch`
  /// for `batch-size`. The name of the optimizer in it is `NAME`. A source of data has none: its
  /// words, such as `output`, mean too many other things.
  public static Optional<String> path(String word) {
    List<String> keys = KEYS_BY_HOME.values().stream().flatMap(List::stream).sorted().toList();
    return exactPath(word).or(() -> Nearest.ofOurs(word, keys).flatMap(KeyHomes::exactPath));
  }

  private static Optional<String> exactPath(String word) {
    return HOMES.stream()
        .filter(home -> !home.equals("data.train"))
        .flatMap(home ->
            ForeignWords.ours(word, KEYS_BY_HOME.get(home)).stream()
                .map(key -> home.replace("*", "NAME") + "." + key))
        .findFirst();
  }

  /// @param path of the mapping that has no such key, empty for the whole file
  /// @param sibling what stands beside the key
  static Optional<ForeignWords.Remedy> remedy(
      String path, Value.Entry entry, Value.Mapping sibling) {
    if (path.startsWith("model.layers") || path.startsWith("data.t")) {
      return Optional.empty();
    }
    return HOMES.stream()
        .filter(home -> !home.equals(path))
        .flatMap(home ->
            ForeignWords.ours(entry.key(), KEYS_BY_HOME.get(home)).stream()
                .map(key -> remedy(home.replace("*", optimizer(path, sibling)), key, entry)))
        .findFirst();
  }

  private static ForeignWords.Remedy remedy(String home, String key, Value.Entry entry) {
    String value = entry.value() instanceof Value.Scalar scalar ? scalar.shown() : "...";
    String whole = home + "." + key;
    String advice =
        entry.place().startsWith(Refusal.SET)
            ? "%s%s=%s".formatted(Refusal.SET, whole, value)
            : "move it to where it belongs: " + nested(whole, value);
    return new ForeignWords.Remedy("; that is %s".formatted(whole), advice);
  }

  /// Such as `train: { batch: 8 }`.
  private static String nested(String path, String value) {
    int dot = path.indexOf('.');
    return dot < 0
        ? path + ": " + value
        : "%s: { %s }".formatted(path.substring(0, dot), nested(path.substring(dot + 1), value));
  }

  private static String optimizer(String path, Value.Mapping sibling) {
    Optional<Value> named =
        switch (path) {
          case "" -> child(sibling, "train").flatMap(train -> child(train, "optimizer"));
          case "train" -> child(sibling, "optimizer");
          case "train.optimizer" -> Optional.of(sibling);
          default -> Optional.empty();
        };
    return named.map(KeyHomes::firstWord).filter(OptimizerReader.NAMES::contains).orElse("adam");
  }

  private static Optional<Value> child(Value value, String key) {
    return value instanceof Value.Mapping mapping
        ? mapping.entry(key).map(Value.Entry::value)
        : Optional.empty();
  }

  private static String firstWord(Value value) {
    return switch (value) {
      case Value.Scalar scalar -> scalar.text();
      case Value.Mapping mapping ->
          mapping.entries().stream()
              .map(Value.Entry::key)
              .filter(OptimizerReader.NAMES::contains)
              .findFirst()
              .orElse("");
      case Value.Items _ -> "";
    };
  }
}
