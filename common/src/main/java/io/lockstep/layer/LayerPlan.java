package io.lockstep.layer;

import io.lockstep.config.ActivationSpec;

/// What one elementary layer computes, without any workspace. A configured dense layer with an
/// activation is two of these.
public sealed interface LayerPlan {

  /// Floats of one row of output.
  int width();

  /// Which rows of forward this layer's gradients are a function of: nobody may overwrite those.
  GradientOf gradientOf();

  /// Whether forward can write its output over its input, where nobody reads that again.
  boolean mayOverwrite();

  /// What backward reads again of what forward read and wrote.
  enum GradientOf {
    INPUT,
    OUTPUT,
    /// Neither: what the layer kept for itself is enough.
    STORAGE
  }

  /// `y = x · w + b`.
  ///
  /// @param inputs floats of one row of input
  /// @param weightAt offset of w `[inputs, width]` in the flat vector
  /// @param biasAt offset of b `[width]`
  record Affine(int inputs, int width, int weightAt, int biasAt) implements LayerPlan {

    @Override
    public GradientOf gradientOf() {
      return GradientOf.INPUT;
    }

    @Override
    public boolean mayOverwrite() {
      return false;
    }
  }

  /// An element-wise activation: neither identity, which is no layer, nor softmax.
  ///
  /// @param slope of `LEAKY_RELU` below 0; ignored by the others
  record Elementwise(ActivationSpec activation, float slope, int width) implements LayerPlan {

    public Elementwise {
      if (activation == ActivationSpec.IDENTITY || activation == ActivationSpec.SOFTMAX) {
        throw new IllegalArgumentException(activation + " is not an element-wise layer");
      }
    }

    @Override
    public GradientOf gradientOf() {
      return switch (activation) {
        case SIGMOID, TANH, RELU, LEAKY_RELU -> GradientOf.OUTPUT;
        case IDENTITY, SOFTMAX -> throw new IllegalStateException(activation.name());
      };
    }

    @Override
    public boolean mayOverwrite() {
      return true;
    }
  }

  record Softmax(int width) implements LayerPlan {

    @Override
    public GradientOf gradientOf() {
      return GradientOf.OUTPUT;
    }

    @Override
    public boolean mayOverwrite() {
      return true;
    }
  }

  /// Inverted dropout.
  ///
  /// @param rate probability of a unit to be dropped, 0 to below 1
  /// @param stream index of the layer; keys its random numbers
  record Dropout(double rate, int stream, int width) implements LayerPlan {

    @Override
    public GradientOf gradientOf() {
      return GradientOf.STORAGE;
    }

    @Override
    public boolean mayOverwrite() {
      return true;
    }
  }
}
