package io.lockstep.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// What two processes must agree on to work on one run: the fields that the result depends on. Not
/// among them: names, paths, checkpoints, wire, cluster and limits. The data themselves have a
/// fingerprint of their own.
///
/// The end of a run is told apart from the rest: `train.epochs` and the patience of early stopping
/// decide how many steps there are and no bit of any of them, so a run may go on to another end. A
/// schedule that spans the run makes each step depend on where the end is: its settings, among them
/// the number of its epochs, are in [#stepFields].
public final class Identity {

  private Identity() {}

  /// Canonical value by dotted name, in the order of the names. Names are those of the file.
  public static SortedMap<String, String> fields(RunConfiguration configuration) {
    SortedMap<String, String> fields = new TreeMap<>(stepFields(configuration));
    fields.put("train.epochs", Integer.toString(configuration.train().epochs()));
    configuration
        .train()
        .course()
        .earlyStopping()
        .ifPresent(watch ->
            fields.put("train.early-stopping.patience", Integer.toString(watch.patience())));
    return Collections.unmodifiableSortedMap(fields);
  }

  /// Those of [#fields] that decide the bits of a step: what a run that goes on must keep.
  public static SortedMap<String, String> stepFields(RunConfiguration configuration) {
    SortedMap<String, String> fields = new TreeMap<>();
    fields.put("run.seed", Long.toString(configuration.run().seed()));
    data(configuration.data(), fields);
    fields.put("model.loss", Spelling.loss(configuration.model().loss()));
    List<LayerSpec> layers = configuration.model().layers();
    for (int i = 0; i < layers.size(); i++) {
      for (Map.Entry<String, String> field : Spelling.layer(layers.get(i)).entrySet()) {
        fields.put("model.layers.%d.%s".formatted(i, field.getKey()), field.getValue());
      }
    }
    TrainSection train = configuration.train();
    fields.put("train.batch", Integer.toString(train.batch()));
    fields.put("train.shard", Integer.toString(train.shard()));
    fields.put("train.optimizer", OptimizerSpelling.text(train.optimizer()));
    course(configuration, fields);
    if (!train.clip().equals(ClipSection.NONE)) {
      fields.put("train.clip", Spelling.clip(train.clip()));
    }
    if (!train.penalty().equals(PenaltySection.NONE)) {
      fields.put("train.penalty", Spelling.penalty(train.penalty()));
    }
    train.from().ifPresent(from -> fields.put("train.from", "weights " + from.weightsSha256()));
    return Collections.unmodifiableSortedMap(fields);
  }

  /// Only what is not as ever: runs from before there was a choice can still go on.
  private static void course(RunConfiguration configuration, SortedMap<String, String> fields) {
    CourseSection course = configuration.train().course();
    if (!course.schedule().equals(ScheduleSpec.CONSTANT)) {
      fields.put("train.schedule", CourseSpelling.schedule(course.schedule()));
    }
    course
        .earlyStopping()
        .ifPresent(watch -> {
          fields.put("train.early-stopping.metric", watch.metric().toString());
          fields.put("train.early-stopping.min-gain", Double.toString(watch.minGain()));
        });
    String best = course.keepBest().map(MetricSpec::toString).orElse(CourseSpelling.NONE);
    boolean usual =
        best.equals(
            configuration.data().keepsValidation() ? "validation.loss" : CourseSpelling.NONE);
    if (!usual) {
      fields.put("train.keep-best", best);
    }
  }

  private static void data(DataSection data, SortedMap<String, String> fields) {
    fields.put("data.train", source(data.train()));
    fields.put("data.test", data.test().map(Identity::source).orElse("none"));
    fields.put("data.validation", Double.toString(data.validationFraction()));
    data.fold()
        .ifPresent(fold -> fields.put("data.fold", "%d of %d".formatted(fold.number(), fold.of())));
    fields.put("data.test-fraction", Double.toString(data.testFraction()));
    fields.put("data.ignore", Spelling.list(data.ignore().stream().sorted().toList()));
    if (!data.categories().isEmpty()) {
      fields.put("data.categories", Spelling.list(data.categories().stream().sorted().toList()));
    }
    if (!data.numbers().isEmpty()) {
      fields.put("data.numbers", Spelling.list(data.numbers().stream().sorted().toList()));
    }
    fields.put(
        "data.missing-markers", Spelling.list(data.missingMarkers().stream().sorted().toList()));
    if (data.unlabelled() != Defaults.UNLABELLED) {
      fields.put("data.unlabelled", Words.of(data.unlabelled()));
    }
    if (data.badRows().rule() != Defaults.BAD_ROWS) {
      fields.put("data.bad-rows", Words.of(data.badRows().rule()));
    }
    recipe(data.recipe(), fields);
    data.dialect().toMap().forEach((key, value) -> fields.put("data." + key, value));
  }

  /// What could be said before there were more ways to scale keeps its name, so that runs of then
  /// can go on.
  private static void recipe(ColumnRecipe recipe, SortedMap<String, String> fields) {
    fields.put("data.missing", Spelling.missing(recipe.gaps().missing()));
    if (recipe.gaps().indicators()) {
      fields.put("data.missing-indicator", "true");
    }
    if (recipe.rareCategories() > 0) {
      fields.put("data.rare-categories", Integer.toString(recipe.rareCategories()));
    }
    if (!recipe.dates().columns().isEmpty()) {
      fields.put("data.dates", Spelling.list(recipe.dates().columns().stream().sorted().toList()));
      recipe
          .dates()
          .dayFirst()
          .ifPresent(first -> fields.put("data.day-first", Boolean.toString(first)));
    }
    boolean standard = recipe.scale().equals(ScaleSpec.STANDARD);
    if (standard || recipe.scale().equals(ScaleSpec.NONE)) {
      fields.put("data.standardize", Boolean.toString(standard));
    } else {
      fields.put("data.scale", Spelling.scale(recipe.scale()));
    }
    if (!recipe.labelScale().equals(Defaults.LABEL_SCALE)) {
      fields.put("data.label-scale", Spelling.scale(recipe.labelScale()));
    }
    new TreeMap<>(recipe.byColumn())
        .forEach((name, column) ->
            fields.put(
                "data.columns." + (name.matches("[A-Za-z0-9_-]+") ? name : Spelling.quoted(name)),
                Spelling.column(column)));
  }

  private static String source(Source source) {
    return switch (source) {
      case Source.Csv csv when csv.labels().size() > 1 ->
          "csv with labels " + Spelling.list(csv.labels());
      case Source.Csv csv -> "csv with label " + Spelling.quoted(csv.label());
      case Source.Idx _ -> "idx";
    };
  }

  /// SHA-256, in hex, over all [#stepFields] as lines `name=value`.
  public static String hash(RunConfiguration configuration) {
    StringBuilder lines = new StringBuilder("lockstep identity 2\n");
    stepFields(configuration)
        .forEach((name, value) -> lines.append(name).append('=').append(value).append('\n'));
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of()
          .formatHex(digest.digest(lines.toString().getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
