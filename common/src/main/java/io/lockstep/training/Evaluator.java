package io.lockstep.training;

import io.lockstep.data.Examples;
import io.lockstep.run.Metrics;

/// Measures a version on a set of examples.
@FunctionalInterface
public interface Evaluator {

  Metrics evaluate(Examples set, float[] parameters);
}
