package io.lockstep.model;

import io.lockstep.config.ActivationSpec;
import io.lockstep.config.InitializerSpec;
import io.lockstep.config.LayerSpec;
import io.lockstep.config.LossSpec;
import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.LockstepException;
import io.lockstep.initializer.Initializer;
import io.lockstep.layer.LayerGraph;
import io.lockstep.layer.LayerNode;
import io.lockstep.layer.LayerPlan;
import io.lockstep.layer.Shape;
import io.lockstep.layout.ParameterLayout;
import io.lockstep.layout.Tensor;
import io.lockstep.layout.TensorKind;
import io.lockstep.layout.TensorKind.Trained;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Unrolls configured layers into elementary ones, one after the other. The state is what the last
/// one gives.
final class ArchitectureBuilder {

  private final Shape input;
  private final List<LayerNode> nodes = new ArrayList<>();
  private final ParameterLayout.Builder layout = ParameterLayout.builder();
  private final List<Initializer> initializers = new ArrayList<>();
  private final List<LayerSummary> summary = new ArrayList<>();
  private final Map<String, Integer> countByName = new HashMap<>();
  private long parameters;

  /// Id and shape of what the last layer gives.
  private int at;

  private Shape shape;

  /// The block that is being unrolled, empty or with a slash at its end.
  private String block = "";

  /// The configured layer that is being unrolled.
  private String place = "";

  ArchitectureBuilder(Shape input) {
    this.input = input;
    this.shape = input;
  }

  /// @param path of the list in the configuration
  void layers(List<LayerSpec> layers, String path) {
    for (int i = 0; i < layers.size(); i++) {
      place = "%s[%d]".formatted(path, i);
      layer(layers.get(i));
    }
  }

  private void layer(LayerSpec layer) {
    switch (layer) {
      case LayerSpec.Dense dense -> dense(dense);
      case LayerSpec.Activation activation -> activation(activation);
      case LayerSpec.Dropout dropout -> {
        add(new LayerPlan.Dropout(dropout.rate(), summary.size(), shape.size()));
        plain("dropout", "dropout " + dropout.rate());
      }
      case LayerSpec.Noise noise -> {
        add(new LayerPlan.Noise(noise.deviation(), summary.size(), shape.size()));
        plain("noise", "noise " + noise.deviation());
      }
      case LayerSpec.Scale scale -> {
        add(new LayerPlan.Scale(scale.factor(), scale.offset(), shape.size()));
        plain("scale", "scale " + scale.factor());
      }
      case LayerSpec.BatchNorm norm -> batchNorm(norm);
      case LayerSpec.LayerNorm norm -> layerNorm(norm);
      case LayerSpec.Residual residual -> residual(residual);
    }
  }

  private void dense(LayerSpec.Dense dense) {
    String name = numbered("dense");
    int own = affine(name, dense.units(), dense.weight(), dense.bias());
    own += apply(name, dense.activation(), dense.slope());
    summarize(name, kind("dense", dense.activation()), own);
  }

  /// Returns how many parameters it has.
  private int affine(String name, int units, InitializerSpec weights, InitializerSpec biases) {
    int inputs = shape.size();
    require((long) inputs * units + units, name);
    InitialValues.check(weights, "%s (%s).init".formatted(place, name), inputs, units);
    InitialValues.check(biases, "%s (%s).bias-init".formatted(place, name), 1, units);
    initializers.add(new Initializer(weights, inputs, units));
    Tensor weight = layout.add(name + "/weight", Trained.WEIGHT, inputs, units);
    initializers.add(new Initializer(biases, inputs, units));
    Tensor bias = layout.add(name + "/bias", Trained.BIAS, units);
    shape = new Shape.Features(units);
    add(new LayerPlan.Affine(inputs, units, weight.offset(), bias.offset()));
    return weight.length() + bias.length();
  }

  private void activation(LayerSpec.Activation activation) {
    String kind = word(activation.activation());
    String name = numbered(kind);
    int own = apply(name, activation.activation(), activation.slope());
    summarize(name, kind, own);
  }

  /// Returns how many parameters it has.
  private int apply(String name, ActivationSpec activation, double slope) {
    int width = shape.size();
    return switch (activation) {
      case IDENTITY -> 0;
      case SOFTMAX -> {
        add(new LayerPlan.Softmax(width));
        yield 0;
      }
      case PRELU -> {
        require(width, name);
        Tensor slopes = columns(name + "/slope", Trained.SCALE, slope);
        add(new LayerPlan.Prelu(width, slopes.offset()));
        yield width;
      }
      case LOG_SOFTMAX -> {
        add(new LayerPlan.LogSoftmax(width));
        yield 0;
      }
      case SIGMOID,
          TANH,
          RELU,
          LEAKY_RELU,
          ELU,
          SELU,
          GELU,
          GELU_TANH,
          SILU,
          SOFTPLUS,
          SOFTSIGN,
          HARD_SIGMOID,
          HARD_TANH -> {
        add(new LayerPlan.Elementwise(activation, (float) slope, width));
        yield 0;
      }
    };
  }

