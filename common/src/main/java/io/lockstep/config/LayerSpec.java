package io.lockstep.config;

import java.util.Objects;

/// One layer as it is configured; its input width follows from the layer before.
public sealed interface LayerSpec {

  /// Affine map, then an activation.
  ///
  /// @param units width of the output, at least 1
  /// @param leakySlope slope of `LEAKY_RELU` below 0, above 0 and below 1; unused by other
  ///   activations
  /// @param weight initial weights `[inputs, units]`
  /// @param bias initial bias `[units]`
  record Dense(
      int units,
      ActivationSpec activation,
      double leakySlope,
      InitializerSpec weight,
      InitializerSpec bias)
      implements LayerSpec {

    public Dense {
      Checks.atLeast(units, 1, "dense");
      Objects.requireNonNull(activation, "activation");
      Objects.requireNonNull(weight, "init");
      Objects.requireNonNull(bias, "bias-init");
      checkSlope(leakySlope);
    }
  }

  /// An activation as a layer of its own.
  ///
  /// @param leakySlope slope of `LEAKY_RELU` below 0
  record Activation(ActivationSpec activation, double leakySlope) implements LayerSpec {

    public Activation {
      Objects.requireNonNull(activation, "activation");
      checkSlope(leakySlope);
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

  private static void checkSlope(double leakySlope) {
    if (!(leakySlope > 0 && leakySlope < 1)) {
      throw new IllegalArgumentException(
          "slope is %s, but must be above 0 and below 1".formatted(leakySlope));
    }
  }
}
