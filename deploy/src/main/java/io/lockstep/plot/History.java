package io.lockstep.plot;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// How a run went, epoch by epoch.
///
/// @param lossName the loss in words, with its unit
/// @param unit of the errors of predictions; may be empty
/// @param end how it ended, in words; may be empty
/// @param best the epoch whose version was kept as best
/// @param last figures of the kept models that no epoch has, such as those of the test part
public record History(
    String run,
    String lossName,
    String unit,
    String end,
    List<Epoch> epochs,
    Optional<Best> best,
    List<Single> last) {

  /// @param part of the data that decided
  /// @param metric that decided
  public record Best(int epoch, String part, String metric) {}

  /// @param epoch from 1
  /// @param step the last of the epoch
  /// @param parts metrics by part (`train`, `validation`), then by name (`loss`, `accuracy`)
  /// @param run what is no matter of a part, by name (`learning_rate`)
  public record Epoch(
      int epoch, long step, Map<String, Map<String, Double>> parts, Map<String, Double> run) {

    public Epoch {
      parts = Collections.unmodifiableMap(new LinkedHashMap<>(parts));
      run = Collections.unmodifiableMap(new LinkedHashMap<>(run));
    }

    boolean has(String part, String metric) {
      return parts.getOrDefault(part, Map.of()).containsKey(metric);
    }

    /// NaN where there is none, or it was no finite number.
    public double value(String part, String metric) {
      return parts.getOrDefault(part, Map.of()).getOrDefault(metric, Double.NaN);
    }
  }

  /// Metrics of one version on one part.
  public record Single(String part, int epoch, Map<String, Double> metrics) {

    public Single {
      metrics = Map.copyOf(metrics);
    }
  }

  private static final Set<String> NO_SERIES = Set.of("epoch", "step", "seconds");

  public History {
    epochs = List.copyOf(epochs);
    last = List.copyOf(last);
  }

  /// One line of `metrics.jsonl`. What is neither a part nor a number is left out, so that lines of
  /// later programs can be read.
  ///
  /// @throws IllegalArgumentException when there is no epoch or step
  public static Epoch epoch(Map<String, Object> line) {
    if (!(line.get("epoch") instanceof Number epoch)
        || !(line.get("step") instanceof Number step)) {
      throw new IllegalArgumentException("a line without epoch or step");
    }
    Map<String, Map<String, Double>> parts = new LinkedHashMap<>();
    Map<String, Double> run = new LinkedHashMap<>();
    line.forEach((key, value) -> {
      if (value instanceof Map<?, ?> part) {
        parts.put(key, numbers(part));
      } else if (value instanceof Number number && !NO_SERIES.contains(key)) {
        run.put(key, number.doubleValue());
      }
    });
    return new Epoch(epoch.intValue(), step.longValue(), parts, run);
  }

  /// Null stands for what is no finite number.
  public static Map<String, Double> numbers(Map<?, ?> metrics) {
    Map<String, Double> numbers = new LinkedHashMap<>();
    metrics.forEach((name, value) -> {
      if (value == null) {
        numbers.put((String) name, Double.NaN);
      } else if (value instanceof Number number && !name.equals("examples")) {
        numbers.put((String) name, number.doubleValue());
      }
    });
    return numbers;
  }

  List<String> parts() {
    Set<String> names = new LinkedHashSet<>();
    epochs.forEach(epoch -> names.addAll(epoch.parts().keySet()));
    last.forEach(single -> names.add(single.part()));
    return List.copyOf(names);
  }

  /// Loss first, then accuracy, then the others.
  List<String> metrics() {
    Set<String> names = new LinkedHashSet<>(List.of("loss", "accuracy"));
    Set<String> found = new LinkedHashSet<>();
    epochs.forEach(epoch -> epoch.parts().values().forEach(part -> found.addAll(part.keySet())));
    names.addAll(found);
    names.retainAll(found);
    return List.copyOf(names);
  }

  List<String> runSeries() {
    Set<String> names = new LinkedHashSet<>();
    epochs.forEach(epoch -> names.addAll(epoch.run().keySet()));
    return List.copyOf(names);
  }

  DataTable table() {
    List<String> header = new ArrayList<>(List.of("epoch", "step"));
    parts().forEach(part -> metrics().forEach(metric -> header.add(part + "_" + metric)));
    header.addAll(runSeries());
    header.removeIf(name -> isEmpty(name));
    DataTable table = new DataTable(header);
    for (Epoch epoch : epochs) {
      List<Object> cells = new ArrayList<>();
      header.forEach(name -> cells.add(cell(epoch, name)));
      table.add(cells.toArray());
    }
    return table;
  }

  private boolean isEmpty(String column) {
    return epochs.stream()
        .allMatch(epoch -> cell(epoch, column) instanceof Double value && value.isNaN());
  }

  private Object cell(Epoch epoch, String column) {
    if (column.equals("epoch")) {
      return epoch.epoch();
    }
    if (column.equals("step")) {
      return epoch.step();
    }
    for (String part : epoch.parts().keySet()) {
      if (column.startsWith(part + "_")) {
        return epoch.value(part, column.substring(part.length() + 1));
      }
    }
    return epoch.run().getOrDefault(column, Double.NaN);
  }
}
