package io.lockstep.training;

import io.lockstep.config.InitializerSpec;
import io.lockstep.config.LayerSpec;
import io.lockstep.config.ScaleSpec;
import io.lockstep.config.Source;
import io.lockstep.data.Examples;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.StringJoiner;

/// Collects what is wrong with a run and what to do about it: what the sizes of labels, inputs and
/// first weights say. For one search.
final class RemedySearch {

  /// Numbers of this size and more are not what a net is made for, whose weights begin near 1.
  private static final double LARGE = 100;

  /// Inputs that are as they stand in the data may be this large.
  private static final double LARGE_INPUT = 10;

  /// Examples whose inputs are looked at.
  private static final int ROWS_MAX = 10_000;

  private final PreparedRun run;
  private final StringJoiner reasons = new StringJoiner("; ");
  private final StringJoiner advice = new StringJoiner("; and ");
  private double largestLabel;

  RemedySearch(PreparedRun run) {
    this.run = run;
  }

  boolean isClean() {
    return advice.length() == 0;
  }

  Remedy found() {
    return new Remedy(reasons.toString(), advice.toString());
  }

  void blame(String what) {
    reasons.add(what);
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
      blame(
          "%s reaches %s, far from the size of a net's outputs"
              .formatted(label(), Remedy.shown(largestLabel)));
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
      blame("inputs reach %s".formatted(Remedy.shown(largest)));
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
      blame("%s gives numbers of %s".formatted(key, Remedy.shown(size)));
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
        blame("layer %d begins with zeros and passes nothing on".formatted(i));
        advise("--set model.layers.%d.init=xavier-uniform".formatted(i));
      }
    }
  }

  /// The power of ten that brings a number to at most 1.
  private static String power(double value) {
    BigDecimal digits = new BigDecimal(value).stripTrailingZeros();
    int above = digits.precision() - digits.scale();
    return "1e" + (digits.unscaledValue().equals(BigInteger.ONE) ? above - 1 : above);
  }
}
