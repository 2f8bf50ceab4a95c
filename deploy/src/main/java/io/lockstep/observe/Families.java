package io.lockstep.observe;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Collects families of figures. All names begin with `lockstep_`; those of counters get `_total`
/// at their end when they are written.
final class Families {

  private static final String PREFIX = "lockstep_";
  private static final double NANOS = 1e9;

  private final List<MetricSnapshot> families = new ArrayList<>();

  static double seconds(long nanos) {
    return nanos / NANOS;
  }

  /// A figure that may rise and fall.
  void gauge(String name, String help, double value) {
    gauge(name, help, Map.of(Labels.EMPTY, value));
  }

  /// @param points by their labels, such as those of a worker
  void gauge(String name, String help, Map<Labels, Double> points) {
    GaugeSnapshot.Builder family = GaugeSnapshot.builder().name(PREFIX + name).help(help);
    points.forEach(
        (labels, value) -> family.dataPoint(new GaugeDataPointSnapshot(value, labels, null)));
    families.add(family.build());
  }

  /// A figure that only rises, from 0 at the start of the process or of a reign.
  void counter(String name, String help, double value) {
    counter(name, help, Map.of(Labels.EMPTY, value));
  }

  /// @param points by their labels, such as a phase
  void counter(String name, String help, Map<Labels, Double> points) {
    CounterSnapshot.Builder family = CounterSnapshot.builder().name(PREFIX + name).help(help);
    points.forEach((labels, value) ->
        family.dataPoint(new CounterDataPointSnapshot(Math.max(0, value), labels, null, 0)));
    families.add(family.build());
  }

  /// The same label with several values, in this order.
  static Map<Labels, Double> by(String label, Map<String, Double> values) {
    Map<Labels, Double> points = new LinkedHashMap<>();
    values.forEach((value, figure) -> points.put(Labels.of(label, value), figure));
    return points;
  }

  MetricSnapshots all() {
    return new MetricSnapshots(families);
  }
}
