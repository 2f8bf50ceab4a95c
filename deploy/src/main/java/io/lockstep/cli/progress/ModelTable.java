package io.lockstep.cli.progress;

import static java.util.stream.Collectors.joining;

import io.lockstep.model.LayerSummary;
import io.lockstep.model.Network;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

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
    TextTable table = new TextTable(cells(network, HEAD));
    String input = network.inputShape();
    String shape = input.contains("x") ? input : "";
    table.row(cells(network, "input", "", number(network.inputWidth()), shape, "0", "0"));
    for (LayerSummary layer : network.summary()) {
      table.row(
          cells(
              network,
              layer.name(),
              layer.kind(),
              number(layer.outputWidth()),
              shape(network, layer),
              number(layer.parameters()),
              number(layer.statistics())));
    }
    table.row(
        cells(
            network,
            "total",
            "",
            number(network.outputWidth()),
            "",
            number(network.parameters()),
            number(network.statistics())));
    return table.fitting(width, List.of(3, 1, 2)).text();
  }

  /// Of a row: without the last one where the network has no statistics.
  private static String[] cells(Network network, String... cells) {
    return network.statistics() > 0 ? cells : Arrays.copyOf(cells, cells.length - 1);
  }

  /// Of the layer's weights, inputs by outputs, such as `784x256`; empty when it has none.
  public static String shape(Network network, LayerSummary layer) {
    return network.layout().tensors().stream()
        .filter(tensor -> tensor.name().equals(layer.name() + "/weight"))
        .map(tensor -> tensor.shape().stream().map(String::valueOf).collect(joining("x")))
        .findFirst()
        .orElse("");
  }

  private static String number(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }
}