  private void batchNorm(LayerSpec.BatchNorm norm) {
    int width = shape.size();
    String name = numbered("batch-norm");
    require(4L * width, name);
    TensorKind statistic = new TensorKind.Statistic(norm.momentum());
    Tensor scale = columns(name + "/scale", Trained.SCALE, 1);
    columns(name + "/shift", Trained.BIAS, 0);
    columns(name + "/mean", statistic, 0);
    columns(name + "/variance", statistic, 1);
    add(new LayerPlan.BatchNorm(width, norm.epsilon(), scale.offset()));
    summary.add(new LayerSummary(name, "batch-norm", width, 2 * width, 2 * width));
  }

  private void layerNorm(LayerSpec.LayerNorm norm) {
    int width = shape.size();
    String name = numbered("layer-norm");
    require(2L * width, name);
    Tensor scale = columns(name + "/scale", Trained.SCALE, 1);
    Tensor shift = columns(name + "/shift", Trained.BIAS, 0);
    add(new LayerPlan.LayerNorm(width, norm.epsilon(), scale.offset(), shift.offset()));
    summarize(name, "layer-norm", 2 * width);
  }

  private void residual(LayerSpec.Residual residual) {
    int start = at;
    Shape startShape = shape;
    String name = numbered("residual");
    String outer = block;
    String outerPlace = place;
    block = name + "/";
    layers(residual.layers(), place + ".residual");
    block = outer;
    place = outerPlace;
    int end = at;
    Shape endShape = shape;
    at = start;
    shape = startShape;
    if (startShape.size() != endShape.size()) {
      String projection = name + "/projection";
      int own = affine(projection, endShape.size(), residual.weight(), residual.bias());
      summarize(projection, "dense", own);
    }
    int shortcut = at;
    shape = endShape;
    add(new LayerPlan.Sum(endShape.size()), end, shortcut);
    int own = apply(name, residual.activation(), residual.slope());
    summarize(name, kind("residual", residual.activation()), own);
  }

  /// A layer that reads what the one before gives.
  private void add(LayerPlan plan) {
    add(plan, at);
  }

  private void add(LayerPlan plan, Integer... inputs) {
    at = nodes.size() + 1;
    nodes.add(new LayerNode(at, plan, List.of(inputs), shape));
  }

  private void plain(String name, String kind) {
    summarize(numbered(name), kind, 0);
  }

  private void summarize(String name, String kind, int own) {
    summary.add(new LayerSummary(name, kind, shape.size(), own));
  }

  /// A number for each column, all of one value at the beginning.
  private Tensor columns(String name, TensorKind kind, double value) {
    int width = shape.size();
    initializers.add(new Initializer(new InitializerSpec.Constant(value), width, width));
    return layout.add(name, kind, width);
  }

  private void require(long more, String name) {
    parameters += more;
    if (parameters > ParameterLayout.LENGTH_MAX) {
      throw tooMany(name);
    }
  }

  private LockstepException tooMany(String name) {
    return Failure.of(
            ExitCode.USAGE,
            "up to and with layer '%s' the network has %,d parameters; %,d is the most"
                .formatted(name, parameters, ParameterLayout.LENGTH_MAX))
        .at("%s (%s)".formatted(place, name))
        .advising("fewer units in this layer, or in the one before")
        .exception();
  }

  private String numbered(String name) {
    String full = block + name;
    return full + "_" + countByName.merge(full, 1, Integer::sum);
  }

  Architecture build(LossSpec loss) {
    if (!nodes.isEmpty() && fused(nodes.getLast().plan(), loss)) {
      nodes.removeLast();
    }
    LayerGraph graph = new LayerGraph(input, nodes);
    return new Architecture(graph, layout.build(), initializers, summary, shape.size());
  }

  /// True when the loss computes this layer itself.
  private static boolean fused(LayerPlan last, LossSpec loss) {
    return switch (loss) {
      case LossSpec.CrossEntropy _, LossSpec.KullbackLeibler _ -> isSoftmax(last);
      case LossSpec.BinaryCrossEntropy _ -> isSigmoid(last);
      case LossSpec.Focal _ -> last.width() == 1 ? isSigmoid(last) : isSoftmax(last);
      case LossSpec.Hinge _, LossSpec.Mse _, LossSpec.Mae _, LossSpec.Huber _, LossSpec.LogCosh _ ->
          false;
    };
  }

  private static boolean isSoftmax(LayerPlan plan) {
    return plan instanceof LayerPlan.Softmax || plan instanceof LayerPlan.LogSoftmax;
  }

  private static boolean isSigmoid(LayerPlan plan) {
    return plan instanceof LayerPlan.Elementwise elementwise
        && elementwise.activation() == ActivationSpec.SIGMOID;
  }

  private static String kind(String layer, ActivationSpec activation) {
    return activation == ActivationSpec.IDENTITY ? layer : layer + ", " + word(activation);
  }

  private static String word(ActivationSpec activation) {
    return activation.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
