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
    for (int i = last + 1; i < specs.size(); i++) {
      refuseRandom(i);
    }
    int end = specs.size() - 1;
    activation(end)
        .filter(activation -> activation == ActivationSpec.SOFTMAX && isOneUnit(specs.get(last)))
        .ifPresent(_ -> {
          throw softmaxOfOne(end);
        });
    for (int i = last; i <= end; i++) {
      Optional<ActivationSpec> activation = activation(i);
      if (activation.isPresent() && !(i == end ? fitsAtTheEnd(activation.get()) : fitsBefore())) {
        throw misfit(i, activation.get());
      }
    }
  }

  private void refuseRandom(int index) {
    String advice = "put it before the last dense layer, or remove it";
    if (specs.get(index) instanceof LayerSpec.Dropout) {
      String error = "model.layers.%d sets outputs of the net to 0 at random".formatted(index);
      throw refusal(index, "dropout", error, advice);
    }
    if (specs.get(index) instanceof LayerSpec.Noise) {
      String error = "model.layers.%d changes outputs of the net at random".formatted(index);
      throw refusal(index, "noise", error, advice);
    }
  }

  private static boolean isOneUnit(LayerSpec layer) {
    return layer instanceof LayerSpec.Dense dense && dense.units() == 1;
  }

  /// The last top-level layer that is dense or has one in it.
  private int lastDense() {
    for (int i = specs.size() - 1; i >= 0; i--) {
      if (hasDense(specs.get(i))) {
        return i;
      }
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
  /// it applies itself.
  private boolean fitsAtTheEnd(ActivationSpec activation) {
    return switch (loss) {
      case CROSS_ENTROPY -> activation == ActivationSpec.SOFTMAX;
      case BINARY_CROSS_ENTROPY -> activation == ActivationSpec.SIGMOID;
      case MSE, MAE -> true;
    };
  }

  /// Between the last dense layer and the end.
  private boolean fitsBefore() {
    return switch (loss) {
      case CROSS_ENTROPY, BINARY_CROSS_ENTROPY -> false;
      case MSE, MAE -> true;
    };
  }

  private LockstepException misfit(int index, ActivationSpec activation) {
    String own = loss == LossSpec.CROSS_ENTROPY ? "softmax" : "sigmoid";
    return refusal(
        index,
        "activation",
        "%s takes the scores of the last dense layer as they are, and %s at the end distorts them"
            .formatted(Words.of(loss), Words.of(activation)),
        "remove this activation: %s applies %s itself".formatted(Words.of(loss), own));
  }

  private LockstepException softmaxOfOne(int index) {
    String advice =
        switch (loss) {
          case CROSS_ENTROPY, BINARY_CROSS_ENTROPY ->
              "for two classes remove softmax and write loss: binary-cross-entropy";
          case MSE, MAE -> "remove softmax: the output is the number itself";
        };
    return refusal(index, "activation", "softmax over one unit is always 1", advice);
  }

  private LockstepException refusal(int index, String key, String error, String advice) {
    return Refusal.because(error, layers.get(index).required(key).place(), advice);
  }
}
