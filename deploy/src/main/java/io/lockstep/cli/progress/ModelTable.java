package io.lockstep.cli.progress;

import static java.util.stream.Collectors.joining;

import io.lockstep.model.LayerSummary;
import io.lockstep.model.Network;
import java.util.List;
import java.util.Locale;

/// The table of a model that a user sees before training.
public final class ModelTable {

  private ModelTable() {}

  /// The whole table, however wide.
  public static String text(Network network) {
    return text(network, Integer.MAX_VALUE);
  }

  /// @param width characters of a line; shapes, kinds and outputs go where there is no room
  static String text(Network network, int width) {
    TextTable table = new TextTable("layer", "kind", "outputs", "shape", "parameters");
    table.row("input", "", number(network.inputWidth()), "", "0");
    for (LayerSummary layer : network.summary()) {
      table.row(
          layer.name(),
          layer.kind(),
          number(layer.outputWidth()),
          shape(network, layer),
          number(layer.parameters()));
    }
    table.row("total", "", number(network.outputWidth()), "", number(network.layout().length()));
    return table.fitting(width, List.of(3, 1, 2)).text();
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
