package io.lockstep.model;

/// One configured layer as a user sees it.
///
/// @param name such as `dense_1`, or `residual_1/dense_1` in a block
/// @param kind such as `dense, relu` or `dropout 0.2`
/// @param outputWidth floats of one row of its output
/// @param parameters trained numbers, 0 or more
/// @param statistics numbers that follow the data and are not trained, 0 or more
public record LayerSummary(
    String name, String kind, int outputWidth, int parameters, int statistics) {

  public LayerSummary(String name, String kind, int outputWidth, int parameters) {
    this(name, kind, outputWidth, parameters, 0);
  }

  /// Whether it stands in a block.
  boolean isInner() {
    return name.contains("/");
  }
}
