package io.lockstep.training;

import io.lockstep.config.BadRows;
import io.lockstep.config.ColumnRecipe;
import io.lockstep.config.DataSection;
import io.lockstep.config.Defaults;
import io.lockstep.config.Dialect;
import io.lockstep.config.LayerSpec;
import io.lockstep.config.OptimizerSpec;
import io.lockstep.config.PenaltySection;
import io.lockstep.config.RunConfiguration;
import io.lockstep.config.Source;
import io.lockstep.config.TrainSection;
import io.lockstep.data.Encoding;
import io.lockstep.data.Encoding.CategoryColumn;
import io.lockstep.data.Encoding.Column;
import io.lockstep.data.Encoding.DateColumn;
import io.lockstep.data.Encoding.NumberColumn;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/// Keys of a configuration that change nothing in this run: a note for each, since whoever wrote it
/// expects it to do something. Keys that contradict each other are refused where they are read.
final class IdleKeys {

  private IdleKeys() {}

  /// A key that says how columns become numbers.
  ///
  /// @param value in a configuration
  /// @param usual what it is when nothing is said
  private record ColumnKey(String name, Function<DataSection, Object> value, Object usual) {

    boolean isStated(DataSection data) {
      return !value.apply(data).equals(usual);
    }

    boolean differs(DataSection data, DataSection other) {
      return !value.apply(data).equals(value.apply(other));
    }
  }

  private static final List<ColumnKey> COLUMN_KEYS =
      List.of(
          new ColumnKey("data.ignore", DataSection::ignore, List.of()),
          new ColumnKey("data.categories", DataSection::categories, List.of()),
          new ColumnKey("data.numbers", DataSection::numbers, List.of()),
          new ColumnKey("data.dates", data -> data.recipe().dates().columns(), List.of()),
          new ColumnKey("data.columns", data -> data.recipe().byColumn(), Map.of()),
          new ColumnKey("data.scale", data -> data.recipe().scale(), Defaults.SCALE),
          new ColumnKey("data.missing", data -> data.recipe().gaps().missing(), Defaults.MISSING),
          new ColumnKey(
              "data.missing-indicator",
              data -> data.recipe().gaps().indicators(),
              Defaults.MISSING_INDICATOR),
          new ColumnKey(
              "data.rare-categories",
              data -> data.recipe().rareCategories(),
              Defaults.RARE_CATEGORIES));

  private static final String SHARE_OF_NONE =
      "data.bad-rows-max changes nothing: data.bad-rows is fail, which allows none";

  /// Of which images have use as well, or of which there is a note of its own.
  private static final List<ColumnKey> MORE_OF_MODELS =
      List.of(
          new ColumnKey(
              "data.day-first", data -> data.recipe().dates().dayFirst(), Optional.empty()),
          new ColumnKey(
              "data.label-scale", data -> data.recipe().labelScale(), Defaults.LABEL_SCALE));

  /// @param run that is prepared
  static List<String> notes(PreparedRun run) {
    RunConfiguration configuration = run.configuration();
    Encoding encoding = run.data().encoding();
    long stepsPerEpoch = run.batches().stepsPerEpoch();
    TrainSection train = configuration.train();
    List<String> notes = new ArrayList<>();
    if (train.epochs() > 0) {
      notes.addAll(IdleCourse.notes(train, stepsPerEpoch));
      notes.addAll(penalty(train));
    }
    List<LayerSpec> layers = configuration.model().layers();
    notes.addAll(IdleLayers.notes(layers));
    run.start()
        .map(start -> IdleLayers.initializers(layers, start.configuration().model().layers()))
        .ifPresent(notes::addAll);
    notes.addAll(
        run.start()
            .map(start -> data(configuration.data(), encoding, start))
            .orElseGet(() -> data(configuration.data(), encoding)));
    return notes;
  }

  /// The rates of `lars` and `lamb` are told apart by it as well.
  private static List<String> penalty(TrainSection train) {
    PenaltySection penalty = train.penalty();
    OptimizerSpec optimizer = train.optimizer();
    boolean acts =
        penalty.l1() > 0
            || penalty.l2() > 0
            || penalty.decay() > 0
            || optimizer.weightDecay() > 0
            || optimizer instanceof OptimizerSpec.Lars
            || optimizer instanceof OptimizerSpec.Lamb;
    return penalty.actsOnAll() || acts
        ? List.of()
        : List.of("train.penalty.tensors changes nothing: there is no penalty and no weight decay");
  }

