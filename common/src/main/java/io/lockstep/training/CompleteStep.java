package io.lockstep.training;

import io.lockstep.reduce.StepReduction;
import io.lockstep.version.StepNorms;

/// A step of which everything is there, as the books see it. Nothing of it changes while they look.
public interface CompleteStep {

  /// From 1; the version that it made.
  long step();

  /// In nats, summed over the examples of the batch.
  double lossSum();

  /// Right answers among them.
  long correctCount();

  /// What was measured of it, if it ends an epoch.
  StepNorms norms();

  /// Of the version, for the ledger.
  long fingerprint();

  /// The version itself, not a copy.
  float[] parameters();

  /// Tells who computed what.
  void credits(StepReduction.Credits credits);
}
