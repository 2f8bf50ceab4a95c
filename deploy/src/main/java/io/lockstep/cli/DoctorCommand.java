package io.lockstep.cli;

import io.lockstep.failure.ExitCode;
import io.lockstep.launch.NodeOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    description = {
      "Check this machine, and say what would hurt training; with --hosts all hosts of a cluster, and",
      "the ways between them."
    })
final class DoctorCommand implements Callable<Integer> {

  private final Output output;

  @Option(names = "--json", description = "One JSON object instead of text.")
  private boolean json;

  @ArgGroup private Where where = new Where();

  /// What else than this machine.
  private static final class Where {
    @Option(
        names = "--coordinators",
        paramLabel = "HOST:PORT",
        split = ",",
        description = {
          "Dial these from here, and say what keeps them from being reached; where doctor --listen",
          "answers, also how fast the way is."
        })
    private List<String> coordinators = List.of();

    @Option(
        names = "--listen",
        paramLabel = "HOST:PORT",
        split = ",",
        description =
            "Answer there to doctor --coordinators on other machines, until input ends (ctrl-D).")
    private List<String> listen = List.of();

    @ArgGroup(exclusive = false)
    private Hosts hosts;
  }

  /// As for `cluster up`.
  private static final class Hosts {
    @Option(
        names = "--hosts",
        paramLabel = "FILE",
        required = true,
        description =
            "Check these, as cluster up would find them: HOST [worker|coordinator] [LANES].")
    private Path file;

    @Option(names = "--cluster", paramLabel = "NAME", description = "As for cluster up.")
    private String cluster;

    @Option(names = "--port", paramLabel = "N", description = "As for cluster up.")
    private String port;

    @Option(names = "--grpc-port", paramLabel = "N", description = "As for cluster up.")
    private String grpcPort;

    @Option(names = "--state", paramLabel = "DIR", description = "As for cluster up.")
    private String state;

    @Option(names = "--program", paramLabel = "DIR", description = "As for cluster up.")
    private String program;

    List<String> words() {
      Map<String, String> given = new LinkedHashMap<>();
      given.put("--hosts", file.toString());
      given.put("--cluster", cluster);
      given.put("--port", port);
      given.put("--grpc-port", grpcPort);
      given.put("--state", state);
      given.put("--program", program);
      List<String> words = new ArrayList<>();
      given.forEach((name, value) -> {
        if (value != null) {
          words.addAll(List.of(name, value));
        }
      });
      return words;
    }
  }

  DoctorCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (where.hosts != null) {
      return hosts(where.hosts);
    }
    if (!where.listen.isEmpty()) {
      ProbeDuty.serve(NodeOptions.addresses(where.listen, "--listen"), System.in, output);
      return ExitCode.DONE.number();
    }
    List<Reach> reaches =
        NodeOptions.addresses(where.coordinators).stream().map(Reach::of).toList();
    Machine machine = Machine.look(Path.of("").toAbsolutePath()).reaching(reaches);
    if (json) {
      Map<String, Object> map = new LinkedHashMap<>(machine.facts());
      map.put("reach", reaches.stream().map(Reach::map).toList());
      map.put("findings", machine.findings().stream().map(DoctorCommand::map).toList());
      output.json(map);
    } else {
      text(machine.facts(), machine.findings());
    }
    boolean blocked = machine.findings().stream().anyMatch(Machine.Finding::blocking);
    return (blocked ? ExitCode.USAGE : ExitCode.DONE).number();
  }

  private int hosts(Hosts hosts) throws IOException, InterruptedException {
    List<HostFinding> findings =
        HostsCheckup.of(hosts.words(), hosts.program == null ? "" : hosts.program);
    if (json) {
      output.json(Map.of("findings", findings.stream().map(HostFinding::map).toList()));
    } else {
      findings.forEach(finding -> output.data().println(finding.line()));
    }
    boolean blocked = findings.stream().anyMatch(HostFinding::isBad);
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
