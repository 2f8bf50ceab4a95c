package io.lockstep.training;

/// How far a run is: written by the thread that completes steps, read by whoever shows it.
public final class ProgressGauge {

  private volatile long step;
  private volatile long examples;
  private volatile double loss = Double.NaN;
  private volatile double firstLoss = Double.NaN;

  void completed(long completeStep, int examplesInStep, double lossMean) {
    long before = examples; // There is one writer.
    examples = before + examplesInStep;
    loss = lossMean;
    if (before == 0) {
      firstLoss = lossMean;
    }
    step = completeStep;
  }

  void startAt(long version) {
    step = version;
  }

  /// The newest version.
  public long step() {
    return step;
  }

  /// Examples counted since this process took up the run.
  public long examples() {
    return examples;
  }

  /// Mean loss in nats of the first step since this process took up the run; NaN before.
  public double firstLoss() {
    return firstLoss;
  }

  /// Mean loss in nats of the newest step; NaN before the first.
  public double loss() {
    return loss;
  }
}
