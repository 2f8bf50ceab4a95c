package io.lockstep.plot;

import java.util.List;

/// What a model of two inputs makes of its plane, and the examples in it.
///
/// @param part of the data, in words
/// @param subject what is predicted: the label's name
/// @param classes their names; empty when a number is predicted, the only output of the plane
/// @param certainty what the plane has for each class; nothing when a number is predicted
/// @param plane a probability or score for each class, or the number
/// @param samples examples with their labels
public record Boundary(
    String run,
    String part,
    String subject,
    List<String> classes,
    Certainty certainty,
    Plane plane,
    List<Sample> samples) {

  /// @param actual index of the class, or the number
  /// @param predicted index of the class, or the number
  public record Sample(double x, double y, double actual, double predicted) {}

  public Boundary {
    classes = List.copyOf(classes);
    samples = List.copyOf(samples);
  }

  boolean isOfClasses() {
    return !classes.isEmpty();
  }

  /// Grid and examples: what is not known of a row is empty.
  DataTable table() {
    DataTable table =
        new DataTable(
            "kind",
            plane.x().name(),
            plane.y().name(),
            "actual",
            "predicted",
            isOfClasses() ? certainty.word() : "error");
    for (Sample sample : samples) {
      table.add(
          "example",
          sample.x(),
          sample.y(),
          name(sample.actual()),
          name(sample.predicted()),
          isOfClasses() ? Double.NaN : sample.predicted() - sample.actual());
    }
    for (int row = 0; row < plane.rows(); row++) {
      for (int column = 0; column < plane.columns(); column++) {
        int largest = plane.largest(column, row);
        float value = (float) plane.value(column, row, largest);
        table.add(
            "grid",
            (float) plane.xOf(column),
            (float) plane.yOf(row),
            "",
            isOfClasses() ? classes.get(largest) : value,
            isOfClasses() ? value : Float.NaN);
      }
    }
    return table;
  }

  private Object name(double value) {
    return isOfClasses() ? classes.get((int) value) : value;
  }
}
