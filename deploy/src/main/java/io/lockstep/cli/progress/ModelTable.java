package io.lockstep.cli.progress;

import io.lockstep.model.LayerSummary;
import io.lockstep.model.Network;
import java.util.Locale;

/// The table of a model that a user sees before training.
public final class ModelTable {

  private ModelTable() {}

  public static String text(Network network) {
    TextTable table = new TextTable("layer", "kind", "outputs", "parameters");
    table.row("input", "", number(network.inputWidth()), "0");
    for (LayerSummary layer : network.summary()) {
      table.row(
          layer.name(), layer.kind(), number(layer.outputWidth()), number(layer.parameters()));
    }
    table.row("total", "", number(network.outputWidth()), number(network.layout().length()));
    return table.text();
  }

  private static String number(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }
}
