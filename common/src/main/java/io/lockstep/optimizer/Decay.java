package io.lockstep.optimizer;

/// Weight decay of a rule that has both kinds.
///
/// @param coupled times the parameter, added to the gradient
/// @param decoupled times the rate: the share that a step takes from the parameter first
record Decay(double coupled, double decoupled) {}
