package io.lockstep.cli;

import io.lockstep.failure.ExitCode;
import io.lockstep.launch.NodeOptions;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(description = "Check this machine, and say what would hurt training.")
final class DoctorCommand implements Callable<Integer> {

  private final Output output;

  @Option(names = "--json", description = "One JSON object instead of text.")
  private boolean json;

  @Option(
      names = "--coordinators",
      paramLabel = "HOST:PORT",
      split = ",",
      description = "Dial these from here, and say what keeps them from being reached.")
  private List<String> coordinators = List.of();

  DoctorCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() {
    List<Reach> reaches = NodeOptions.addresses(coordinators).stream().map(Reach::of).toList();
    Machine machine = Machine.look(Path.of("").toAbsolutePath()).reaching(reaches);
    if (json) {
      Map<String, Object> map = new LinkedHashMap<>(machine.facts());
      map.put("findings", machine.findings().stream().map(DoctorCommand::map).toList());
      output.json(map);
    } else {
      text(machine.facts(), machine.findings());
    }
    boolean blocked = machine.findings().stream().anyMatch(Machine.Finding::blocking);
    return (blocked ? ExitCode.USAGE : ExitCode.DONE).number();
  }

  private void text(Map<String, Object> facts, List<Machine.Finding> findings) {
    facts.forEach((name, value) -> output.data().printf("%-16s %s%n", name, value));
    for (Machine.Finding finding : findings) {
      output.data().println((finding.blocking() ? "error: " : "warning: ") + finding.what());
      output.data().println("  try:   " + finding.advice());
    }
    if (findings.isEmpty()) {
      output.data().println("nothing to complain about");
    }
  }

  private static Map<String, Object> map(Machine.Finding finding) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("blocking", finding.blocking());
    map.put("what", finding.what());
    map.put("try", finding.advice());
    return map;
  }
}
