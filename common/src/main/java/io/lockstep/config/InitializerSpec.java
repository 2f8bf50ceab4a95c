package io.lockstep.config;

import java.util.List;

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

  /// Glorot and Bengio, AISTATS 2010: variance `2 / (fanIn + fanOut)`.
  record Xavier(Distribution distribution) implements InitializerSpec {}

  /// He et al., ICCV 2015: variance `2 / fanIn`.
  record Kaiming(Distribution distribution) implements InitializerSpec {}

  /// LeCun et al., Efficient BackProp, 1998: variance `1 / fanIn`.
  record Lecun(Distribution distribution) implements InitializerSpec {}

  /// Uniform within `±1 / √fanIn`, weight and bias alike: what PyTorch gives a Linear.
  record FanIn() implements InitializerSpec {}

  /// Normal without what is more than two deviations from the mean.
  ///
  /// @param deviation before that is left out
  record TruncatedNormal(double mean, double deviation) implements InitializerSpec {
    public TruncatedNormal {
      Checks.finite(mean, "mean");
      Checks.notNegative(deviation, "deviation");
    }
  }

  /// Saxe et al., ICLR 2014: columns of length `gain` at right angles to each other, or rows where
  /// there are fewer of them.
  record Orthogonal(double gain) implements InitializerSpec {
    public Orthogonal {
      Checks.positive(gain, "gain");
    }
  }

  /// The values themselves, row by row.
  ///
  /// @param width of a row as it was written; 0 for one list of all
  record Values(List<Double> values, int width) implements InitializerSpec {
    public Values {
      values = List.copyOf(values);
      values.forEach(value -> Checks.finite(value, "values"));
      if (values.isEmpty() || width < 0 || width > 0 && values.size() % width != 0) {
        throw new IllegalArgumentException(
            "%d values in rows of %d".formatted(values.size(), width));
      }
    }
  }

  enum Distribution {
    UNIFORM,
    NORMAL
  }
}
