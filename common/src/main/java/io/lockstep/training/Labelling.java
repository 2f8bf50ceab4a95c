package io.lockstep.training;

import io.lockstep.config.ClassWeights;
import io.lockstep.config.LossSpec;
import io.lockstep.config.ModelSection;
import io.lockstep.config.RunConfiguration;
import io.lockstep.data.Encoding;
import io.lockstep.data.Examples;
import io.lockstep.data.LoadedData;
import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.model.LabelShape;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// What the labels of the data mean for the loss.
public final class Labelling {

  private Labelling() {}

  /// What the end of the network has to give.
  ///
  /// @param model with weights by class, if any: see [#resolved]
  /// @throws io.lockstep.failure.LockstepException with USAGE when a class has a weight that no
  ///   label has
  public static LabelShape of(ModelSection model, Encoding encoding) {
    LossSpec loss = model.loss();
    if (loss.labels() != LossSpec.Labels.CLASSES) {
      return LabelShape.of(encoding.targetWidth());
    }
    List<String> classes = encoding.classNames();
    return switch (ClassWeights.of(loss)) {
      case ClassWeights.Equal _ -> LabelShape.of(classes.size());
      case ClassWeights.Balanced _ -> throw new IllegalStateException("weights are not resolved");
      case ClassWeights.ByClass(SortedMap<String, Double> weights) -> {
        weights.keySet().stream()
            .filter(name -> !classes.contains(name))
            .findFirst()
            .ifPresent(name -> {
              throw Failure.of(
                      ExitCode.USAGE, "class-weights names '%s', which no label is".formatted(name))
                  .at("model.loss.%s.class-weights".formatted(loss.word()))
                  .advising("name one of the classes: " + some(classes))
                  .exception();
            });
        yield new LabelShape(
            classes.size(),
            classes.stream().map(name -> weights.getOrDefault(name, 1.0).floatValue()).toList());
      }
    };
  }

  private static String some(List<String> classes) {
    return String.join(", ", classes.stream().limit(12).toList())
        + (classes.size() > 12 ? ", …" : "");
  }

  /// With the weights that `balanced` stands for in these data: a model is measured with those it
  /// was trained with.
  static RunConfiguration resolved(RunConfiguration configuration, LoadedData data) {
    LossSpec loss = configuration.model().loss();
    return ClassWeights.of(loss) instanceof ClassWeights.Balanced
        ? configuration.withLoss(balanced(data).in(loss))
        : configuration;
  }

  private static ClassWeights.ByClass balanced(LoadedData data) {
    List<String> classes = data.encoding().classNames();
    Examples train = data.train();
    long[] counts = new long[classes.size()];
    float[] target = new float[1];
    for (int i = 0; i < train.count(); i++) {
      train.target(i, target, 0);
      counts[(int) target[0]]++;
    }
    SortedMap<String, Double> weights = new TreeMap<>();
    for (int i = 0; i < counts.length; i++) {
      double even = train.count() / (double) counts.length;
      weights.put(classes.get(i), counts[i] == 0 ? 1 : even / counts[i]);
    }
    return new ClassWeights.ByClass(weights);
  }
}
