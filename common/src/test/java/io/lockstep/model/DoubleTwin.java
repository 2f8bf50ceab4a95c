package io.lockstep.model;

import io.lockstep.config.ActivationSpec;
import io.lockstep.config.LayerSpec;
import io.lockstep.config.LossSpec;
import io.lockstep.config.ModelSection;
import io.lockstep.kernel.ErrorFunction;
import io.lockstep.random.Keys;
import io.lockstep.random.Philox;
import io.lockstep.random.Purpose;
import java.util.List;

/// The model written down naively in double, forward only: what the gradient is checked against.
/// Losses are not fused here, so the fused ones are checked as well. All rows go through a layer
/// before the next, since some layers look at the rows of a shard together.
final class DoubleTwin {

  private final ModelSection model;
  private final List<Float> classWeights;
  private final int inputWidth;
  private final TrainingRows rows;
  private final int shardRows;
  private double[] parameters;
  private int parameterAt;

  /// Layers so far as a summary counts them.
  private int counted;

  DoubleTwin(
      ModelSection model,
      List<Float> classWeights,
      int inputWidth,
      TrainingRows rows,
      int shardRows) {
    this.model = model;
    this.classWeights = classWeights;
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
          case LayerSpec.Dense dense ->
              activate(dense.activation(), dense.slope(), affine(x, dense.units()));
          case LayerSpec.Activation activation ->
              activate(activation.activation(), activation.slope(), x);
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
    return activate(residual.activation(), residual.slope(), sum);
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

  private double[][] activate(ActivationSpec activation, double slope, double[][] x) {
    double[][] y = new double[x.length][];
    for (int row = 0; row < x.length; row++) {
      y[row] = activate(activation, slope, x[row]);
    }
    parameterAt += activation == ActivationSpec.PRELU ? x[0].length : 0;
    return y;
  }

  private double[] activate(ActivationSpec activation, double slope, double[] x) {
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
            case LEAKY_RELU -> x[j] > 0 ? x[j] : slope * x[j];
            case PRELU -> x[j] > 0 ? x[j] : parameters[parameterAt + j] * x[j];
            case ELU -> x[j] > 0 ? x[j] : slope * Math.expm1(x[j]);
            case SELU ->
                1.0507009873554805 * (x[j] > 0 ? x[j] : 1.6732632423543772 * Math.expm1(x[j]));
            case GELU -> x[j] * ErrorFunction.normal(x[j]);
            case GELU_TANH ->
                x[j]
                    / (1
                        + Math.exp(
                            -2 * Math.sqrt(2 / Math.PI) * (x[j] + 0.044715 * x[j] * x[j] * x[j])));
            case SILU -> x[j] / (1 + Math.exp(-x[j]));
            case SOFTPLUS -> Math.log1p(Math.exp(x[j]));
            case SOFTSIGN -> x[j] / (1 + Math.abs(x[j]));
            case HARD_SIGMOID -> Math.clamp(x[j] / 6 + 0.5, 0, 1);
            case HARD_TANH -> Math.clamp(x[j], -1, 1);
            case LOG_SOFTMAX -> x[j] - Math.log(sum);
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
    return switch (model.loss()) {
      case LossSpec.CrossEntropy cross -> {
        double[] log = logSoftmax(y);
        double sum = 0;
        for (int j = 0; j < y.length; j++) {
          double share = j == (int) target[row] ? 1 - cross.labelSmoothing() : 0;
          sum -= weight(j) * (share + cross.labelSmoothing() / y.length) * log[j];
        }
        yield sum;
      }
      case LossSpec.KullbackLeibler _ -> {
        double[] log = logSoftmax(y);
        double sum = 0;
        for (int j = 0; j < y.length; j++) {
          double share = target[row * y.length + j];
          sum += share == 0 ? 0 : share * (Math.log(share) - log[j]);
        }
        yield sum;
      }
      case LossSpec.Focal(double gamma, var _) -> {
        int right = (int) target[row];
        double p =
            y.length == 1 ? sigmoid(right == 1 ? y[0] : -y[0]) : Math.exp(logSoftmax(y)[right]);
        if (y.length == 1 && endsIn(ActivationSpec.SIGMOID)) {
          p = right == 1 ? y[0] : 1 - y[0];
        }
        yield -weight(right) * Math.pow(1 - p, gamma) * Math.log(p);
      }
      case LossSpec.Hinge(double margin) -> {
        int right = (int) target[row];
        double sum = y.length == 1 ? Math.max(0, margin - (right == 1 ? y[0] : -y[0])) : 0;
        for (int j = 0; j < y.length && y.length > 1; j++) {
          sum += j == right ? 0 : Math.max(0, margin - y[right] + y[j]);
        }
        yield sum / y.length;
      }
      case LossSpec.Mse(var levels) when levels.isPresent() -> {
        double sum = 0;
        int right = (int) target[row] - (y.length == 1 ? 1 : 0);
        for (int j = 0; j < y.length; j++) {
          double wanted = j == right ? (float) levels.get().high() : (float) levels.get().low();
          sum += (y[j] - wanted) * (y[j] - wanted);
        }
        yield sum / y.length;
      }
      default -> {
        double sum = 0;
        for (int j = 0; j < y.length; j++) {
          sum += ofOne(y[j], target[row * y.length + j]);
        }
        yield sum / y.length;
      }
    };
  }

  private double ofOne(double y, double target) {
    double d = Math.abs(y - target);
    return switch (model.loss()) {
      case LossSpec.BinaryCrossEntropy _ -> {
        double p = endsIn(ActivationSpec.SIGMOID) ? y : sigmoid(y);
        yield -Math.log(target > 0.5 ? p : 1 - p);
      }
      case LossSpec.Mse _ -> d * d;
      case LossSpec.Huber(double delta) -> d <= delta ? d * d / 2 : delta * (d - delta / 2);
      case LossSpec.LogCosh _ -> Math.log(Math.cosh(d));
      default -> d;
    };
  }

  private double weight(int index) {
    return classWeights.isEmpty() ? 1 : classWeights.get(index);
  }

  private double[] logSoftmax(double[] y) {
    if (endsIn(ActivationSpec.LOG_SOFTMAX)) {
      return y;
    }
    double[] log = new double[y.length];
    double[] p = endsIn(ActivationSpec.SOFTMAX) ? y : activate(ActivationSpec.SOFTMAX, 1, y);
    for (int j = 0; j < y.length; j++) {
      log[j] = Math.log(p[j]);
    }
    return log;
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
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
