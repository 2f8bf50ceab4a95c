package io.lockstep.training;

import io.lockstep.config.Defaults;
import io.lockstep.config.InitializerSpec;
import io.lockstep.config.LayerSpec;
import io.lockstep.config.LossSpec;
import io.lockstep.config.OptimizerSpec;
import io.lockstep.config.OptimizerSpelling;
import io.lockstep.config.ScaleSpec;
import io.lockstep.config.Source;
import io.lockstep.data.Examples;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.StringJoiner;

/// What helps a run whose loss grew beyond bounds, or did not move: found in the sizes of labels,
/// inputs and first weights, and in the optimizer. Reads the data, so it is for the end of a run.
///
/// @param reason what is at fault beside the learning rate; empty when nothing is
/// @param advice what to change, all of it
record Remedy(String reason, String advice) {

  /// Numbers of this size and more are not what a net is made for, whose weights begin near 1.
  private static final double LARGE = 100;

  /// Inputs that are as they stand in the data may be this large.
  private static final double LARGE_INPUT = 10;

  /// Of a large number, log cosh is so much less than the number.
  private static final double LN_2 = 0.6931471805599453;

  /// Examples whose inputs are looked at.
  private static final int ROWS_MAX = 10_000;

  /// For a loss that grew.
  static Remedy forGrowth(PreparedRun run) {
    Search search = new Search(run);
    search.labels();
    search.inputs();
    search.weights();
    search.decay();
    search.rateAbove(search.isClean() ? 0 : usualRate(run));
    return search.found();
  }

  /// For a loss that stayed where it was.
  static Remedy forStandstill(PreparedRun run) {
    Search search = new Search(run);
    search.labels();
    search.weights();
    search.zeroWeights();
    search.rateBelowUsual();
    if (search.isClean()) {
      search.rateAbove(usualRate(run));
    }
    if (search.isClean()) {
      search.advise("see what the inputs say of the label, with: lockstep summary CONFIG");
    }
    return search.found();
  }

  /// For a large label that the outputs never came near: the loss is above that of a net which
  /// always gives the mean.
  static Optional<Remedy> forOutOfReach(PreparedRun run, double loss) {
    Search search = new Search(run);
    search.labels();
    return search.isClean() || loss <= lossOfTheMean(run)
        ? Optional.empty()
        : Optional.of(search.found());
  }

  /// Of numbers to be predicted.
  static double lossOfTheMean(PreparedRun run) {
    Examples train = run.data().train();
    float[] target = new float[train.targetWidth()];
    double[] means = new double[target.length];
    for (int i = 0; i < train.count(); i++) {
      train.target(i, target, 0);
      for (int j = 0; j < means.length; j++) {
        means[j] += target[j];
      }
    }
    for (int j = 0; j < means.length; j++) {
      means[j] /= train.count();
    }
    LossSpec spec = run.configuration().model().loss();
    double loss = 0;
    for (int i = 0; i < train.count(); i++) {
      train.target(i, target, 0);
      for (int j = 0; j < means.length; j++) {
        loss += lossAt(Math.abs(target[j] - means[j]), spec) / means.length;
      }
    }
    return loss / train.count() * run.lossFactor();
  }

  private static double lossAt(double distance, LossSpec loss) {
    return switch (loss) {
      case LossSpec.Mse _ -> distance * distance;
      case LossSpec.Huber huber when distance <= huber.delta() -> distance * distance / 2;
      case LossSpec.Huber huber -> huber.delta() * (distance - huber.delta() / 2);
      case LossSpec.LogCosh _ -> Math.max(0, distance - LN_2);
      default -> distance;
    };
  }

  private static double usualRate(PreparedRun run) {
    return Defaults.learningRate(run.configuration().train().optimizer());
  }

  /// Collects what is wrong and what to do about it.
  private static final class Search {
    private final PreparedRun run;
    private final StringJoiner reasons = new StringJoiner("; ");
    private final StringJoiner advice = new StringJoiner("; and ");
    private double largestLabel;

