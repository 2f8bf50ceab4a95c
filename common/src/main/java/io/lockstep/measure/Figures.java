package io.lockstep.measure;

import java.util.LinkedHashMap;
import java.util.Map;

/// Figures by name, in the order in which they are told.
final class Figures {

  private final Map<String, Double> byName = new LinkedHashMap<>();

  /// What is no finite number says nothing, such as a share of targets that are all the same, and
  /// is left out.
  void put(String name, double value) {
    if (Double.isFinite(value)) {
      byName.put(name, value);
    }
  }

  Map<String, Double> all() {
    return byName;
  }
}