  private static List<String> data(DataSection data, Encoding encoding) {
    return switch (data.train()) {
      case Source.Idx _ -> images(data);
      case Source.Csv _ when encoding.features() instanceof Encoding.Table table ->
          table(data, table.columns());
      case Source.Csv _ -> List.of(); // A table always is one.
    };
  }

  /// The model says what columns mean. Of what it was told itself nothing needs to be said, unless
  /// another model told it.
  private static List<String> data(DataSection data, Encoding encoding, StartingModel start) {
    return switch (encoding.features()) {
      case Encoding.Pixels _ -> joined(ofModel(data, start, MORE_OF_MODELS), images(data));
      case Encoding.Table table ->
          joined(
              ofModel(data, start, joined(COLUMN_KEYS, MORE_OF_MODELS)),
              keysOf(Map.of(SHARE_OF_NONE, isShareOfNone(data, table.rules().badRows().rule()))));
    };
  }

  private static boolean isShareOfNone(DataSection data, BadRows.Rule rule) {
    return rule == BadRows.Rule.FAIL && data.badRows().most() != Defaults.BAD_ROWS_MAX;
  }

  private static <T> List<T> joined(List<T> some, List<T> others) {
    return Stream.concat(some.stream(), others.stream()).toList();
  }

  private static List<String> ofModel(DataSection data, StartingModel start, List<ColumnKey> keys) {
    RunConfiguration its = start.configuration();
    List<String> idle =
        keys.stream()
            .filter(key -> key.isStated(data))
            .filter(key -> its.train().from().isPresent() || key.differs(data, its.data()))
            .map(ColumnKey::name)
            .toList();
    return idle.isEmpty()
        ? List.of()
        : List.of(
            "the model to begin with says how columns are read, so this changes nothing: "
                + String.join(", ", idle));
  }

  private static List<String> images(DataSection data) {
    Map<String, Boolean> stated = new LinkedHashMap<>();
    COLUMN_KEYS.forEach(key -> stated.put(key.name(), key.isStated(data)));
    stated.put("data.missing-markers", !data.missingMarkers().equals(Defaults.MISSING_MARKERS));
    stated.put("data.bad-rows", data.badRows().rule() != Defaults.BAD_ROWS);
    stated.put("data.unlabelled", data.unlabelled() != Defaults.UNLABELLED);
    stated.put("how CSV files are written", !data.dialect().equals(Dialect.UNSTATED));
    List<String> idle = keysOf(stated);
    return idle.isEmpty()
        ? List.of()
        : List.of(
            "the data are images, so what is said of tables changes nothing: "
                + String.join(", ", idle));
  }

  private static List<String> table(DataSection data, List<Column> columns) {
    ColumnRecipe recipe = data.recipe();
    boolean numbers =
        columns.stream().anyMatch(it -> it instanceof NumberColumn || it instanceof DateColumn);
    boolean texts = columns.stream().anyMatch(CategoryColumn.class::isInstance);
    boolean gaps =
        columns.stream()
            .anyMatch(it ->
                it instanceof NumberColumn number && number.gap().indicator()
                    || it instanceof DateColumn date && date.gap().indicator());
    Map<String, Boolean> idle = new LinkedHashMap<>();
    idle.put(
        "data.rare-categories changes nothing: no column is read as categories",
        recipe.rareCategories() > 0 && !texts);
    idle.put(
        "data.scale changes nothing: no column is read as numbers",
        !recipe.scale().equals(Defaults.SCALE) && !numbers);
    idle.put(
        "data.missing-indicator adds nothing: no number is missing in the training part",
        recipe.gaps().indicators() && !gaps);
    idle.put(
        "data.day-first changes nothing: data.dates names no column",
        recipe.dates().dayFirst().isPresent() && recipe.dates().columns().isEmpty());
    idle.put(SHARE_OF_NONE, isShareOfNone(data, data.badRows().rule()));
    return keysOf(idle);
  }

  private static List<String> keysOf(Map<String, Boolean> chosen) {
    return chosen.entrySet().stream().filter(Map.Entry::getValue).map(Map.Entry::getKey).toList();
  }
}
