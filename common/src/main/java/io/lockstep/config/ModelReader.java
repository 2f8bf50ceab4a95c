package io.lockstep.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Reads the section `model`.
final class ModelReader {

  private static final List<String> KEYS = List.of("input", "layers", "loss");

  private static final List<String> LAYER_KEYS =
      List.of(
          "dense",
          "dropout",
          "noise",
          "scale",
          "batch-norm",
          "layer-norm",
          "residual",
          "activation",
          "slope",
          "init",
          "bias-init",
          "offset");

  private static final String KINDS =
      "dense: UNITS, activation: NAME, dropout: RATE, batch-norm, layer-norm, noise: DEVIATION, "
          + "scale: FACTOR or residual: [LAYERS]";

  private static final List<String> ACTIVATIONS =
      Stream.of(ActivationSpec.values()).map(Words::of).toList();

  private static final String ABOVE_ZERO = "a number above 0 within the range of float32";

  private static final String A_FLOAT = "a number within the range of float32, about ±3.4e38";

  /// Height, width and channels of an image.
  private static final int EXTENTS_MAX = 3;

  private static final int UNITS_MAX = 1 << 20;
  private static final int LAYERS_MAX = 1_000;

  private ModelReader() {}

  static ModelSection read(Fields root) {
    Fields model = root.section("model", KEYS);
    List<Fields> layers = layers("model.layers", model.items("layers"), model);
    List<LayerSpec> specs = specs(layers, ActivationSpec.IDENTITY);
    LossSpec loss = LossReader.read(model.required("loss"));
    ModelEnd.check(layers, specs, loss);
    return new ModelSection(specs, loss, input(model));
  }

  /// One number or a list of them.
  private static List<Integer> input(Fields model) {
    if (!model.has("input")) {
      return List.of();
    }
    String path = model.path("input");
    List<Value> extents =
        model.required("input") instanceof Value.Items items
            ? items.values()
            : List.of(model.required("input"));
    if (extents.isEmpty() || extents.size() > EXTENTS_MAX) {
      throw Refusal.wrong(
          path, model.required("input"), "a number, or a list such as [28, 28, 1] of 3 at most");
    }
    List<Integer> shape = new ArrayList<>();
    long size = 1;
    for (Value extent : extents) {
      shape.add((int) Fields.whole(path, extent, 1, Integer.MAX_VALUE));
      size *= shape.getLast();
      if (size > Integer.MAX_VALUE) {
        String wanted = "%,d numbers in all at most".formatted(Integer.MAX_VALUE);
        throw Refusal.wrong(path, model.required("input"), wanted);
      }
    }
    return shape;
  }

  /// Whether a section says what its inputs are, so that nobody has to look at data for it.
  static boolean statesInput(Fields root) {
    return root.section("model", KEYS).has("input");
  }

