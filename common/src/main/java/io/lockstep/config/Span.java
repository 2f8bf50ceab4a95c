package io.lockstep.config;

/// A number of epochs or steps.
public record Span(long count, Unit unit) {

  public enum Unit {
    EPOCHS,
    STEPS
  }

  public Span {
    Checks.atLeast(count, 1, "a span");
  }

  public static Span ofEpochs(long count) {
    return new Span(count, Unit.EPOCHS);
  }

  public static Span ofSteps(long count) {
    return new Span(count, Unit.STEPS);
  }

  public long steps(long stepsPerEpoch) {
    return switch (unit) {
      case EPOCHS -> Math.multiplyExact(count, stepsPerEpoch);
      case STEPS -> count;
    };
  }
}
