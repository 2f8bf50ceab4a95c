package io.lockstep.config;

import java.util.List;
import java.util.Optional;

/// Reads `batch-norm` and `layer-norm`: as a word, or with settings.
final class NormReader {

  private static final List<String> WORDS = List.of("batch-norm", "layer-norm");

  private static final List<String> BATCH_NORM = List.of("momentum", "epsilon");

  private static final List<String> LAYER_NORM = List.of("epsilon");

  private NormReader() {}

  /// Whether a word says all that such a layer needs.
  static boolean isNorm(String word) {
    return WORDS.stream().anyMatch(word::equalsIgnoreCase);
  }

  /// The norm that a word of another trainer means, such as `LayerNorm()`.
  static Optional<String> meant(String word) {
    return ForeignWords.ours(word, WORDS);
  }

  /// The word as a key without settings.
  static Value.Mapping mapping(Value.Scalar word) {
    Value settings = new Value.Mapping(List.of(), word.place());
    return new Value.Mapping(
        List.of(new Value.Entry(word.text(), word.place(), settings)), word.place());
  }

  static LayerSpec batchNorm(Fields layer) {
    Fields settings = settings(layer, "batch-norm", BATCH_NORM);
    return new LayerSpec.BatchNorm(
        settings.number(
            "momentum",
            Defaults.BATCH_NORM_MOMENTUM,
            x -> Checks.isPositiveFloat(x) && x <= 1,
            "a number above 0 and up to 1: the share of the newest statistics"),
        epsilon(settings));
  }

  static LayerSpec layerNorm(Fields layer) {
    return new LayerSpec.LayerNorm(epsilon(settings(layer, "layer-norm", LAYER_NORM)));
  }

  /// `batch-norm: true` is all there is to say where another trainer has a switch.
  private static Fields settings(Fields layer, String key, List<String> known) {
    return layer.find(key).orElseThrow() instanceof Value.Scalar scalar
            && !scalar.quoted()
            && Boolean.parseBoolean(scalar.text())
        ? Fields.of(layer.path(key), new Value.Mapping(List.of(), scalar.place()), known)
        : layer.section(key, known);
  }

  private static double epsilon(Fields settings) {
    return settings.number(
        "epsilon",
        Defaults.NORM_EPSILON,
        Checks::isPositiveFloat,
        "a number above 0 within the range of float32");
  }
}
