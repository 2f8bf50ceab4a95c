package io.lockstep.plot;

import java.util.List;

/// Of each of several labels, how often examples with it and without it were taken for which.
///
/// @param part of the data, in words, such as `test part`
/// @param labels in order, one at least
public record LabelConfusions(String run, String part, List<Label> labels) {

  static final int WITHOUT = 0;
  static final int WITH = 1;

  public LabelConfusions {
    labels = List.copyOf(labels);
  }

  /// One of them.
  ///
  /// @param counts of two classes, those without it first
  public record Label(String name, Confusion counts) {}

  long examples() {
    return labels.getFirst().counts().examples();
  }

  /// Share of right answers over all labels.
  double accuracy() {
    return labels.stream().mapToDouble(label -> label.counts().accuracy()).average().orElseThrow();
  }

  DataTable table() {
    DataTable table = new DataTable("label", "actual", "predicted", "examples", "share_of_actual");
    for (Label label : labels) {
      Confusion counts = label.counts();
      for (int actual = WITHOUT; actual <= WITH; actual++) {
        for (int predicted = WITHOUT; predicted <= WITH; predicted++) {
          table.add(
              label.name(),
              counts.classes().get(actual),
              counts.classes().get(predicted),
              counts.count(actual, predicted),
              counts.examplesOf(actual) == 0 ? Double.NaN : counts.share(actual, predicted));
        }
      }
    }
    return table;
  }
}
