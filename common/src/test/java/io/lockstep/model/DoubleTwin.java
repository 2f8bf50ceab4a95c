package io.lockstep.model;

import io.lockstep.config.ActivationSpec;
import io.lockstep.config.LayerSpec;
import io.lockstep.config.LossSpec;
import io.lockstep.config.ModelSection;
import io.lockstep.random.Keys;
import io.lockstep.random.Philox;
import io.lockstep.random.Purpose;

/// The model written down naively in double, forward only: what the gradient is checked against.
/// Losses are not fused here, so the fused ones are checked as well. All rows go through a layer
/// before the next, since some layers look at the rows of a shard together.
final class DoubleTwin {

  private final ModelSection model;
  private final int inputWidth;
  private final TrainingRows rows;
  private final int shardRows;
  private double[] parameters;
  private int parameterAt;

  /// Layers so far as a summary counts them.
  private int counted;

  DoubleTwin(ModelSection model, int inputWidth, TrainingRows rows, int shardRows) {
    this.model = model;
    this.inputWidth = inputWidth;
    this.rows = rows;
    this.shardRows = shardRows;
  }

  /// Sum of the loss over the rows, with dropout, noise and the statistics of shards, as in
  /// training.
  double lossSum(double[] withParameters, float[] input, float[] target) {
    double[][] x = new double[rows.count()][inputWidth];
    for (int row = 0; row < x.length; row++) {
      for (int j = 0; j < inputWidth; j++) {
        x[row][j] = input[row * inputWidth + j];
      }
    }
    parameters = withParameters;
    parameterAt = 0;
    counted = 0;
    for (LayerSpec layer : model.layers()) {
      x = forward(layer, x);
    }
    double sum = 0;
    for (int row = 0; row < x.length; row++) {
      sum += loss(x[row], target, row);
    }
    return sum;
  }

  private double[][] forward(LayerSpec layer, double[][] x) {
    double[][] y =
        switch (layer) {
          case LayerSpec.Dense dense -> activate(dense.activation(), affine(x, dense.units()));
          case LayerSpec.Activation activation -> activate(activation.activation(), x);
          case LayerSpec.Dropout dropout -> dropped(dropout.rate(), x);
          case LayerSpec.Noise noise -> noisy(noise.deviation(), x);
          case LayerSpec.Scale scale -> scaled(scale, x);
          case LayerSpec.BatchNorm norm -> batchNorm(norm, x);
          case LayerSpec.LayerNorm norm -> layerNorm(norm, x);
          case LayerSpec.Residual residual -> residual(residual, x);
        };
    counted++;
    return y;
  }

  private double[][] residual(LayerSpec.Residual residual, double[][] x) {
    double[][] y = x;
    for (LayerSpec inner : residual.layers()) {
      y = forward(inner, y);
    }
    double[][] shortcut = x;
    if (x[0].length != y[0].length) {
      shortcut = affine(x, y[0].length);
      counted++;
    }
    double[][] sum = new double[x.length][y[0].length];
    for (int row = 0; row < x.length; row++) {
      for (int j = 0; j < sum[row].length; j++) {
        sum[row][j] = y[row][j] + shortcut[row][j];
      }
    }
    return activate(residual.activation(), sum);
  }

  private double[][] affine(double[][] x, int units) {
    int inputs = x[0].length;
    double[][] y = new double[x.length][units];
    for (int row = 0; row < x.length; row++) {
      for (int j = 0; j < units; j++) {
        y[row][j] = parameters[parameterAt + inputs * units + j];
        for (int i = 0; i < inputs; i++) {
          y[row][j] += x[row][i] * parameters[parameterAt + i * units + j];
        }
      }
    }
    parameterAt += (inputs + 1) * units;
    return y;
  }

  private double[][] batchNorm(LayerSpec.BatchNorm norm, double[][] x) {
    int width = x[0].length;
    double[][] y = new double[x.length][width];
    for (int from = 0; from < x.length; from += shardRows) {
      int end = Math.min(x.length, from + shardRows);
      for (int j = 0; j < width; j++) {
        double[] column = new double[end - from];
        for (int row = from; row < end; row++) {
          column[row - from] = x[row][j];
        }
        normalize(column, norm.epsilon());
        for (int row = from; row < end; row++) {
          y[row][j] =
              parameters[parameterAt + j] * column[row - from]
                  + parameters[parameterAt + width + j];
        }
      }
    }
    parameterAt += 4 * width;
    return y;
  }

