package io.lockstep.coordinator;

import io.lockstep.reduce.StepReduction;
import io.lockstep.training.CompleteStep;
import io.lockstep.version.StepNorms;

/// A step of which everything has arrived, until the next one is opened.
record ArrivedStep(long step, StepReduction reduction, Versions versions) implements CompleteStep {

  @Override
  public double lossSum() {
    return reduction.lossSum();
  }

  @Override
  public long correctCount() {
    return reduction.correctCount();
  }

  @Override
  public StepNorms norms() {
    return versions.norms();
  }

  @Override
  public long fingerprint() {
    return versions.fingerprint();
  }

  @Override
  public float[] parameters() {
    return versions.of(step);
  }

  @Override
  public void credits(StepReduction.Credits credits) {
    reduction.credits(credits);
  }
}
