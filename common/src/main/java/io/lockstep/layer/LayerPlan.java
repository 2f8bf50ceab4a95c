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
  default boolean mayOverwrite() {
    return true;
  }

  /// Whether backward can write the gradient of its first input over that of its output, which
  /// nobody reads again.
  default boolean mayOverwriteGradient() {
    return !isTrained();
  }

  /// Whether it has parameters, so that rows below it are not all that its gradient goes to.
  default boolean isTrained() {
    return false;
  }

  /// Floats that it keeps of each row from forward to backward.
  default int rowStorage() {
    return 0;
  }

  /// Numbers that it keeps for each column of each shard, over which lanes sum. Where there are
  /// any, forward and backward begin with those sums: lanes meet before them and after.
  default int shardStorage() {
    return 0;
  }

  /// Floats of working memory that it needs for the length of one call.
  default int scratch() {
    return 0;
  }

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

    @Override
    public boolean isTrained() {
      return true;
    }
  }

  /// An element-wise activation: neither identity, which is no layer, nor one of rows or with
  /// parameters.
  ///
  /// @param slope of `LEAKY_RELU` below 0, α of `ELU`; ignored by the others
  record Elementwise(ActivationSpec activation, float slope, int width) implements LayerPlan {

    public Elementwise {
      if (activation == ActivationSpec.IDENTITY
          || activation == ActivationSpec.PRELU
          || activation.isOfRows()) {
        throw new IllegalArgumentException(activation + " is not an element-wise layer");
      }
    }

    @Override
    public GradientOf gradientOf() {
      return switch (activation) {
        case SIGMOID,
            TANH,
            RELU,
            LEAKY_RELU,
            ELU,
            SELU,
            SOFTPLUS,
            SOFTSIGN,
            HARD_SIGMOID,
            HARD_TANH ->
            GradientOf.OUTPUT;
        case GELU, GELU_TANH, SILU -> GradientOf.INPUT;
        case IDENTITY, PRELU, SOFTMAX, LOG_SOFTMAX ->
            throw new IllegalStateException(activation.name());
      };
    }
  }

  record Softmax(int width) implements LayerPlan {

    @Override
    public GradientOf gradientOf() {
      return GradientOf.OUTPUT;
    }

    @Override
    public int scratch() {
      return width;
    }
  }

  /// Its output is never written over its input.
  record LogSoftmax(int width) implements LayerPlan {

    @Override
    public GradientOf gradientOf() {
      return GradientOf.OUTPUT;
    }

    @Override
    public boolean mayOverwrite() {
      return false;
    }

    @Override
    public int scratch() {
      return width;
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
    public int rowStorage() {
      return width;
    }
  }

  /// Normal noise, in training only.
  ///
  /// @param deviation above 0
  /// @param stream index of the layer; keys its random numbers
  record Noise(double deviation, int stream, int width) implements LayerPlan {

    @Override
    public GradientOf gradientOf() {
      return GradientOf.STORAGE;
    }
  }

  /// `factor · x + offset`.
  record Scale(double factor, double offset, int width) implements LayerPlan {

    @Override
    public GradientOf gradientOf() {
      return GradientOf.STORAGE;
    }
  }

  /// The sum of two inputs.
  record Sum(int width) implements LayerPlan {

    @Override
    public GradientOf gradientOf() {
      return GradientOf.STORAGE;
    }
  }

  /// What is not above 0 times a slope of its column.
  ///
  /// @param slopeAt offset of the slopes `[width]` in the flat vector
  record Prelu(int width, int slopeAt) implements LayerPlan {

    @Override
    public GradientOf gradientOf() {
      return GradientOf.INPUT;
    }

    @Override
    public boolean isTrained() {
      return true;
    }
  }

  /// Rows of mean 0 and deviation 1, then scaled and shifted.
  ///
  /// @param epsilon added to the variance
  /// @param scaleAt offset of the factors `[width]` in the flat vector
  /// @param shiftAt offset of what is added `[width]`
  record LayerNorm(int width, double epsilon, int scaleAt, int shiftAt) implements LayerPlan {

    @Override
    public GradientOf gradientOf() {
      return GradientOf.INPUT;
    }

    @Override
    public boolean isTrained() {
      return true;
    }

    @Override
    public int rowStorage() {
      return 2;
    }

    @Override
    public int scratch() {
      return width;
    }
  }

  /// Columns of mean 0 and deviation 1 over the rows of a shard, then scaled and shifted. Four
  /// tensors `[width]` follow each other in the flat vector: scale, shift, and the statistics mean
  /// and variance, by which inference goes.
  ///
  /// @param epsilon added to the variance
  /// @param scaleAt offset of the first
  record BatchNorm(int width, double epsilon, int scaleAt) implements LayerPlan {

    int shiftAt() {
      return scaleAt + width;
    }

    int meanAt() {
      return scaleAt + 2 * width;
    }

    int varianceAt() {
      return scaleAt + 3 * width;
    }

    @Override
    public GradientOf gradientOf() {
      return GradientOf.INPUT;
    }

    /// Its parameters have their gradient from sums that it keeps.
    @Override
    public boolean mayOverwriteGradient() {
      return true;
    }

    @Override
    public boolean isTrained() {
      return true;
    }

    @Override
    public int shardStorage() {
      return 8;
    }

    @Override
    public int scratch() {
      return width;
    }
  }
}
