package io.lockstep.course;

import io.lockstep.config.ScheduleSpec;
import io.lockstep.config.ScheduleSpec.Rule;
import java.util.List;

/// The learning rate of each step. Functions of StrictMath, whose bits are the same on every
/// machine.
///
/// @param base rate of the optimizer
/// @param warmUpSteps 0 without a warm-up
record Schedule(ScheduleSpec spec, double base, long stepsPerEpoch, long warmUpSteps) {

  static Schedule of(ScheduleSpec spec, double base, long stepsPerEpoch) {
    long warmUp = spec.warmUp().map(w -> w.span().steps(stepsPerEpoch)).orElse(0L);
    return new Schedule(spec, base, stepsPerEpoch, warmUp);
  }

  /// @param step from 1
  /// @param reductions made so far for want of a gain
  double at(long step, int reductions) {
    double rate = rule(step - 1, reductions);
    if (step > warmUpSteps) {
      return rate;
    }
    double from = spec.warmUp().orElseThrow().from();
    return rate * (from + (1 - from) * step / warmUpSteps);
  }

  /// @param done steps before this one
  private double rule(long done, int reductions) {
    return switch (spec.rule()) {
      case Rule.Constant() -> base;
      case Rule.Step(var every, double factor) ->
          reduced(factor, done / every.steps(stepsPerEpoch));
      case Rule.MultiStep(List<Long> at, var unit, double factor) -> {
        long passed =
            switch (unit) {
              case EPOCHS -> done / stepsPerEpoch;
              case STEPS -> done;
            };
        int times = 0;
        while (times < at.size() && at.get(times) <= passed) {
          times++;
        }
        yield reduced(factor, times);
      }
      case Rule.Exponential(double factor) -> reduced(factor, done / stepsPerEpoch);
      case Rule.Polynomial(long epochs, double power, double minRate) ->
          minRate + (base - minRate) * StrictMath.pow(1 - progress(done, epochs), power);
      case Rule.Cosine(long epochs, double minRate) -> swing(base, minRate, progress(done, epochs));
      case Rule.CosineRestarts(long every, long factor, double minRate) ->
          swing(base, minRate, cycleProgress(done, every * stepsPerEpoch, factor));
      case Rule.OneCycle cycle -> oneCycle(done, cycle);
      case Rule.ReduceOnPlateau plateau ->
          Math.max(plateau.minRate(), reduced(plateau.factor(), reductions));
    };
  }

  private double reduced(double factor, long times) {
    return base * StrictMath.pow(factor, times);
  }

  /// From one rate to another by half a cosine.
  private static double swing(double from, double to, double progress) {
    return to + (from - to) * (1 + StrictMath.cos(StrictMath.PI * progress)) / 2;
  }

  /// Steps behind the warm-up.
  private long sinceWarmUp(long done) {
    return Math.max(0, done - warmUpSteps);
  }

  private long span(long epochs) {
    return epochs * stepsPerEpoch - warmUpSteps;
  }

  /// How much of the epochs is over that follow the warm-up: 0 at their first step, 1 behind their
  /// last.
  private double progress(long done, long epochs) {
    long span = span(epochs);
    return done < warmUpSteps ? 0 : span <= 0 ? 1 : Math.min(1, (double) sinceWarmUp(done) / span);
  }

  private double cycleProgress(long done, long firstCycle, long factor) {
    long length = firstCycle;
    long at = sinceWarmUp(done);
    while (at >= length) {
      at -= length;
      length = factor == 1 ? length : Math.multiplyExact(length, factor);
    }
    return (double) at / length;
  }

  /// The step that has the rate itself is the last but none of the first part; the last step of all
  /// has the smallest.
  private double oneCycle(long done, Rule.OneCycle cycle) {
    double first = base / cycle.startDivisor();
    double last = first / cycle.endDivisor();
    long span = span(cycle.epochs());
    double at = sinceWarmUp(done);
    double peak = Math.max(0, cycle.peakAt() * span - 1);
    if (at <= peak) {
      return peak == 0 ? base : swing(first, base, at / peak);
    }
    double end = span - 1;
    return end <= peak ? last : swing(base, last, Math.min(1, (at - peak) / (end - peak)));
  }
}
