package io.lockstep.data;

import java.util.List;
import java.util.Map;

/// [Scale] among the keys of its column, and back. A column that says nothing of it, as labels of
/// before they could be scaled, is taken as it is.
final class ScaleMap {

  private ScaleMap() {}

  static void write(Scale scale, Map<String, Object> map) {
    switch (scale) {
      case Scale.Affine(double shift, double size) -> {
        map.put("mean", shift);
        map.put("deviation", size);
      }
      case Scale.Range(double least, double greatest, double low, double high) -> {
        map.put("from", List.of(least, greatest));
        map.put("to", List.of(low, high));
      }
      case Scale.Logarithm(double shift, double size) -> {
        map.put("log-mean", shift);
        map.put("log-deviation", size);
      }
    }
  }

  static Scale read(Map<?, ?> map) {
    if (map.containsKey("from")) {
      return new Scale.Range(
          end(map, "from", 0), end(map, "from", 1), end(map, "to", 0), end(map, "to", 1));
    }
    if (map.containsKey("log-mean")) {
      return new Scale.Logarithm(number(map, "log-mean"), number(map, "log-deviation"));
    }
    return map.containsKey("mean")
        ? new Scale.Affine(number(map, "mean"), number(map, "deviation"))
        : Scale.AS_IT_IS;
  }

  private static double number(Map<?, ?> map, String key) {
    return EncodingMap.number(map.get(key), key).doubleValue();
  }

  private static double end(Map<?, ?> map, String key, int index) {
    List<?> ends = EncodingMap.list(map, key);
    if (ends.size() != 2) {
      throw new IllegalArgumentException("encoding " + key + " is not a list of two numbers");
    }
    return EncodingMap.number(ends.get(index), key).doubleValue();
  }
}
