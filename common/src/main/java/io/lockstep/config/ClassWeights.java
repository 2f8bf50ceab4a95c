package io.lockstep.config;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// What the examples of each class weigh in a loss. The mean is over examples whatever they weigh.
public sealed interface ClassWeights {

  ClassWeights EQUAL = new Equal();

  /// Those of a loss.
  static ClassWeights of(LossSpec loss) {
    return switch (loss) {
      case LossSpec.CrossEntropy cross -> cross.classWeights();
      case LossSpec.Focal focal -> focal.classWeights();
      case LossSpec.BinaryCrossEntropy _,
          LossSpec.KullbackLeibler _,
          LossSpec.Hinge _,
          LossSpec.Mse _,
          LossSpec.Mae _,
          LossSpec.Huber _,
          LossSpec.LogCosh _ ->
          EQUAL;
    };
  }

  /// All 1.
  record Equal() implements ClassWeights {}

  /// All examples of the training part over the number of classes and over those of the class: each
  /// class counts as much as any other, and the mean weight is 1.
  record Balanced() implements ClassWeights {}

  /// @param weights by the name of the class, above 0; 1 for a class that is not there
  record ByClass(SortedMap<String, Double> weights) implements ClassWeights {

    public ByClass {
      weights.forEach((name, weight) -> Checks.positive(weight, "class-weights." + name));
      weights = Collections.unmodifiableSortedMap(new TreeMap<>(weights));
    }

    public static ByClass of(Map<String, Double> weights) {
      return new ByClass(new TreeMap<>(weights));
    }

    /// The loss with these weights in place of its own, if it has some.
    public LossSpec in(LossSpec loss) {
      return switch (loss) {
        case LossSpec.CrossEntropy cross -> new LossSpec.CrossEntropy(cross.labelSmoothing(), this);
        case LossSpec.Focal focal -> new LossSpec.Focal(focal.gamma(), this);
        case LossSpec.BinaryCrossEntropy _,
            LossSpec.KullbackLeibler _,
            LossSpec.Hinge _,
            LossSpec.Mse _,
            LossSpec.Mae _,
            LossSpec.Huber _,
            LossSpec.LogCosh _ ->
            loss;
      };
    }
  }
}
