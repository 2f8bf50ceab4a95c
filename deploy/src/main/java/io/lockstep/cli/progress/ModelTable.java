package io.lockstep.cli.progress;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toMap;

import io.lockstep.model.LayerSummary;
import io.lockstep.model.Network;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/// The table of a model that a user sees before training.
public final class ModelTable {

  private static final String[] HEAD = {
    "layer", "kind", "outputs", "shape", "parameters", "statistics"
  };

  private ModelTable() {}

  /// The whole table, however wide.
  public static String text(Network network) {
    return text(network, Integer.MAX_VALUE);
  }

  /// @param width characters of a line; shapes, kinds and outputs go where there is no room
  static String text(Network network, int width) {
    boolean statistics = network.statistics() > 0;
    Map<String, String> shapes = shapes(network);
    TextTable table = new TextTable(statistics ? HEAD : withoutLast(HEAD));
    String input = network.inputShape();
    String shape = input.contains("x") ? input : "";
    List<String[]> rows = new ArrayList<>();
    rows.add(row("input", "", network.inputWidth(), shape, "0", "0"));
    for (LayerSummary layer : network.summary()) {
      rows.add(
          row(
              layer.name(),
              layer.kind(),
              layer.outputWidth(),
              shapes.getOrDefault(layer.name(), ""),
              number(layer.parameters()),
              number(layer.statistics())));
    }
    rows.add(
        row(
            "total",
            "",
            network.outputWidth(),
            "",
            number(network.parameters()),
            number(network.statistics())));
    rows.forEach(row -> table.row(statistics ? row : withoutLast(row)));
    return table.fitting(width, List.of(3, 1, 2)).text();
  }

  private static String[] row(String name, String kind, int outputs, String... others) {
    return Stream.concat(Stream.of(name, kind, number(outputs)), Stream.of(others))
        .toArray(String[]::new);
  }

  private static String[] withoutLast(String[] cells) {
    return Arrays.copyOf(cells, cells.length - 1);
  }

  /// By layer that has weights: their shape, inputs by outputs, such as `784x256`.
  public static Map<String, String> shapes(Network network) {
    String end = "/weight";
    return network.layout().tensors().stream()
        .filter(tensor -> tensor.name().endsWith(end))
        .collect(
            toMap(
                tensor -> tensor.name().substring(0, tensor.name().length() - end.length()),
                tensor -> tensor.shape().stream().map(String::valueOf).collect(joining("x"))));
  }

  private static String number(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }
}
