package io.lockstep.config;

import java.util.List;
import java.util.Objects;

/// One layer as it is configured; its input width follows from the layer before.
public sealed interface LayerSpec {

  /// Affine map, then an activation.
  ///
  /// @param units width of the output, at least 1
  /// @param slope of `LEAKY_RELU` below 0 and that with which `PRELU` begins, above 0 and below 1;
  ///   α of `ELU`, above 0; unused by other activations
  /// @param weight initial weights `[inputs, units]`
  /// @param bias initial bias `[units]`
  record Dense(
      int units,
      ActivationSpec activation,
      double slope,
      InitializerSpec weight,
      InitializerSpec bias)
      implements LayerSpec {

    public Dense {
      Checks.atLeast(units, 1, "dense");
      Objects.requireNonNull(activation, "activation");
      Objects.requireNonNull(weight, "init");
      Objects.requireNonNull(bias, "bias-init");
      checkSlope(activation, slope);
    }
  }

  /// An activation as a layer of its own.
  ///
  /// @param slope as in [Dense]
  record Activation(ActivationSpec activation, double slope) implements LayerSpec {

    public Activation {
      Objects.requireNonNull(activation, "activation");
      checkSlope(activation, slope);
    }
  }

  /// Inverted dropout: a unit is kept with probability `1 - rate` and then multiplied by `1 / (1 -
  /// rate)`.
  ///
  /// @param rate probability of a unit to be dropped, 0 to below 1
  record Dropout(double rate) implements LayerSpec {

    public Dropout {
      Checks.fraction(rate, "dropout");
    }
  }

  /// Normal noise of mean 0 on every number, while training.
  ///
  /// @param deviation above 0
  record Noise(double deviation) implements LayerSpec {

    public Noise {
      Checks.positive(deviation, "noise");
    }
  }

  /// `factor · x + offset`.
  record Scale(double factor, double offset) implements LayerSpec {

    public Scale {
      Checks.finite(factor, "scale");
      Checks.finite(offset, "offset");
    }
  }

  /// Columns of mean 0 and deviation 1 over a shard, then trained factors and shifts.
  ///
  /// @param momentum share of the newest statistics in the running ones, above 0 and up to 1
  /// @param epsilon added to variances, above 0
  record BatchNorm(double momentum, double epsilon) implements LayerSpec {

    public BatchNorm {
      Checks.positive(momentum, "momentum");
      Checks.positive(epsilon, "epsilon");
      if (momentum > 1) {
        throw new IllegalArgumentException(
            "momentum is %s, but must be at most 1".formatted(momentum));
      }
    }
  }

  /// Rows of mean 0 and deviation 1, then trained factors and shifts.
  ///
  /// @param epsilon added to variances, above 0
  record LayerNorm(double epsilon) implements LayerSpec {

    public LayerNorm {
      Checks.positive(epsilon, "epsilon");
    }
  }

  /// The output of some layers plus their input, which goes through an affine map where its width
  /// is another; then an activation.
  ///
  /// @param layers at least one
  /// @param slope as in [Dense]
  /// @param weight initial weights of that map
  /// @param bias its initial bias
  record Residual(
      List<LayerSpec> layers,
      ActivationSpec activation,
      double slope,
      InitializerSpec weight,
      InitializerSpec bias)
      implements LayerSpec {

    public Residual {
      layers = List.copyOf(layers);
      Checks.atLeast(layers.size(), 1, "number of layers in residual");
      Objects.requireNonNull(activation, "activation");
      Objects.requireNonNull(weight, "init");
      Objects.requireNonNull(bias, "bias-init");
      checkSlope(activation, slope);
    }
  }

  private static void checkSlope(ActivationSpec activation, double slope) {
    Checks.positive(slope, "slope");
    if (activation != ActivationSpec.ELU && slope >= 1) {
      throw new IllegalArgumentException(
          "slope is %s, but must be above 0 and below 1".formatted(slope));
    }
  }
}
