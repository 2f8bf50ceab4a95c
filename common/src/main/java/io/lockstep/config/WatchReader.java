package io.lockstep.config;

import io.lockstep.failure.LockstepException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// Reads what goes by the metrics of the epochs: `train.early-stopping`, `train.keep-best`, and a
/// schedule's plateau.
final class WatchReader {

  private static final List<String> STOPPING_KEYS = List.of("metric", "patience", "min-gain");

  private static final Pattern WORD = Pattern.compile("\\p{L}.*");

  private static final int PATIENCE_MAX = 1_000_000;

  /// What is watched where nothing is stated.
  private final MetricSpec usual;

  private final boolean hasValidation;

  /// @param data that the run has: without a part for validation only the training part can be
  ///   watched
  WatchReader(DataSection data) {
    this.hasValidation = data.keepsValidation();
    this.usual =
        new MetricSpec(
            hasValidation ? MetricSpec.Part.VALIDATION : MetricSpec.Part.TRAIN,
            MetricSpec.Name.LOSS);
  }

  /// The keys `metric`, `patience` and `min-gain`.
  WatchSpec watch(Fields fields, int patience, double minGain) {
    return new WatchSpec(
        fields.find("metric").map(value -> metric(fields.path("metric"), value)).orElse(usual),
        fields.whole("patience", patience, 1, PATIENCE_MAX),
        notNegative(fields, "min-gain", minGain));
  }

  static double notNegative(Fields fields, String key, double otherwise) {
    return fields.number(key, otherwise, Checks::isNotNegativeFloat, "a number, 0 or more");
  }

  /// A patience alone is short for a mapping with it.
  Optional<WatchSpec> earlyStopping(Fields train) {
    String key = "early-stopping";
    if (!train.has(key) || isNone(train.required(key))) {
      return Optional.empty();
    }
    if (train.required(key) instanceof Value.Scalar patience) {
      if (WORD.matcher(patience.text()).matches()) {
        throw noPatience(train.path(key), patience);
      }
      long epochs = Fields.whole(train.path(key), patience, 1, PATIENCE_MAX);
      return Optional.of(new WatchSpec(usual, (int) epochs, Defaults.EARLY_STOPPING_MIN_GAIN));
    }
    return Optional.of(
        watch(
            train.section(key, STOPPING_KEYS),
            Defaults.EARLY_STOPPING_PATIENCE,
            Defaults.EARLY_STOPPING_MIN_GAIN));
  }

  /// A metric that stands alone is the word most often meant.
  private static LockstepException noPatience(String path, Value.Scalar word) {
    return MetricSpec.of(word.text())
        .map(metric ->
            Refusal.because(
                "%s is %s, without a patience".formatted(path, metric),
                word.place(),
                word.place().startsWith(Refusal.SET)
                    ? "%s%s='{ metric: %s }'".formatted(Refusal.SET, path, metric)
                    : "early-stopping: { metric: %s }".formatted(metric)))
        .orElseGet(() ->
            Refusal.wrong(
                path, word, "none, a number of epochs, or a mapping such as { patience: 10 }"));
  }

  Optional<MetricSpec> keepBest(Fields train, Optional<WatchSpec> earlyStopping) {
    String key = "keep-best";
    if (!train.has(key)) {
      return earlyStopping
          .map(WatchSpec::metric)
          .or(() -> hasValidation ? Optional.of(usual) : Optional.empty());
    }
    Value value = train.required(key);
    if (!isNone(value)) {
      return Optional.of(metric(train.path(key), value));
    }
    if (earlyStopping.isPresent()) {
      throw Refusal.because(
          "early stopping ends with the best version, and %s is none".formatted(train.path(key)),
          value.place(),
          "leave out %s, or %s".formatted(train.path(key), train.path("early-stopping")));
    }
    return Optional.empty();
  }

  private static boolean isNone(Value value) {
    return value instanceof Value.Scalar word && word.isNone();
  }

  private MetricSpec metric(String path, Value value) {
    if (!(value instanceof Value.Scalar word)) {
      throw Refusal.wrong(path, value, "one metric, such as validation.accuracy");
    }
    MetricSpec metric = MetricSpec.of(word.text()).orElseThrow(() -> unknown(path, word));
    if (metric.part() == MetricSpec.Part.VALIDATION && !hasValidation) {
      throw Refusal.because(
          "%s is %s, and no part of the data is kept for validation".formatted(path, metric),
          word.place(),
          "--set data.validation=0.2, or %s: train.loss".formatted(path.replaceFirst(".*\\.", "")));
    }
    return metric;
  }

  private static LockstepException unknown(String path, Value.Scalar word) {
    if (word.text().toLowerCase(Locale.ROOT).startsWith("test")) {
      return Refusal.because(
          "%s is %s, but the test part is measured once, when all is decided"
              .formatted(path, word.shown()),
          word.place(),
          "keep a part for it: --set data.validation=0.2, and go by validation.loss");
    }
    return Refusal.unknownWord(path, word.text(), word.place(), known());
  }

  private static List<String> known() {
    return MetricSpec.all().stream().map(MetricSpec::toString).toList();
  }
}
