package io.lockstep.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Puts `--set key=value` into a configuration: the key is a dotted path (`model.layers.0.dense`),
/// the value is YAML. What is set this way has the place `--set key`.
final class Overrides {

  private Overrides() {}

  static Value apply(Value root, List<String> overrides) {
    Value result = root;
    for (String override : overrides) {
      int equals = override.indexOf('=');
      if (equals < 1) {
        throw Refusal.because(
            "--set %s sets nothing".formatted(override),
            Refusal.SET + override,
            "write --set KEY=VALUE, such as --set train.epochs=20");
      }
      String key = override.substring(0, equals).strip();
      String place = Refusal.SET + key;
      Value value = YamlText.ofOverride(place, override.substring(equals + 1));
      result = with(result, Arrays.asList(key.split("\\.", -1)), value, place);
    }
    return result;
  }

  private static Value with(Value target, List<String> path, Value value, String place) {
    if (path.isEmpty()) {
      return value;
    }
    String key = path.getFirst();
    if (key.isEmpty()) {
      throw Refusal.because(
          "the key of --set has an empty part", place, "separate keys by single dots");
    }
    List<String> rest = path.subList(1, path.size());
    return switch (target) {
      case Value.Mapping mapping -> inMapping(mapping, key, rest, value, place);
      case Value.Items items -> inItems(items, key, rest, value, place);
      case Value.Scalar scalar when scalar.isNull() || scalar.text().equalsIgnoreCase(key) ->
          inMapping(new Value.Mapping(List.of(), place), key, rest, value, place);
      case Value.Scalar scalar ->
          throw Refusal.because(
              "%s cannot be set: %s stands in its place".formatted(key, scalar.shown()),
              place,
              "set the whole value instead: "
                  + wholeValue(place, path, value instanceof Value.Scalar s ? s.text() : "..."));
    };
  }

  /// The `--set` that puts the rest of a path in place of a value.
  private static String wholeValue(String place, List<String> rest, String value) {
    String end = "." + String.join(".", rest);
    String parent = place.endsWith(end) ? place.substring(0, place.length() - end.length()) : place;
    String whole = value;
    for (String key : rest.reversed()) {
      whole = "{ %s: %s }".formatted(key, whole);
    }
    return "%s='%s'".formatted(parent, whole);
  }

  private static Value inMapping(
      Value.Mapping mapping, String key, List<String> rest, Value value, String place) {
    List<Value.Entry> entries = new ArrayList<>(mapping.entries());
    Optional<Value.Entry> old = mapping.entry(key);
    Value before = old.map(Value.Entry::value).orElse(new Value.Mapping(List.of(), place));
    Value.Entry entry = new Value.Entry(key, place, with(before, rest, value, place));
    old.ifPresentOrElse(
        found -> entries.set(entries.indexOf(found), entry), () -> entries.add(entry));
    return new Value.Mapping(entries, mapping.place());
  }

  private static Value inItems(
      Value.Items items, String key, List<String> rest, Value value, String place) {
    int count = items.values().size();
    int index = key.matches("[0-9]{1,6}") ? Integer.parseInt(key) : -1;
    if (index < 0 || index > count) {
      throw Refusal.because(
          "'%s' is no position in a list of %d".formatted(key, count),
          place,
          "count from 0; %d adds one at the end".formatted(count));
    }
    List<Value> values = new ArrayList<>(items.values());
    if (index == count) {
      values.add(with(new Value.Mapping(List.of(), place), rest, value, place));
    } else {
      values.set(index, with(values.get(index), rest, value, place));
    }
    return new Value.Items(values, items.place());
  }
}