  private double[][] layerNorm(LayerSpec.LayerNorm norm, double[][] x) {
    int width = x[0].length;
    double[][] y = new double[x.length][];
    for (int row = 0; row < x.length; row++) {
      y[row] = x[row].clone();
      normalize(y[row], norm.epsilon());
      for (int j = 0; j < width; j++) {
        y[row][j] = parameters[parameterAt + j] * y[row][j] + parameters[parameterAt + width + j];
      }
    }
    parameterAt += 2 * width;
    return y;
  }

  private static void normalize(double[] x, double epsilon) {
    double mean = 0;
    for (double value : x) {
      mean += value / x.length;
    }
    double variance = 0;
    for (double value : x) {
      variance += (value - mean) * (value - mean) / x.length;
    }
    for (int i = 0; i < x.length; i++) {
      x[i] = (x[i] - mean) / Math.sqrt(variance + epsilon);
    }
  }

  private static double[][] scaled(LayerSpec.Scale scale, double[][] x) {
    double[][] y = new double[x.length][x[0].length];
    for (int row = 0; row < x.length; row++) {
      for (int j = 0; j < x[row].length; j++) {
        y[row][j] = scale.factor() * x[row][j] + scale.offset();
      }
    }
    return y;
  }

  private double[][] activate(ActivationSpec activation, double[][] x) {
    double[][] y = new double[x.length][];
    for (int row = 0; row < x.length; row++) {
      y[row] = activate(activation, x[row]);
    }
    parameterAt += activation == ActivationSpec.PRELU ? x[0].length : 0;
    return y;
  }

  private double[] activate(ActivationSpec activation, double[] x) {
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
            case PRELU -> x[j] > 0 ? x[j] : parameters[parameterAt + j] * x[j];
            case SOFTMAX -> Math.exp(x[j]) / sum;
          };
    }
    return y;
  }

  private double[][] dropped(double rate, double[][] x) {
    long key = Keys.key(rows.seed(), Purpose.DROPOUT, counted);
    double[][] y = new double[x.length][x[0].length];
    int[] words = new int[4];
    int blocks = (x[0].length + 3) / 4;
    for (int row = 0; row < x.length; row++) {
      for (int j = 0; j < x[row].length; j++) {
        block(key, j % blocks, row, words);
        double uniform = (words[j / blocks] >>> 8) * 0x1p-24;
        y[row][j] = uniform < rate ? 0 : x[row][j] / (1 - rate);
      }
    }
    return y;
  }

  /// Box and Muller: two numbers from the first two words of a block, two from the others.
  private double[][] noisy(double deviation, double[][] x) {
    long key = Keys.key(rows.seed(), Purpose.NOISE, counted);
    double[][] y = new double[x.length][x[0].length];
    int[] words = new int[4];
    int blocks = (x[0].length + 3) / 4;
    for (int row = 0; row < x.length; row++) {
      for (int j = 0; j < x[row].length; j++) {
        block(key, j % blocks, row, words);
        int number = j / blocks;
        double u = ((words[number / 2 * 2] >>> 8) + 1) * 0x1p-24;
        double angle = 2 * Math.PI * (words[number / 2 * 2 + 1] >>> 8) * 0x1p-24;
        double radius = Math.sqrt(-2 * Math.log(u));
        double z = radius * (number % 2 == 0 ? Math.cos(angle) : Math.sin(angle));
        y[row][j] = x[row][j] + deviation * z;
      }
    }
    return y;
  }

  private void block(long key, int block, int row, int[] words) {
    long step = rows.step();
    int position = rows.firstPosition() + row;
    Philox.block(key, block, position, (int) step, (int) (step >> 32), words, 0);
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
      case LayerSpec.Residual residual -> residual.activation() == activation;
      case LayerSpec.Dropout _,
          LayerSpec.Noise _,
          LayerSpec.Scale _,
          LayerSpec.BatchNorm _,
          LayerSpec.LayerNorm _ ->
          false;
    };
  }
}
