package io.lockstep.config;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// What training makes small, with its settings. All losses are means over examples.
public sealed interface LossSpec {

  LossSpec CROSS_ENTROPY = new CrossEntropy(0, ClassWeights.EQUAL);
  LossSpec BINARY_CROSS_ENTROPY = new BinaryCrossEntropy();
  LossSpec MSE = new Mse(Optional.empty());
  LossSpec MAE = new Mae();

  /// One of each, with its default settings.
  List<LossSpec> KINDS =
      List.of(
          CROSS_ENTROPY,
          BINARY_CROSS_ENTROPY,
          new Focal(Defaults.FOCAL_GAMMA, ClassWeights.EQUAL),
          new Hinge(Defaults.HINGE_MARGIN),
          MSE,
          MAE,
          new Huber(Defaults.HUBER_DELTA),
          new LogCosh(),
          new KullbackLeibler());

  /// Its name in the configuration.
  String word();

  Labels labels();

  /// Whether an example is answered rightly or wrongly: of shares, whether the largest is told.
  default boolean hasAccuracy() {
    return labels().areClasses() || this instanceof KullbackLeibler;
  }

  /// What a label has to be.
  enum Labels {
    CLASSES,
    TWO_CLASSES,
    NUMBERS;

    public boolean areClasses() {
      return this != NUMBERS;
    }
  }

  /// Over classes, fused with softmax: the last layer gives one score a class (or ends in softmax).
  ///
  /// @param labelSmoothing share of each target that is spread evenly over all classes, 0 to below
  ///   1
  record CrossEntropy(double labelSmoothing, ClassWeights classWeights) implements LossSpec {

    public CrossEntropy {
      Checks.fraction(labelSmoothing, "label-smoothing");
      Objects.requireNonNull(classWeights, "class-weights");
    }

    @Override
    public String word() {
      return "cross-entropy";
    }

    @Override
    public Labels labels() {
      return Labels.CLASSES;
    }
  }

  /// Of shares that the classes have in an example, fused with softmax: how much the probabilities
  /// differ from them, `Σ t·log(t/p)`.
  record KullbackLeibler() implements LossSpec {
    @Override
    public String word() {
      return "kullback-leibler";
    }

    @Override
    public Labels labels() {
      return Labels.NUMBERS;
    }
  }

  /// Over two classes, fused with sigmoid: the last layer gives one score (or ends in sigmoid), or
  /// one for each of several label columns, over which it is the mean.
  record BinaryCrossEntropy() implements LossSpec {
    @Override
    public String word() {
      return "binary-cross-entropy";
    }

    @Override
    public Labels labels() {
      return Labels.TWO_CLASSES;
    }
  }

  /// Cross-entropy times `(1 - p)^gamma`, p being the probability of the right class: Lin et al.,
  /// ICCV 2017. Fused with softmax over one score a class, or with sigmoid over one score.
  ///
  /// @param gamma 0 or more
  record Focal(double gamma, ClassWeights classWeights) implements LossSpec {

    public Focal {
      Checks.notNegative(gamma, "gamma");
      Objects.requireNonNull(classWeights, "class-weights");
    }

    @Override
    public String word() {
      return "focal";
    }

    @Override
    public Labels labels() {
      return Labels.CLASSES;
    }
  }

  /// Of scores of any size: how far that of the right class is from being `margin` above each
  /// other, summed and divided by the number of classes; of one score z, `max(0, margin ∓ z)`.
  ///
  /// @param margin above 0
  record Hinge(double margin) implements LossSpec {

    public Hinge {
      Checks.positive(margin, "margin");
    }

    @Override
    public String word() {
      return "hinge";
    }

    @Override
    public Labels labels() {
      return Labels.CLASSES;
    }
  }

  /// Mean over the outputs of one example of the squared difference.
  ///
  /// @param targets of classes: what the output of the right one should be, and that of the others;
  ///   without them labels are numbers
  record Mse(Optional<Levels> targets) implements LossSpec {

    public Mse {
      Objects.requireNonNull(targets, "targets");
    }

    @Override
    public String word() {
      return "mse";
    }

    @Override
    public Labels labels() {
      return targets.isPresent() ? Labels.CLASSES : Labels.NUMBERS;
    }
  }

  /// What an output should be for a class that is not that of the example, and for the one that is.
  ///
  /// @param high above `low`
  record Levels(double low, double high) {

    public Levels {
      Checks.finite(low, "targets");
      Checks.finite(high, "targets");
      if (!((float) low < (float) high)) {
        throw new IllegalArgumentException("targets %s and %s do not ascend".formatted(low, high));
      }
    }
  }

  /// Mean over the outputs of one example of the absolute difference.
  record Mae() implements LossSpec {
    @Override
    public String word() {
      return "mae";
    }

    @Override
    public Labels labels() {
      return Labels.NUMBERS;
    }
  }

  /// Mean over the outputs of one example: half the square of a difference up to `delta`, beyond it
  /// growing like the difference (Huber, 1964).
  ///
  /// @param delta above 0
  record Huber(double delta) implements LossSpec {

    public Huber {
      Checks.positive(delta, "delta");
    }

    @Override
    public String word() {
      return "huber";
    }

    @Override
    public Labels labels() {
      return Labels.NUMBERS;
    }
  }

  /// Mean over the outputs of one example of the logarithm of the hyperbolic cosine of the
  /// difference.
  record LogCosh() implements LossSpec {
    @Override
    public String word() {
      return "log-cosh";
    }

    @Override
    public Labels labels() {
      return Labels.NUMBERS;
    }
  }
}
