package io.lockstep.launch;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/// Hands over to the script that knows hosts and ssh.
@Command(
    name = "cluster",
    description = {
      "Brings a cluster up on a list of hosts, shows it, takes it down.",
      "  cluster up --hosts FILE [CONFIG] | cluster status --hosts FILE | cluster down --hosts FILE",
      "  cluster logs --hosts FILE [NODE|HOST]... | cluster drain --hosts FILE NODE|HOST..."
    },
    footer = {
      "",
      "Of the script behind it (its own --help says more):",
      "  --hosts FILE      one node a line: HOST [worker|coordinator] [LANES]",
      "  --set KEY=VALUE   up: change one value, such as train.epochs=20, on every node",
      "  --resume [RUN]    up: go on with RUN (such as iris-2), or the newest with steps left",
      "  --runs DIR        up: where the coordinator's run folders go (default: runs)",
      "  --cluster NAME    nodes of another name never join (default: lockstep)",
      "  --port N          membership port of the first coordinator (default: 25520)",
      "  --grpc-port N     where the streams of workers arrive (default: 25620)",
      "  --wait SECONDS    until a node must be up (default: 120)",
      "  --grace SECONDS   until a node that does not end is killed (default: 20)",
      "  --certificates DIR  up: the set of lockstep certificates (default: made in --state)",
      "  --insecure        up: no encryption and no authentication between hosts",
      "  --lines N         logs: so many of the last lines of each node (default: 20)",
      "  --follow          logs: and what is said from then on",
      "  --program DIR     where the program is on other hosts, or goes (default: as here)",
      "  --state DIR       process ids and logs, on each host"
    })
public final class ClusterCommand implements Callable<Integer> {

  @Unmatched private List<String> words = new ArrayList<>();

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(List.of(script().toString()));
    line.addAll(words);
    return new ProcessBuilder(line).inheritIO().start().waitFor();
  }

  /// @throws io.lockstep.failure.LockstepException with exit code 2 if it is not there
  public static Path script() {
    Path script = Path.of(System.getProperty("lockstep.root", "."), "deploy", "bin", "cluster");
    if (!Files.isExecutable(script)) {
      throw Failure.of(ExitCode.USAGE, "the script that brings clusters up is not there")
          .at(script.toString())
          .advising("run deploy/bin/cluster from a whole source tree")
          .exception();
    }
    return script;
  }
}
