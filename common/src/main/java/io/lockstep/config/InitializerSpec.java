package io.lockstep.config;

/// How a tensor is filled before step 1.
public sealed interface InitializerSpec {

  record Constant(double value) implements InitializerSpec {
    public Constant {
      Checks.finite(value, "constant");
    }
  }

  /// Uniform on `[low, high)`.
  record Uniform(double low, double high) implements InitializerSpec {
    public Uniform {
      Checks.finite(low, "low");
      Checks.finite(high, "high");
      if (low >= high) {
        throw new IllegalArgumentException("low %s must be below high %s".formatted(low, high));
      }
    }
  }

  record Normal(double mean, double deviation) implements InitializerSpec {
    public Normal {
      Checks.finite(mean, "mean");
      Checks.notNegative(deviation, "deviation");
    }
  }

  /// Glorot and Bengio, AISTATS 2010: variance `gain² · 2 / (fanIn + fanOut)`.
  record Xavier(Distribution distribution) implements InitializerSpec {}

  /// He et al., ICCV 2015: variance `2 / fanIn`.
  record Kaiming(Distribution distribution) implements InitializerSpec {}

  enum Distribution {
    UNIFORM,
    NORMAL
  }
}
