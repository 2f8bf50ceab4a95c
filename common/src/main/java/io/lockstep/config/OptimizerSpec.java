package io.lockstep.config;

/// Optimisers with their settings. Learning rates are above 0; weight decay is 0 or more.
public sealed interface OptimizerSpec {

  double learningRate();

  double weightDecay();

  record Sgd(double learningRate, double weightDecay) implements OptimizerSpec {
    public Sgd {
      check(learningRate, weightDecay);
    }
  }

  /// @param momentum 0 to below 1
  record Momentum(double learningRate, double momentum, double weightDecay)
      implements OptimizerSpec {
    public Momentum {
      check(learningRate, weightDecay);
      Checks.fraction(momentum, "momentum");
    }
  }

  record Nesterov(double learningRate, double momentum, double weightDecay)
      implements OptimizerSpec {
    public Nesterov {
      check(learningRate, weightDecay);
      Checks.fraction(momentum, "momentum");
    }
  }

  /// Weight decay here is added to the gradient (L2).
  record Adam(double learningRate, double beta1, double beta2, double epsilon, double weightDecay)
      implements OptimizerSpec {
    public Adam {
      check(learningRate, weightDecay);
      checkMoments(beta1, beta2, epsilon);
    }
  }

  /// Weight decay here is decoupled.
  record AdamW(double learningRate, double beta1, double beta2, double epsilon, double weightDecay)
      implements OptimizerSpec {
    public AdamW {
      check(learningRate, weightDecay);
      checkMoments(beta1, beta2, epsilon);
    }
  }

  private static void check(double learningRate, double weightDecay) {
    Checks.positive(learningRate, "learning-rate");
    Checks.notNegative(weightDecay, "weight-decay");
  }

  private static void checkMoments(double beta1, double beta2, double epsilon) {
    Checks.fraction(beta1, "beta1");
    Checks.fraction(beta2, "beta2");
    Checks.positive(epsilon, "epsilon");
  }
}
