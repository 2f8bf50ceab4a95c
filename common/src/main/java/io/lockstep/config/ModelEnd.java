package io.lockstep.config;

import io.lockstep.failure.LockstepException;
import java.util.List;
import java.util.Optional;

/// Refuses ends of a net from which its loss could learn nothing, or only in one direction. What is
/// merely unusual, such as sigmoid before mse, passes. How many outputs the labels need is known
/// only with the data.
final class ModelEnd {

  private final List<Fields> layers;
  private final List<LayerSpec> specs;
  private final LossSpec loss;

  private ModelEnd(List<Fields> layers, List<LayerSpec> specs, LossSpec loss) {
    this.layers = layers;
    this.specs = specs;
    this.loss = loss;
  }

  /// @param layers as they were written, for places
  /// @param specs the same layers
  static void check(List<Fields> layers, List<LayerSpec> specs, LossSpec loss) {
    new ModelEnd(layers, specs, loss).check();
  }

  private void check() {
    int last = lastDense();
    refuseRandomEnd(layers, specs);
    int end = specs.size() - 1;
    activation(end)
        .filter(activation -> activation.isOfRows() && isOneUnit(specs.get(last)))
        .ifPresent(activation -> {
          throw softmaxOfOne(end, activation);
        });
    for (int i = last; i <= end; i++) {
      Optional<ActivationSpec> activation = activation(i);
      if (activation.isPresent() && !(i == end ? fitsAtTheEnd(activation.get()) : fitsBefore())) {
        throw misfit(i, activation.get());
      }
    }
  }

  /// Behind the last dense layer, wherever that is: a block adds what it gives to the outputs.
  private static void refuseRandomEnd(List<Fields> layers, List<LayerSpec> specs) {
    int last = lastDense(specs);
    for (int i = last + 1; i < specs.size(); i++) {
      refuseRandom(layers.get(i), specs.get(i));
    }
    if (last >= 0 && specs.get(last) instanceof LayerSpec.Residual block) {
      refuseRandomEnd(inner(layers.get(last)), block.layers());
    }
  }

  private static void refuseRandom(Fields layer, LayerSpec spec) {
    switch (spec) {
      case LayerSpec.Dropout _ ->
          throw randomEnd(layer, "dropout", "sets outputs of the net to 0 at random");
      case LayerSpec.Noise _ ->
          throw randomEnd(layer, "noise", "changes outputs of the net at random");
      case LayerSpec.Residual block -> refuseRandomEnd(inner(layer), block.layers());
      case LayerSpec.Dense _,
          LayerSpec.Activation _,
          LayerSpec.Scale _,
          LayerSpec.BatchNorm _,
          LayerSpec.LayerNorm _ -> {}
    }
  }

  private static LockstepException randomEnd(Fields layer, String key, String does) {
    return Refusal.because(
        "%s %s".formatted(layer.path(), does),
        layer.required(key).place(),
        "put it before the last dense layer, or remove it");
  }

  private static List<Fields> inner(Fields block) {
    return ModelReader.layers(block.path("residual"), block.items("residual"), block);
  }

  /// Whether a layer that is dense, or has one in it, gives one number.
  private static boolean isOneUnit(LayerSpec layer) {
    return layer instanceof LayerSpec.Residual block
        ? isOneUnit(block.layers().get(lastDense(block.layers())))
        : layer instanceof LayerSpec.Dense dense && dense.units() == 1;
  }

  /// The last of some layers that is dense or has one in it; -1 if none is.
  private static int lastDense(List<LayerSpec> specs) {
    int last = specs.size() - 1;
    while (last >= 0 && !hasDense(specs.get(last))) {
      last--;
    }
    return last;
  }

  private int lastDense() {
    int last = lastDense(specs);
    if (last >= 0) {
      return last;
    }
    throw Refusal.because(
        "model.layers has no dense layer, so there is nothing to train",
        layers.getFirst().place(),
        "end it with - dense: UNITS, one for each class, or 1 for a number");
  }

  private static boolean hasDense(LayerSpec layer) {
    return switch (layer) {
      case LayerSpec.Dense _ -> true;
      case LayerSpec.Residual residual -> residual.layers().stream().anyMatch(ModelEnd::hasDense);
      case LayerSpec.Activation _,
          LayerSpec.Dropout _,
          LayerSpec.Noise _,
          LayerSpec.Scale _,
          LayerSpec.BatchNorm _,
          LayerSpec.LayerNorm _ ->
          false;
    };
  }