    Search(PreparedRun run) {
      this.run = run;
    }

    boolean isClean() {
      return advice.length() == 0;
    }

    Remedy found() {
      return new Remedy(reasons.toString(), advice.toString());
    }

    void advise(String what) {
      advice.add(what);
    }

    /// Numbers to be predicted; classes have no size.
    void labels() {
      if (run.isClassifier()) {
        return;
      }
      Examples train = run.data().train();
      float[] target = new float[train.targetWidth()];
      for (int i = 0; i < train.count(); i++) {
        train.target(i, target, 0);
        for (float value : target) {
          largestLabel = Math.max(largestLabel, Math.abs(value));
        }
      }
      if (largestLabel >= LARGE) {
        reasons.add(
            "%s reaches %s, far from the size of a net's outputs"
                .formatted(label(), shown(largestLabel)));
        if (run.configuration().data().recipe().labelScale().equals(ScaleSpec.NONE)) {
          advise("--set data.label-scale=standard");
        } else {
          advise("divide %s by %s in the data".formatted(label(), power(largestLabel)));
        }
      }
    }

    private String label() {
      return run.configuration().data().train() instanceof Source.Csv csv
          ? "the label '%s'".formatted(csv.label())
          : "the label";
    }

    void inputs() {
      if (run.configuration().data().recipe().scale().equals(ScaleSpec.STANDARD)) {
        return;
      }
      Examples train = run.data().train();
      float[] features = new float[train.featureWidth()];
      double largest = 0;
      for (int i = 0; i < Math.min(ROWS_MAX, train.count()); i++) {
        train.features(i, features, 0);
        for (float value : features) {
          largest = Math.max(largest, Math.abs(value));
        }
      }
      if (largest > LARGE_INPUT) {
        reasons.add("inputs reach %s".formatted(shown(largest)));
        advise("--set data.scale=standard");
      }
    }

    /// Layers that begin with larger weights than the label asks for.
    void weights() {
      List<LayerSpec> layers = run.configuration().model().layers();
      for (int i = 0; i < layers.size(); i++) {
        if (layers.get(i) instanceof LayerSpec.Dense dense) {
          weight("model.layers.%d.init".formatted(i), dense.weight(), "xavier-uniform");
          weight("model.layers.%d.bias-init".formatted(i), dense.bias(), "zeros");
        }
      }
    }

    private void weight(String key, InitializerSpec initializer, String usual) {
      double size = size(initializer);
      if (size >= LARGE && size > largestLabel) {
        reasons.add("%s gives numbers of %s".formatted(key, shown(size)));
        advise("--set %s=%s".formatted(key, usual));
      }
    }

    private static double size(InitializerSpec initializer) {
      return switch (initializer) {
        case InitializerSpec.Constant(double value) -> Math.abs(value);
        case InitializerSpec.Uniform(double low, double high) ->
            Math.max(Math.abs(low), Math.abs(high));
        case InitializerSpec.Normal(double mean, double deviation) -> Math.abs(mean) + deviation;
        case InitializerSpec.TruncatedNormal(double mean, double deviation) ->
            Math.abs(mean) + deviation;
        case InitializerSpec.Orthogonal(double gain) -> gain;
        case InitializerSpec.Values(List<Double> values, int _) ->
            values.stream().mapToDouble(Math::abs).max().orElse(0);
        case InitializerSpec.Xavier _,
            InitializerSpec.Kaiming _,
            InitializerSpec.Lecun _,
            InitializerSpec.FanIn _ ->
            0;
      };
    }

    /// A net of several layers learns nothing when one of them passes nothing on.
    void zeroWeights() {
      List<LayerSpec> layers = run.configuration().model().layers();
      long dense = layers.stream().filter(LayerSpec.Dense.class::isInstance).count();
      for (int i = 0; i < layers.size() && dense > 1; i++) {
        if (layers.get(i) instanceof LayerSpec.Dense layer
            && size(layer.weight()) == 0
            && layer.weight() instanceof InitializerSpec.Constant) {
          reasons.add("layer %d begins with zeros and passes nothing on".formatted(i));
          advise("--set model.layers.%d.init=xavier-uniform".formatted(i));
        }
      }
    }

