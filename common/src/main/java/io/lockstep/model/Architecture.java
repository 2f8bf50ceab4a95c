package io.lockstep.model;

import io.lockstep.config.ActivationSpec;
import io.lockstep.config.LayerSpec;
import io.lockstep.config.LossSpec;
import io.lockstep.config.ModelSection;
import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.LockstepException;
import io.lockstep.initializer.Initializer;
import io.lockstep.layer.LayerPlan;
import io.lockstep.layout.ParameterLayout;
import io.lockstep.layout.Tensor;
import io.lockstep.layout.TensorKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The configured layers unrolled into elementary ones, with names, widths and offsets.
///
/// @param plans elementary layers; an activation that is fused with the loss is left out
/// @param layout weight, then bias of each dense layer, in order
/// @param initializers one per tensor of the layout
/// @param summary one per configured layer
/// @param outputWidth floats of one row of the last layer
record Architecture(
    List<LayerPlan> plans,
    ParameterLayout layout,
    List<Initializer> initializers,
    List<LayerSummary> summary,
    int outputWidth) {

  Architecture {
    plans = List.copyOf(plans);
    initializers = List.copyOf(initializers);
    summary = List.copyOf(summary);
  }

  /// @throws LockstepException with USAGE when there are more parameters than a flat vector holds
  static Architecture of(ModelSection model, int inputWidth) {
    Builder builder = new Builder(inputWidth);
    for (LayerSpec layer : model.layers()) {
      switch (layer) {
        case LayerSpec.Dense dense -> builder.dense(dense);
        case LayerSpec.Activation activation -> builder.activation(activation);
        case LayerSpec.Dropout dropout -> builder.dropout(dropout);
      }
    }
    return builder.build(model.loss());
  }

  /// Grows layer by layer; the state is the width so far.
  private static final class Builder {
    private final List<LayerPlan> plans = new ArrayList<>();
    private final ParameterLayout.Builder layout = ParameterLayout.builder();
    private final List<Initializer> initializers = new ArrayList<>();
    private final List<LayerSummary> summary = new ArrayList<>();
    private final Map<String, Integer> countByName = new HashMap<>();
    private int width;
    private long parameters;

    Builder(int inputWidth) {
      this.width = inputWidth;
    }

    void dense(LayerSpec.Dense dense) {
      int inputs = width;
      String name = numbered("dense");
      parameters += (long) inputs * dense.units() + dense.units();
      if (parameters > ParameterLayout.LENGTH_MAX) {
        throw tooMany(name);
      }
      Tensor weight =
          layout.add(name + "/weight", TensorKind.Trained.WEIGHT, inputs, dense.units());
      Tensor bias = layout.add(name + "/bias", TensorKind.Trained.BIAS, dense.units());
      initializers.add(new Initializer(dense.weight(), inputs, dense.units()));
      initializers.add(new Initializer(dense.bias(), inputs, dense.units()));
      width = dense.units();
      plans.add(new LayerPlan.Affine(inputs, width, weight.offset(), bias.offset()));
      apply(dense.activation(), dense.leakySlope());
      String kind =
          dense.activation() == ActivationSpec.IDENTITY
              ? "dense"
              : "dense, " + word(dense.activation());
      summary.add(new LayerSummary(name, kind, width, weight.length() + bias.length()));
    }

    private LockstepException tooMany(String name) {
      return Failure.of(
              ExitCode.USAGE,
              "up to and with layer '%s' the network has %,d parameters; %,d is the most"
                  .formatted(name, parameters, ParameterLayout.LENGTH_MAX))
          .at("model.layers[%d] (%s)".formatted(summary.size(), name))
          .advising("fewer units in this layer, or in the one before")
          .exception();
    }

    void activation(LayerSpec.Activation activation) {
      String kind = word(activation.activation());
      apply(activation.activation(), activation.leakySlope());
      summary.add(new LayerSummary(numbered(kind), kind, width, 0));
    }

    void dropout(LayerSpec.Dropout dropout) {
      plans.add(new LayerPlan.Dropout(dropout.rate(), summary.size(), width));
      summary.add(new LayerSummary(numbered("dropout"), "dropout " + dropout.rate(), width, 0));
    }

    Architecture build(LossSpec loss) {
      if (!plans.isEmpty() && fused(plans.getLast(), loss)) {
        plans.removeLast();
      }
      return new Architecture(plans, layout.build(), initializers, summary, width);
    }

    private void apply(ActivationSpec activation, double slope) {
      switch (activation) {
        case IDENTITY -> {}
        case SOFTMAX -> plans.add(new LayerPlan.Softmax(width));
        case SIGMOID, TANH, RELU, LEAKY_RELU ->
            plans.add(new LayerPlan.Elementwise(activation, (float) slope, width));
      }
    }

    private String numbered(String name) {
      return name + "_" + countByName.merge(name, 1, Integer::sum);
    }
  }

  /// True when the loss computes this layer itself.
  private static boolean fused(LayerPlan last, LossSpec loss) {
    return switch (loss) {
      case CROSS_ENTROPY -> last instanceof LayerPlan.Softmax;
      case BINARY_CROSS_ENTROPY ->
          last instanceof LayerPlan.Elementwise elementwise
              && elementwise.activation() == ActivationSpec.SIGMOID;
      case MSE, MAE -> false;
    };
  }

  private static String word(ActivationSpec activation) {
    return activation.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