  /// @param after the activation that what these layers give goes through
  static List<LayerSpec> specs(List<Fields> layers, ActivationSpec after) {
    List<LayerSpec> specs = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      specs.add(layer(layers, i, after));
    }
    return specs;
  }

  /// @param parent has the list under the last part of the path
  static List<Fields> layers(String path, List<Value> values, Fields parent) {
    if (values.isEmpty() || values.size() > LAYERS_MAX) {
      String key = path.substring(path.lastIndexOf('.') + 1);
      throw Refusal.because(
          "%s has %,d layers, but must have 1 to %,d".formatted(path, values.size(), LAYERS_MAX),
          parent.required(key).place(),
          key.equals("layers")
              ? "list at least the last layer, such as - dense: 10"
              : "list what the block computes, such as [{ dense: 64, activation: relu }]");
    }
    List<Fields> layers = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      layers.add(layer(path + "." + i, values.get(i)));
    }
    return layers;
  }

  private static Fields layer(String path, Value value) {
    if (value instanceof Value.Scalar word && !word.isNull()) {
      if (NormReader.isNorm(word.text())) {
        return Fields.of(path, NormReader.mapping(word), LAYER_KEYS);
      }
      Optional<String> norm = NormReader.meant(word.text());
      if (norm.isPresent()) {
        throw Refusal.because(
            "%s is %s, but must be a mapping".formatted(path, word.shown()),
            word.place(),
            "write it as - " + norm.get());
      }
      boolean activation = ForeignWords.ours(word.text(), ACTIVATIONS).isPresent();
      throw Refusal.because(
          "%s is %s, but must be a mapping".formatted(path, word.shown()),
          word.place(),
          activation
              ? "write it as - activation: "
                  + ForeignWords.ours(word.text(), ACTIVATIONS).orElseThrow()
              : "begin it with " + KINDS);
    }
    return Fields.of(path, value, LAYER_KEYS);
  }

  /// The number that says a layer's kind, which others put in a mapping of its own.
  static Value.Scalar number(Fields layer, String key) {
    return switch (layer.required(key)) {
      case Value.Scalar scalar -> scalar;
      case Value.Mapping mapping ->
          throw Refusal.because(
              "%s is a mapping, but must be a number".formatted(layer.path(key)),
              mapping.place(),
              "write - %s: NUMBER, and what else it takes as keys below it".formatted(key));
      case Value.Items items ->
          throw Refusal.because(
              "%s is %s, but must be a number".formatted(layer.path(key), items.shown()),
              items.place(),
              "write - %s: NUMBER; the inputs follow from the layer before".formatted(key));
    };
  }

  private static LayerSpec layer(List<Fields> layers, int index, ActivationSpec after) {
    Fields layer = layers.get(index);
    if (layer.has("dense")) {
      only(layer, "dense", List.of("dense", "activation", "slope", "init", "bias-init"));
      return dense(layers, index, after);
    }
    if (layer.has("residual")) {
      only(layer, "residual", List.of("residual", "activation", "slope", "init", "bias-init"));
      return residual(layers, index);
    }
    if (layer.has("batch-norm")) {
      only(layer, "batch-norm", List.of("batch-norm"));
      return NormReader.batchNorm(layer);
    }
    if (layer.has("layer-norm")) {
      only(layer, "layer-norm", List.of("layer-norm"));
      return NormReader.layerNorm(layer);
    }
    if (layer.has("noise")) {
      only(layer, "noise", List.of("noise"));
      return new LayerSpec.Noise(
          Fields.number(
              layer.path("noise"), number(layer, "noise"), Checks::isPositiveFloat, ABOVE_ZERO));
    }
    if (layer.has("scale")) {
      only(layer, "scale", List.of("scale", "offset"));
      Value factor = number(layer, "scale");
      Fields.number(layer.path("scale"), factor, x -> x != 0, "a number other than 0");
      return new LayerSpec.Scale(
          Fields.number(layer.path("scale"), factor, Checks::isFiniteFloat, A_FLOAT),
          layer.number("offset", Defaults.SCALE_OFFSET, Checks::isFiniteFloat, A_FLOAT));
    }
    if (layer.has("dropout")) {
      only(layer, "dropout", List.of("dropout"));
      number(layer, "dropout");
      return new LayerSpec.Dropout(layer.fraction("dropout", 0));
    }
    if (layer.has("activation")) {
      only(layer, "activation", List.of("activation", "slope"));
      return new LayerSpec.Activation(activation(layers, index), slope(layers, index));
    }
    throw Refusal.because(
        "%s says nothing that is a layer".formatted(layer.path("").replaceAll("\\.$", "")),
        layer.place(),
        "begin it with " + KINDS);
  }

  private static LayerSpec residual(List<Fields> layers, int index) {
    Fields layer = layers.get(index);
    ActivationSpec activation = activation(layers, index);
    List<Fields> inner = layers(layer.path("residual"), layer.items("residual"), layer);
    return new LayerSpec.Residual(
        specs(inner, activation),
        activation,
        slope(layers, index),
        InitializerReader.read(layer, "init", Defaults.weight(activation)),
        InitializerReader.read(layer, "bias-init", Defaults.bias()));
  }

  private static LayerSpec dense(List<Fields> layers, int index, ActivationSpec after) {
    Fields layer = layers.get(index);
    ActivationSpec activation = activation(layers, index);
    ActivationSpec following =
        activation == ActivationSpec.IDENTITY ? following(layers, index, after) : activation;
    return new LayerSpec.Dense(
        (int) Fields.whole(layer.path("dense"), number(layer, "dense"), 1, UNITS_MAX),
        activation,
        slope(layers, index),
        InitializerReader.read(layer, "init", Defaults.weight(following)),
        InitializerReader.read(layer, "bias-init", Defaults.bias()));
  }

  /// The activation that stands behind a layer as one of its own, norms between them aside.
  private static ActivationSpec following(List<Fields> layers, int index, ActivationSpec after) {
    int next = index + 1;
    while (next < layers.size()
        && (layers.get(next).has("batch-norm") || layers.get(next).has("layer-norm"))) {
      next++;
    }
    if (next == layers.size()) {
      return after;
    }
    boolean standsAlone = !layers.get(next).has("dense") && !layers.get(next).has("residual");
    return standsAlone ? activation(layers, next) : ActivationSpec.IDENTITY;
  }

  private static ActivationSpec activation(List<Fields> layers, int index) {
    Fields layer = layers.get(index);
    ActivationSpec activation =
        layer.choice("activation", ActivationSpec.class, ActivationSpec.IDENTITY);
    boolean inBlock = layer.has("residual") || layer.path("").contains(".residual.");
    if (activation.isOfRows() && (inBlock || index + 1 < layers.size())) {
      throw Refusal.because(
          "%s is %s, which only the last layer may be"
              .formatted(layer.path("activation"), Words.of(activation)),
          layer.required("activation").place(),
          inBlock || isBeforeDense(layers, index)
              ? "use relu here; cross-entropy applies softmax itself"
              : "remove it; cross-entropy applies softmax itself");
    }
    return activation;
  }

  private static boolean isBeforeDense(List<Fields> layers, int index) {
    return layers.subList(index + 1, layers.size()).stream().anyMatch(layer -> layer.has("dense"));
  }

  private static double slope(List<Fields> layers, int index) {
    Fields layer = layers.get(index);
    ActivationSpec activation = activation(layers, index);
    if (layer.has("slope") && !activation.hasSlope()) {
      throw Refusal.because(
          "%s belongs to leaky-relu, prelu and elu only".formatted(layer.path("slope")),
          layer.required("slope").place(),
          "remove slope, or write activation: leaky-relu");
    }
    if (activation == ActivationSpec.ELU) {
      return layer.number(
          "slope", Defaults.ELU_SLOPE, Checks::isPositiveFloat, "a number above 0, in float32");
    }
    double otherwise =
        activation == ActivationSpec.PRELU ? Defaults.PRELU_SLOPE : Defaults.LEAKY_SLOPE;
    return layer.number("slope", otherwise, x -> x > 0 && x < 1, "a number above 0 and below 1");
  }

  private static void only(Fields layer, String kind, List<String> allowed) {
    for (String key : LAYER_KEYS) {
      if (layer.has(key) && !allowed.contains(key)) {
        throw Refusal.because(
            "a %s layer has no %s".formatted(kind, key),
            layer.find(key).orElseThrow().place(),
            "write it as a layer of its own: - %s: %s"
                .formatted(key, layer.find(key).orElseThrow().shown()));
      }
    }
  }
}