    /// Weights that lose half of themselves and more in a step.
    void decay() {
      OptimizerSpec optimizer = run.configuration().train().optimizer();
      double share = optimizer.learningRate() * optimizer.weightDecay();
      boolean isBounded =
          switch (optimizer) {
            case OptimizerSpec.Adam _,
                OptimizerSpec.Adagrad _,
                OptimizerSpec.RmsProp _,
                OptimizerSpec.Adadelta _,
                OptimizerSpec.Nadam _,
                OptimizerSpec.AmsGrad _,
                OptimizerSpec.Lars _ ->
                true;
            case OptimizerSpec.Sgd _,
                OptimizerSpec.Momentum _,
                OptimizerSpec.Nesterov _,
                OptimizerSpec.AdamW _,
                OptimizerSpec.Lion _,
                OptimizerSpec.Lamb _ ->
                false;
          };
      if (share >= 0.5 && !isBounded) {
        reasons.add("weight-decay takes %s of each weight in a step".formatted(shown(share)));
        advise(
            "--set train.optimizer.%s.weight-decay=0".formatted(OptimizerSpelling.name(optimizer)));
      }
    }

    /// Advises the usual rate for one that is above `bound` and larger than usual. For another one
    /// Adam, whose steps are no longer than its rate whatever the gradient; for Adam a tenth.
    void rateAbove(double bound) {
      OptimizerSpec optimizer = run.configuration().train().optimizer();
      double rate = optimizer.learningRate();
      if (rate <= bound) {
        return;
      }
      if (rate > usualRate(run)) {
        advise("a smaller learning rate: " + rate(optimizer, usualRate(run)));
      } else if (stepsAsTheGradient(optimizer)) {
        advise("steps of bounded length: --set train.optimizer=adam");
      } else {
        advise("a smaller learning rate: " + rate(optimizer, tenth(rate)));
      }
    }

    /// Whether steps are the longer the larger the gradient.
    private static boolean stepsAsTheGradient(OptimizerSpec optimizer) {
      return optimizer instanceof OptimizerSpec.Sgd
          || optimizer instanceof OptimizerSpec.Momentum
          || optimizer instanceof OptimizerSpec.Nesterov;
    }

    void rateBelowUsual() {
      OptimizerSpec optimizer = run.configuration().train().optimizer();
      if (optimizer.learningRate() < usualRate(run)) {
        advise("a larger learning rate: " + rate(optimizer, usualRate(run)));
      }
    }

    private static double tenth(double rate) {
      return BigDecimal.valueOf(rate).movePointLeft(1).doubleValue();
    }

    private static String rate(OptimizerSpec optimizer, double rate) {
      return "--set train.optimizer.%s.learning-rate=%s"
          .formatted(
              OptimizerSpelling.name(optimizer),
              BigDecimal.valueOf(rate).stripTrailingZeros().toPlainString());
    }
  }

  /// In three digits.
  static String shown(double value) {
    return Math.abs(value) < 1e5
        ? new BigDecimal(value).round(new MathContext(3)).stripTrailingZeros().toPlainString()
        : String.format(Locale.ROOT, "%.2e", value);
  }

  /// The power of ten that brings a number to at most 1.
  private static String power(double value) {
    BigDecimal digits = new BigDecimal(value).stripTrailingZeros();
    int above = digits.precision() - digits.scale();
    return "1e" + (digits.unscaledValue().equals(BigInteger.ONE) ? above - 1 : above);
  }

  /// With a separator in front, for the end of a sentence.
  String afterwards() {
    return Optional.of(reason).filter(text -> !text.isEmpty()).map("; "::concat).orElse("");
  }
}
