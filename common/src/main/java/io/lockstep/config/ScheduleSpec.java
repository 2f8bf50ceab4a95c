package io.lockstep.config;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// How the learning rate goes over a run. The rate of the optimizer is where it starts, or its peak
/// where it rises first.
///
/// @param warmUp multiplies what the rule gives; rules that span the run begin when it is over
public record ScheduleSpec(Rule rule, Optional<WarmUp> warmUp) {

  /// The same rate in all steps.
  public static final ScheduleSpec CONSTANT =
      new ScheduleSpec(new Rule.Constant(), Optional.empty());

  public ScheduleSpec {
    Objects.requireNonNull(rule, "train.schedule");
  }

  /// The first `span` of a run: the share of the rate grows evenly from `from` to 1.
  ///
  /// @param from 0 to below 1; no step is trained with it: the first is one step above
  /// @see "Goyal et al., Accurate, Large Minibatch SGD, 2017, section 2.2"
  public record WarmUp(Span span, double from) {
    public WarmUp {
      Checks.fraction(from, "from");
    }
  }

  /// What the rate is without a warm-up. Factors are above 0 and below 1, rates 0 or more.
  public sealed interface Rule {

    record Constant() implements Rule {}

    /// The factor once more after every so many epochs or steps of the run.
    record Step(Span every, double factor) implements Rule {
      public Step {
        requireFactor(factor);
      }
    }

    /// The factor once more after each of these epochs or steps of the run.
    ///
    /// @param at ascending
    record MultiStep(List<Long> at, Span.Unit unit, double factor) implements Rule {
      public MultiStep {
        at = List.copyOf(at);
        requireFactor(factor);
      }
    }

    /// The factor once more after each epoch.
    record Exponential(double factor) implements Rule {
      public Exponential {
        requireFactor(factor);
      }
    }

    /// From the rate to `minRate`, by a power of what is left.
    record Polynomial(long epochs, double power, double minRate) implements Rule {
      public Polynomial {
        Checks.atLeast(epochs, 1, "epochs");
        Checks.positive(power, "power");
        Checks.notNegative(minRate, "min-learning-rate");
      }
    }

    /// Half a cosine, from the rate to `minRate`.
    ///
    /// @see "Loshchilov and Hutter, SGDR, ICLR 2017, equation 5"
    record Cosine(long epochs, double minRate) implements Rule {
      public Cosine {
        Checks.atLeast(epochs, 1, "epochs");
        Checks.notNegative(minRate, "min-learning-rate");
      }
    }

    /// The same again and again, each cycle `factor` times as long as the one before.
    ///
    /// @param every epochs of the first cycle
    record CosineRestarts(long every, long factor, double minRate) implements Rule {
      public CosineRestarts {
        Checks.atLeast(every, 1, "restart-every");
        Checks.atLeast(factor, 1, "restart-factor");
        Checks.notNegative(minRate, "min-learning-rate");
      }
    }

    /// Up to the rate and down again, each by half a cosine.
    ///
    /// @param peakAt share of the steps after which the rate is reached
    /// @param startDivisor the rate is so many times the first
    /// @param endDivisor the first rate is so many times the last
    /// @see "Smith and Topin, Super-Convergence, 2017; without its cycle of the momentum"
    record OneCycle(long epochs, double peakAt, double startDivisor, double endDivisor)
        implements Rule {
      public OneCycle {
        Checks.atLeast(epochs, 1, "epochs");
        Checks.fraction(peakAt, "peak-at");
        Checks.positive(startDivisor, "start-divisor");
        Checks.positive(endDivisor, "end-divisor");
      }
    }

    /// The factor once more when the metric has gained nothing for a while, as the metrics of the
    /// epochs tell.
    ///
    /// @param cooldown epochs after a reduction that do not count
    record ReduceOnPlateau(WatchSpec watch, double factor, int cooldown, double minRate)
        implements Rule {
      public ReduceOnPlateau {
        requireFactor(factor);
        Checks.atLeast(cooldown, 0, "cooldown");
        Checks.notNegative(minRate, "min-learning-rate");
      }
    }

    private static void requireFactor(double factor) {
      Checks.positive(factor, "factor");
      Checks.fraction(factor, "factor");
    }
  }
}
