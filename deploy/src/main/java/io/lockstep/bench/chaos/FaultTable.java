package io.lockstep.bench.chaos;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Which faults came how often, and how long it took until steps were closed again.
final class FaultTable {

  private static final String ROW = "%-26s %8s %10s %9s %9s%n";

  private final Map<Fault, List<Double>> recoveries = new EnumMap<>(Fault.class);
  private final Map<Fault, Integer> times = new EnumMap<>(Fault.class);

  void struck(Fault fault) {
    times.merge(fault, 1, Integer::sum);
  }

  /// @param seconds from the begin of the fault
  void recovered(Fault fault, double seconds) {
    recoveries.computeIfAbsent(fault, _ -> new ArrayList<>()).add(seconds);
  }

  int faults() {
    return times.values().stream().mapToInt(Integer::intValue).sum();
  }

  int kinds() {
    return times.size();
  }

  int recovered() {
    return recoveries.values().stream().mapToInt(List::size).sum();
  }

  String text() {
    StringBuilder text = new StringBuilder();
    text.append(ROW.formatted("fault", "times", "recovered", "median s", "worst s"));
    times.forEach((fault, count) -> {
      List<Double> seconds = recoveries.getOrDefault(fault, List.of());
      text.append(
          ROW.formatted(
              fault.words(), count, seconds.size(), shown(median(seconds)), shown(worst(seconds))));
    });
    return text.toString();
  }

  private static String shown(double seconds) {
    return Double.isNaN(seconds) ? "-" : "%.2f".formatted(seconds);
  }

  List<Map<String, Object>> json() {
    List<Map<String, Object>> rows = new ArrayList<>();
    times.forEach((fault, count) -> {
      List<Double> seconds = recoveries.getOrDefault(fault, List.of());
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("fault", fault.words());
      row.put("times", count);
      row.put("recovered", seconds.size());
      if (!seconds.isEmpty()) {
        row.put("median_s", median(seconds));
        row.put("worst_s", worst(seconds));
      }
      rows.add(row);
    });
    return rows;
  }

  /// NaN of none.
  static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.isEmpty()
        ? Double.NaN
        : sorted.size() % 2 == 1
            ? sorted.get(middle)
            : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  private static double worst(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).max().orElse(Double.NaN);
  }
}
