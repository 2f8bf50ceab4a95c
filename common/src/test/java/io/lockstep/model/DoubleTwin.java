package io.lockstep.model;

import io.lockstep.config.ActivationSpec;
import io.lockstep.config.LayerSpec;
import io.lockstep.config.LossSpec;
import io.lockstep.config.ModelSection;
import io.lockstep.random.Keys;
import io.lockstep.random.Philox;
import io.lockstep.random.Purpose;

/// The model written down naively in double, forward only: what the gradient is checked against.
/// Losses are not fused here, so the fused ones are checked as well.
final class DoubleTwin {

  private final ModelSection model;
  private final int inputWidth;
  private final TrainingRows rows;

  DoubleTwin(ModelSection model, int inputWidth, TrainingRows rows) {
    this.model = model;
    this.inputWidth = inputWidth;
    this.rows = rows;
  }

  /// Sum of the loss over the rows, with dropout as in training.
  double lossSum(double[] parameters, float[] input, float[] target) {
    double sum = 0;
    for (int row = 0; row < rows.count(); row++) {
      double[] x = new double[inputWidth];
      for (int j = 0; j < inputWidth; j++) {
        x[j] = input[row * inputWidth + j];
      }
      double[] y = forward(parameters, x, row);
      sum += loss(y, target, row);
    }
    return sum;
  }

  private double[] forward(double[] parameters, double[] x, int row) {
    int at = 0;
    double[] y = x;
    for (int i = 0; i < model.layers().size(); i++) {
      switch (model.layers().get(i)) {
        case LayerSpec.Dense dense -> {
          y = affine(parameters, at, y, dense.units());
          at += dense.units() * (x.length + 1);
          y = activate(dense.activation(), y);
        }
        case LayerSpec.Activation activation -> y = activate(activation.activation(), y);
        case LayerSpec.Dropout dropout -> y = dropped(dropout.rate(), i, y, row);
      }
      x = y;
    }
    return y;
  }

  private static double[] affine(double[] parameters, int at, double[] x, int units) {
    double[] y = new double[units];
    for (int j = 0; j < units; j++) {
      y[j] = parameters[at + x.length * units + j];
      for (int i = 0; i < x.length; i++) {
        y[j] += x[i] * parameters[at + i * units + j];
      }
    }
    return y;
  }

  private static double[] activate(ActivationSpec activation, double[] x) {
    double[] y = new double[x.length];
    double sum = 0;
    for (int j = 0; j < x.length; j++) {
      sum += Math.exp(x[j]);
    }
    for (int j = 0; j < x.length; j++) {
      y[j] =
          switch (activation) {
            case IDENTITY -> x[j];
            case SIGMOID -> 1 / (1 + Math.exp(-x[j]));
            case TANH -> Math.tanh(x[j]);
            case RELU -> Math.max(0, x[j]);
            case LEAKY_RELU -> x[j] > 0 ? x[j] : Models.SLOPE * x[j];
            case SOFTMAX -> Math.exp(x[j]) / sum;
          };
    }
    return y;
  }

  private double[] dropped(double rate, int layer, double[] x, int row) {
    long key = Keys.key(rows.seed(), Purpose.DROPOUT, layer);
    double[] y = new double[x.length];
    int[] words = new int[4];
    int blocks = (x.length + 3) / 4;
    for (int j = 0; j < x.length; j++) {
      int position = rows.firstPosition() + row;
      long step = rows.step();
      Philox.block(key, j % blocks, position, (int) step, (int) (step >> 32), words, 0);
      double uniform = (words[j / blocks] >>> 8) * 0x1p-24;
      y[j] = uniform < rate ? 0 : x[j] / (1 - rate);
    }
    return y;
  }

  private double loss(double[] y, float[] target, int row) {
    double[] scores = y;
    if (model.loss() == LossSpec.CROSS_ENTROPY) {
      double[] p = endsIn(ActivationSpec.SOFTMAX) ? scores : activate(ActivationSpec.SOFTMAX, y);
      return -Math.log(p[(int) target[row]]);
    }
    if (model.loss() == LossSpec.BINARY_CROSS_ENTROPY) {
      double p = (endsIn(ActivationSpec.SIGMOID) ? y : activate(ActivationSpec.SIGMOID, y))[0];
      return -Math.log(target[row] > 0.5 ? p : 1 - p);
    }
    double sum = 0;
    for (int j = 0; j < y.length; j++) {
      double difference = y[j] - target[row * y.length + j];
      sum += model.loss() == LossSpec.MSE ? difference * difference : Math.abs(difference);
    }
    return sum / y.length;
  }

  private boolean endsIn(ActivationSpec activation) {
    return switch (model.layers().getLast()) {
      case LayerSpec.Dense dense -> dense.activation() == activation;
      case LayerSpec.Activation layer -> layer.activation() == activation;
      case LayerSpec.Dropout _ -> false;
    };
  }
}
