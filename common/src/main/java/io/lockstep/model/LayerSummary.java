package io.lockstep.model;

/// One configured layer as a user sees it.
///
/// @param name such as `dense_1`
/// @param kind such as `dense, relu` or `dropout 0.2`
/// @param outputWidth floats of one row of its output
/// @param parameters trained numbers, 0 or more
public record LayerSummary(String name, String kind, int outputWidth, int parameters) {}
