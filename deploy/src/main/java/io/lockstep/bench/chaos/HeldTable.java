package io.lockstep.bench.chaos;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What the nodes held that were there all the time, in the order in which it was looked at, and
/// whether it grew. One that held more for a moment has given it back; what is held is therefore
/// compared by medians, of the first third of all looks and of the last.
final class HeldTable {

  /// One look for each third.
  static final int LOOKS_MIN = 3;

  private static final String ROW = "%-6s %-14s %12s %12s %12s %12s  %s%n";

  private final Map<String, List<Held>> looks = new LinkedHashMap<>();

  /// @param growth of the median, which may be up to the allowance
  record Row(String node, Holding holding, double first, double last, double allowance) {

    double growth() {
      return last - first;
    }

    boolean isFlat() {
      return growth() <= allowance;
    }
  }

  void add(String node, Held held) {
    looks.computeIfAbsent(node, _ -> new ArrayList<>()).add(held);
  }

  /// Of the node that was looked at least often.
  int looks() {
    return looks.values().stream().mapToInt(List::size).min().orElse(0);
  }

  List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    for (Holding holding : Holding.values()) {
      looks.forEach((node, held) -> rows.add(row(node, holding, held)));
    }
    return rows;
  }

  private static Row row(String node, Holding holding, List<Held> held) {
    List<Double> amounts = held.stream().map(each -> (double) each.of(holding)).toList();
    int third = Math.max(1, amounts.size() / 3);
    double first = FaultTable.median(amounts.subList(0, third));
    double last = FaultTable.median(amounts.subList(amounts.size() - third, amounts.size()));
    return new Row(node, holding, first, last, holding.allowance(first));
  }

  /// Nothing is known of a cluster that was not looked at often enough.
  boolean isFlat() {
    return looks() >= LOOKS_MIN && rows().stream().allMatch(Row::isFlat);
  }

  String text() {
    StringBuilder text = new StringBuilder();
    text.append(
        ROW.formatted(
            "node", "holds", "first third", "last third", "growth", "allowed", "verdict"));
    for (Row row : rows()) {
      text.append(
          ROW.formatted(
              row.node(),
              row.holding().words(),
              shown(row, row.first()),
              shown(row, row.last()),
              shown(row, row.growth()),
              shown(row, row.allowance()),
              row.isFlat() ? "flat" : "GROWS"));
    }
    return text.toString();
  }

  private static String shown(Row row, double held) {
    return "%.1f".formatted(row.holding().inUnits(held));
  }

  List<Map<String, Object>> json() {
    List<Map<String, Object>> list = new ArrayList<>();
    for (Row row : rows()) {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("node", row.node());
      json.put("holds", row.holding().name().toLowerCase(Locale.ROOT));
      json.put("first_third", row.first());
      json.put("last_third", row.last());
      json.put("growth", row.growth());
      json.put("allowed", row.allowance());
      json.put("flat", row.isFlat());
      list.add(json);
    }
    return list;
  }
}
