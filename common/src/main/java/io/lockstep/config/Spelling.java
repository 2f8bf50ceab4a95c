package io.lockstep.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// How values are written so that the reader gives them back: flow YAML, one line. Used by the
/// effective configuration and by [Identity], so both say the same.
final class Spelling {

  private Spelling() {}

  /// A double-quoted scalar; valid as YAML and as JSON.
  static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> quoted.append("\\\"");
        case '\\' -> quoted.append("\\\\");
        default -> {
          if (c < ' ' || c >= 0x7f && !Character.isLetterOrDigit(c)) {
            quoted.append("\\u%04x".formatted((int) c));
          } else {
            quoted.append(c);
          }
        }
      }
    }
    return quoted.append('"').toString();
  }

  static String list(List<String> texts) {
    return texts.stream().map(Spelling::quoted).collect(Collectors.joining(", ", "[", "]"));
  }

  static String scale(ScaleSpec scale) {
    return switch (scale) {
      case ScaleSpec.None() -> "none";
      case ScaleSpec.Standard() -> "standard";
      case ScaleSpec.Robust() -> "robust";
      case ScaleSpec.Log1p() -> "log1p";
      case ScaleSpec.MinMax(double low, double high) ->
          "{ min-max: [%s, %s] }".formatted(low, high);
      case ScaleSpec.Pixels(double low, double high) -> "{ pixels: [%s, %s] }".formatted(low, high);
    };
  }

  static String missing(MissingSpec missing) {
    return switch (missing) {
      case MissingSpec.Mean() -> "mean";
      case MissingSpec.Median() -> "median";
      case MissingSpec.Constant(double value) -> "{ constant: %s }".formatted(value);
      case MissingSpec.DropRow() -> "drop-row";
      case MissingSpec.Fail() -> "fail";
    };
  }

  /// Keys and values of how columns become numbers, in the order they are written.
  static Map<String, String> recipe(ColumnRecipe recipe) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("missing", missing(recipe.gaps().missing()));
    fields.put("missing-indicator", Boolean.toString(recipe.gaps().indicators()));
    fields.put("rare-categories", Integer.toString(recipe.rareCategories()));
    fields.put("dates", list(recipe.dates().columns()));
    recipe.dates().dayFirst().ifPresent(first -> fields.put("day-first", Boolean.toString(first)));
    fields.put("scale", scale(recipe.scale()));
    fields.put("label-scale", scale(recipe.labelScale()));
    if (!recipe.byColumn().isEmpty()) {
      fields.put(
          "columns",
          recipe.byColumn().entrySet().stream()
              .map(entry -> quoted(entry.getKey()) + ": " + column(entry.getValue()))
              .collect(Collectors.joining(", ", "{ ", " }")));
    }
    return fields;
  }

  static String column(ColumnSpec column) {
    Map<String, String> fields = new LinkedHashMap<>();
    column.scale().ifPresent(scale -> fields.put("scale", scale(scale)));
    column.missing().ifPresent(missing -> fields.put("missing", missing(missing)));
    return fields.entrySet().stream()
        .map(field -> field.getKey() + ": " + field.getValue())
        .collect(Collectors.joining(", ", "{ ", " }"));
  }

  /// Keys and values of a layer, in the order they are written.
  static Map<String, String> layer(LayerSpec layer) {
    Map<String, String> fields = new LinkedHashMap<>();
    switch (layer) {
      case LayerSpec.Dense dense -> {
        fields.put("dense", Integer.toString(dense.units()));
        activation(dense.activation(), dense.slope(), fields);
        fields.put("init", initializer(dense.weight()));
        fields.put("bias-init", initializer(dense.bias()));
      }
      case LayerSpec.Activation alone -> activation(alone.activation(), alone.slope(), fields);
      case LayerSpec.Dropout dropout -> fields.put("dropout", Double.toString(dropout.rate()));
      case LayerSpec.Noise noise -> fields.put("noise", Double.toString(noise.deviation()));
      case LayerSpec.Scale scale -> {
        fields.put("scale", Double.toString(scale.factor()));
        fields.put("offset", Double.toString(scale.offset()));
      }
      case LayerSpec.BatchNorm norm ->
          fields.put(
              "batch-norm",
              "{ momentum: %s, epsilon: %s }".formatted(norm.momentum(), norm.epsilon()));
      case LayerSpec.LayerNorm norm ->
          fields.put("layer-norm", "{ epsilon: %s }".formatted(norm.epsilon()));
      case LayerSpec.Residual residual -> {
        fields.put("residual", layers(residual.layers()));
        activation(residual.activation(), residual.slope(), fields);
        fields.put("init", initializer(residual.weight()));
        fields.put("bias-init", initializer(residual.bias()));
      }
    }
    return fields;
  }

  /// In one line.
  private static String layers(List<LayerSpec> layers) {
    return layers.stream()
        .map(each ->
            layer(each).entrySet().stream()
                .map(field -> field.getKey() + ": " + field.getValue())
                .collect(Collectors.joining(", ", "{ ", " }")))
        .collect(Collectors.joining(", ", "[", "]"));
  }

  private static void activation(
      ActivationSpec activation, double slope, Map<String, String> fields) {
    fields.put("activation", Words.of(activation));
    if (activation.hasSlope()) {
      fields.put("slope", Double.toString(slope));
    }
  }

  static String initializer(InitializerSpec initializer) {
    return switch (initializer) {
      case InitializerSpec.Constant(double value) -> "{ constant: %s }".formatted(value);
      case InitializerSpec.Uniform(double low, double high) ->
          "{ uniform: { low: %s, high: %s } }".formatted(low, high);
      case InitializerSpec.Normal(double mean, double deviation) ->
          "{ normal: { mean: %s, deviation: %s } }".formatted(mean, deviation);
      case InitializerSpec.Xavier(InitializerSpec.Distribution shape) ->
          "xavier-" + Words.of(shape);
      case InitializerSpec.Kaiming(InitializerSpec.Distribution shape) ->
          "kaiming-" + Words.of(shape);
      case InitializerSpec.Lecun(InitializerSpec.Distribution shape) -> "lecun-" + Words.of(shape);
      case InitializerSpec.FanIn _ -> "fan-in";
      case InitializerSpec.TruncatedNormal(double mean, double deviation) ->
          "{ truncated-normal: { mean: %s, deviation: %s } }".formatted(mean, deviation);
      case InitializerSpec.Orthogonal(double gain) ->
          "{ orthogonal: { gain: %s } }".formatted(gain);
      case InitializerSpec.Values(List<Double> values, int width) ->
          "{ values: %s }".formatted(width == 0 ? values : rows(values, width));
    };
  }

  private static List<List<Double>> rows(List<Double> values, int width) {
    return IntStream.range(0, values.size() / width)
        .mapToObj(row -> values.subList(row * width, (row + 1) * width))
        .toList();
  }

  /// The word alone where there are no settings, or none that differ from the default.
  static String loss(LossSpec loss) {
    Map<String, String> settings = new LinkedHashMap<>();
    switch (loss) {
      case LossSpec.CrossEntropy(double smoothing, ClassWeights _) -> {
        if (smoothing > 0) {
          settings.put("label-smoothing", Double.toString(smoothing));
        }
      }
      case LossSpec.Focal focal -> settings.put("gamma", Double.toString(focal.gamma()));
      case LossSpec.Hinge hinge -> settings.put("margin", Double.toString(hinge.margin()));
      case LossSpec.Huber huber -> settings.put("delta", Double.toString(huber.delta()));
      case LossSpec.Mse mse ->
          mse.targets()
              .ifPresent(levels ->
                  settings.put("targets", "[%s, %s]".formatted(levels.low(), levels.high())));
      case LossSpec.BinaryCrossEntropy _,
          LossSpec.KullbackLeibler _,
          LossSpec.Mae _,
          LossSpec.LogCosh _ -> {}
    }
    weights(ClassWeights.of(loss), settings);
    return settings.isEmpty()
        ? loss.word()
        : "{ %s: { %s } }".formatted(loss.word(), joined(settings));
  }

  private static void weights(ClassWeights weights, Map<String, String> settings) {
    switch (weights) {
      case ClassWeights.Equal _ -> {}
      case ClassWeights.Balanced _ -> settings.put("class-weights", "balanced");
      case ClassWeights.ByClass(SortedMap<String, Double> byClass) -> {
        Map<String, String> entries = new LinkedHashMap<>();
        byClass.forEach((name, weight) -> entries.put(quoted(name), Double.toString(weight)));
        settings.put("class-weights", "{ %s }".formatted(joined(entries)));
      }
    }
  }

  private static String joined(Map<String, String> entries) {
    return entries.entrySet().stream()
        .map(entry -> entry.getKey() + ": " + entry.getValue())
        .collect(Collectors.joining(", "));
  }

  static String clip(ClipSection clip) {
    return "{ value: %s, norm: %s }".formatted(clip.value(), clip.norm());
  }

  static String penalty(PenaltySection penalty) {
    return "{ l1: %s, l2: %s, decay: %s, tensors: %s }"
        .formatted(penalty.l1(), penalty.l2(), penalty.decay(), Words.of(penalty.tensors()));
  }
}
