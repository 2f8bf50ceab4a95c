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

  /// @see "Duchi, Hazan and Singer, Adaptive Subgradient Methods, JMLR 2011"
  record Adagrad(double learningRate, double epsilon, double weightDecay) implements OptimizerSpec {
    public Adagrad {
      check(learningRate, weightDecay);
      Checks.positive(epsilon, "epsilon");
    }
  }

  /// @param rho what the mean of squares keeps of itself
  /// @param momentum 0 to below 1; 0 for none
  /// @see "Tieleman and Hinton, Neural Networks for Machine Learning, lecture 6.5, 2012"
  record RmsProp(
      double learningRate, double rho, double epsilon, double momentum, double weightDecay)
      implements OptimizerSpec {
    public RmsProp {
      check(learningRate, weightDecay);
      Checks.fraction(rho, "rho");
      Checks.positive(epsilon, "epsilon");
      Checks.fraction(momentum, "momentum");
    }
  }

  /// @param rho what the means of squares keep of themselves
  /// @see "Zeiler, ADADELTA: An Adaptive Learning Rate Method, 2012, Algorithm 1"
  record Adadelta(double learningRate, double rho, double epsilon, double weightDecay)
      implements OptimizerSpec {
    public Adadelta {
      check(learningRate, weightDecay);
      Checks.fraction(rho, "rho");
      Checks.positive(epsilon, "epsilon");
    }
  }

  /// @param momentumDecay how fast the momentum of a step comes up to beta1
  /// @see "Dozat, Incorporating Nesterov Momentum into Adam, ICLR workshop 2016"
  record Nadam(
      double learningRate,
      double beta1,
      double beta2,
      double epsilon,
      double momentumDecay,
      double weightDecay)
      implements OptimizerSpec {
    public Nadam {
      check(learningRate, weightDecay);
      checkMoments(beta1, beta2, epsilon);
      Checks.notNegative(momentumDecay, "momentum-decay");
    }
  }

  /// @see "Reddi, Kale and Kumar, On the Convergence of Adam and Beyond, ICLR 2018, Algorithm 2"
  record AmsGrad(
      double learningRate, double beta1, double beta2, double epsilon, double weightDecay)
      implements OptimizerSpec {
    public AmsGrad {
      check(learningRate, weightDecay);
      checkMoments(beta1, beta2, epsilon);
    }
  }

  /// Weight decay here is decoupled.
  ///
  /// @see "Chen et al., Symbolic Discovery of Optimization Algorithms, NeurIPS 2023, Program 1"
  record Lion(double learningRate, double beta1, double beta2, double weightDecay)
      implements OptimizerSpec {
    public Lion {
      check(learningRate, weightDecay);
      Checks.fraction(beta1, "beta1");
      Checks.fraction(beta2, "beta2");
    }
  }

  /// @param trust what the rate of a tensor is to the ratio of its norm and that of its gradient
  /// @see "You, Gitman and Ginsburg, Large Batch Training of Convolutional Networks, 2017"
  record Lars(double learningRate, double momentum, double trust, double weightDecay)
      implements OptimizerSpec {
    public Lars {
      check(learningRate, weightDecay);
      Checks.fraction(momentum, "momentum");
      Checks.positive(trust, "trust");
    }
  }

  /// Weight decay here is part of the direction whose norm counts.
  ///
  /// @see "You et al., Large Batch Optimization for Deep Learning, ICLR 2020, Algorithm 2"
  record Lamb(double learningRate, double beta1, double beta2, double epsilon, double weightDecay)
      implements OptimizerSpec {
    public Lamb {
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
