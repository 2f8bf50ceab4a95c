package io.lockstep.version;

/// Sizes of what a step did to the trained parameters; statistics do not count.
///
/// @param gradientNorm length of the mean gradient, before it is clipped by its norm
/// @param updateRatio length of the change of the parameters over their length before
public record StepNorms(double gradientNorm, double updateRatio) {}