  private Optional<ActivationSpec> activation(int index) {
    ActivationSpec activation =
        switch (specs.get(index)) {
          case LayerSpec.Dense dense -> dense.activation();
          case LayerSpec.Activation alone -> alone.activation();
          case LayerSpec.Residual residual -> residual.activation();
          case LayerSpec.Dropout _,
              LayerSpec.Noise _,
              LayerSpec.Scale _,
              LayerSpec.BatchNorm _,
              LayerSpec.LayerNorm _ ->
              ActivationSpec.IDENTITY;
        };
    return activation == ActivationSpec.IDENTITY ? Optional.empty() : Optional.of(activation);
  }

  /// A cross-entropy takes scores of any size and sign, or has as its last activation the one that
  /// it applies itself. A hinge wants scores of both signs and of the size of its margin.
  private boolean fitsAtTheEnd(ActivationSpec activation) {
    return switch (loss) {
      case LossSpec.CrossEntropy _, LossSpec.KullbackLeibler _ -> activation.isOfRows();
      case LossSpec.BinaryCrossEntropy _ -> activation == ActivationSpec.SIGMOID;
      case LossSpec.Focal _ ->
          isOfOneScore() ? activation == ActivationSpec.SIGMOID : activation.isOfRows();
      case LossSpec.Hinge _ ->
          switch (activation) {
            case SIGMOID, HARD_SIGMOID, RELU, SOFTPLUS, SOFTMAX, LOG_SOFTMAX -> false;
            case IDENTITY,
                TANH,
                LEAKY_RELU,
                PRELU,
                ELU,
                SELU,
                GELU,
                GELU_TANH,
                SILU,
                SOFTSIGN,
                HARD_TANH ->
                true;
          };
      case LossSpec.Mse _, LossSpec.Mae _, LossSpec.Huber _, LossSpec.LogCosh _ -> true;
    };
  }

  /// Between the last dense layer and the end.
  private boolean fitsBefore() {
    return switch (loss) {
      case LossSpec.CrossEntropy _,
          LossSpec.BinaryCrossEntropy _,
          LossSpec.KullbackLeibler _,
          LossSpec.Focal _,
          LossSpec.Hinge _ ->
          false;
      case LossSpec.Mse _, LossSpec.Mae _, LossSpec.Huber _, LossSpec.LogCosh _ -> true;
    };
  }

  private boolean isOfOneScore() {
    return isOneUnit(specs.get(lastDense()));
  }

  private LockstepException misfit(int index, ActivationSpec activation) {
    String advice =
        switch (loss) {
          case LossSpec.Hinge _ -> "remove this activation";
          case LossSpec.BinaryCrossEntropy _ ->
              "remove this activation: %s applies sigmoid itself".formatted(loss.word());
          case LossSpec.Focal _ when isOfOneScore() ->
              "remove this activation: %s applies sigmoid itself".formatted(loss.word());
          default -> "remove this activation: %s applies softmax itself".formatted(loss.word());
        };
    return refusal(
        index,
        "activation",
        "%s takes the scores of the last dense layer as they are, and %s at the end distorts them"
            .formatted(loss.word(), Words.of(activation)),
        advice);
  }

  private LockstepException softmaxOfOne(int index, ActivationSpec activation) {
    String advice =
        switch (loss) {
          case LossSpec.CrossEntropy _, LossSpec.BinaryCrossEntropy _ ->
              "for two classes remove %s and write loss: binary-cross-entropy";
          case LossSpec.KullbackLeibler _ ->
              "remove %s and give the last dense layer a unit for each label column";
          case LossSpec.Focal _, LossSpec.Hinge _ ->
              "remove %s: for two classes one score is enough";
          case LossSpec.Mse _, LossSpec.Mae _, LossSpec.Huber _, LossSpec.LogCosh _ ->
              "remove %s: the output is the number itself";
        };
    String word = Words.of(activation);
    return refusal(
        index,
        "activation",
        "%s over one unit is always %d"
            .formatted(word, activation == ActivationSpec.SOFTMAX ? 1 : 0),
        advice.formatted(word));
  }

  private LockstepException refusal(int index, String key, String error, String advice) {
    return Refusal.because(error, layers.get(index).required(key).place(), advice);
  }
}
