package io.lockstep.cli;

import io.lockstep.cli.progress.ColumnsTable;
import io.lockstep.cli.progress.ModelTable;
import io.lockstep.config.ConfigurationReader;
import io.lockstep.config.ModelSection;
import io.lockstep.config.RunConfiguration;
import io.lockstep.data.ColumnRow;
import io.lockstep.kernel.Kernels;
import io.lockstep.model.LayerSummary;
import io.lockstep.model.Network;
import io.lockstep.training.PreparedRun;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(description = "Show layers, shapes and parameters of a configuration.")
final class SummaryCommand implements Callable<Integer> {

  private final Output output;

  @Parameters(paramLabel = "CONFIG", description = "Configuration of the run.")
  private Path config;

  @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Change one value.")
  private List<String> overrides = List.of();

  @Option(names = "--json", description = "One JSON object instead of a table.")
  private boolean json;

  SummaryCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() {
    Optional<ModelSection> stated = ConfigurationReader.statedModel(config, overrides);
    if (stated.isPresent()) {
      showStated(Network.ofStated(stated.get(), Kernels.best()));
      return 0;
    }
    RunConfiguration configuration = ConfigurationReader.read(config, overrides);
    Path folder = config.toAbsolutePath().normalize().getParent();
    PreparedRun prepared = PreparedRun.prepare(configuration, folder);
    if (json) {
      output.json(map(prepared));
    } else {
      output.data().print(ColumnsTable.text(prepared.data().columns()));
      output.data().print(ModelTable.text(prepared.network()));
      prepared.notes().forEach(note -> output.talk().println("note: " + note));
    }
    return 0;
  }

  /// A model that states its inputs needs no data to be shown, and they are left alone.
  private void showStated(Network network) {
    String note = "model.input states the inputs, so no data were read";
    if (json) {
      Map<String, Object> map = map(network);
      map.put("notes", List.of(note));
      output.json(map);
      return;
    }
    output.data().print(ModelTable.text(network));
    output.talk().println("note: " + note);
  }

  private static Map<String, Object> map(PreparedRun prepared) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("columns", prepared.data().columns().stream().map(ColumnRow::toMap).toList());
    map.putAll(map(prepared.network()));
    map.put("examples", prepared.data().train().count());
    map.put("notes", prepared.notes());
    return map;
  }

  private static Map<String, Object> map(Network network) {
    Map<String, String> shapes = ModelTable.shapes(network);
    List<Map<String, Object>> layers = new ArrayList<>();
    for (LayerSummary layer : network.summary()) {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("name", layer.name());
      map.put("kind", layer.kind());
      map.put("outputs", layer.outputWidth());
      map.put("shape", shapes.getOrDefault(layer.name(), ""));
      map.put("parameters", layer.parameters());
      map.put("statistics", layer.statistics());
      layers.add(map);
    }
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("inputs", network.inputWidth());
    map.put("layers", layers);
    map.put("parameters", network.parameters());
    map.put("statistics", network.statistics());
    return map;
  }
}
