package io.lockstep.plot;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Which class was taken for which.
///
/// @param part of the data, in words, such as `the test part`
/// @param classes their names, two at least
/// @param counts of examples by actual, then by predicted class
public record Confusion(String run, String part, List<String> classes, List<List<Long>> counts) {

  public Confusion {
    classes = List.copyOf(classes);
    counts = counts.stream().map(List::copyOf).toList();
  }

  /// @param actual class indices by example
  /// @param predicted class indices by example
  public static Confusion of(
      String run, String part, List<String> classes, int[] actual, int[] predicted) {
    long[][] counts = new long[classes.size()][classes.size()];
    for (int i = 0; i < actual.length; i++) {
      counts[actual[i]][predicted[i]]++;
    }
    List<List<Long>> rows = new ArrayList<>();
    for (long[] row : counts) {
      rows.add(Arrays.stream(row).boxed().toList());
    }
    return new Confusion(run, part, classes, rows);
  }

  long count(int actual, int predicted) {
    return counts.get(actual).get(predicted);
  }

  long examplesOf(int actual) {
    return counts.get(actual).stream().mapToLong(Long::longValue).sum();
  }

  /// Of the examples of a class, how many were taken for the other, 0..1.
  double share(int actual, int predicted) {
    long of = examplesOf(actual);
    return of == 0 ? 0 : (double) count(actual, predicted) / of;
  }

  long examples() {
    return counts.stream().flatMap(List::stream).mapToLong(Long::longValue).sum();
  }

  double accuracy() {
    long right = 0;
    for (int i = 0; i < classes.size(); i++) {
      right += count(i, i);
    }
    return (double) right / examples();
  }

  DataTable table() {
    DataTable table = new DataTable("actual", "predicted", "examples", "share_of_actual");
    for (int actual = 0; actual < classes.size(); actual++) {
      for (int predicted = 0; predicted < classes.size(); predicted++) {
        table.add(
            classes.get(actual),
            classes.get(predicted),
            count(actual, predicted),
            examplesOf(actual) == 0 ? Double.NaN : share(actual, predicted));
      }
    }
    return table;
  }
}
