package io.lockstep.config;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Reads the section `model`.
final class ModelReader {

  private static final List<String> KEYS = List.of("layers", "loss");

  private static final List<String> LAYER_KEYS =
      List.of("dense", "dropout", "activation", "slope", "init", "bias-init");

  private static final List<String> ACTIVATIONS =
      Stream.of(ActivationSpec.values()).map(Words::of).toList();

  private static final int UNITS_MAX = 1 << 20;
  private static final int LAYERS_MAX = 1_000;

  private ModelReader() {}

  static ModelSection read(Fields root) {
    Fields model = root.section("model", KEYS);
    List<Fields> layers = layers(model);
    List<LayerSpec> specs = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      specs.add(layer(layers, i));
    }
    LossSpec loss = Fields.choice("model.loss", model.required("loss"), LossSpec.class);
    ModelEnd.check(layers, specs, loss);
    return new ModelSection(specs, loss);
  }

  private static List<Fields> layers(Fields model) {
    List<Value> values = model.items("layers");
    if (values.isEmpty() || values.size() > LAYERS_MAX) {
      throw Refusal.because(
          "model.layers has %,d layers, but must have 1 to %,d"
              .formatted(values.size(), LAYERS_MAX),
          model.required("layers").place(),
          "list at least the last layer, such as - dense: 10");
    }
    List<Fields> layers = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      layers.add(layer("model.layers." + i, values.get(i)));
    }
    return layers;
  }

  private static Fields layer(String path, Value value) {
    if (value instanceof Value.Scalar word && !word.isNull()) {
      boolean activation = ForeignWords.ours(word.text(), ACTIVATIONS).isPresent();
      throw Refusal.because(
          "%s is %s, but must be a mapping".formatted(path, word.shown()),
          word.place(),
          activation
              ? "write it as - activation: "
                  + ForeignWords.ours(word.text(), ACTIVATIONS).orElseThrow()
              : "write it as - dense: UNITS, - dropout: RATE or - activation: NAME");
    }
    return Fields.of(path, value, LAYER_KEYS);
  }

  /// The number that says a layer's kind, which others put in a mapping of its own.
  private static Value.Scalar number(Fields layer, String key) {
    return switch (layer.required(key)) {
      case Value.Scalar scalar -> scalar;
      case Value.Mapping mapping ->
          throw Refusal.because(
              "%s is a mapping, but must be a number".formatted(layer.path(key)),
              mapping.place(),
              "write - %s: NUMBER, and what else it takes as keys below it".formatted(key));
      case Value.Items items ->
          throw Refusal.because(
              "%s is a list, but must be a number".formatted(layer.path(key)),
              items.place(),
              "write - %s: NUMBER; the inputs follow from the layer before".formatted(key));
    };
  }

  private static LayerSpec layer(List<Fields> layers, int index) {
    Fields layer = layers.get(index);
    if (layer.has("dense")) {
      only(layer, "dense", List.of("dense", "activation", "slope", "init", "bias-init"));
      return dense(layers, index);
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
        "begin it with dense: UNITS, dropout: RATE or activation: NAME");
  }

  private static LayerSpec dense(List<Fields> layers, int index) {
    Fields layer = layers.get(index);
    ActivationSpec activation = activation(layers, index);
    ActivationSpec following = activation;
    if (activation == ActivationSpec.IDENTITY && index + 1 < layers.size()) {
      boolean standsAlone = !layers.get(index + 1).has("dense");
      following = standsAlone ? activation(layers, index + 1) : activation;
    }
    return new LayerSpec.Dense(
        (int) Fields.whole(layer.path("dense"), number(layer, "dense"), 1, UNITS_MAX),
        activation,
        slope(layers, index),
        InitializerReader.read(layer, "init", Defaults.weight(following)),
        InitializerReader.read(layer, "bias-init", Defaults.bias()));
  }

  private static ActivationSpec activation(List<Fields> layers, int index) {
    Fields layer = layers.get(index);
    ActivationSpec activation =
        layer.choice("activation", ActivationSpec.class, ActivationSpec.IDENTITY);
    if (activation == ActivationSpec.SOFTMAX && index + 1 < layers.size()) {
      throw Refusal.because(
          "%s is softmax, which only the last layer may be".formatted(layer.path("activation")),
          layer.required("activation").place(),
          isBeforeDense(layers, index)
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
    if (layer.has("slope") && activation(layers, index) != ActivationSpec.LEAKY_RELU) {
      throw Refusal.because(
          "%s belongs to leaky-relu only".formatted(layer.path("slope")),
          layer.required("slope").place(),
          "remove slope, or write activation: leaky-relu");
    }
    return layer.number(
        "slope", Defaults.LEAKY_SLOPE, x -> x > 0 && x < 1, "a number above 0 and below 1");
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
