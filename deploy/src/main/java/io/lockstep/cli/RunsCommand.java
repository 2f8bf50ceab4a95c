package io.lockstep.cli;

import io.lockstep.failure.ExitCode;
import io.lockstep.queue.RunQueue;
import io.lockstep.wire.RunsClient;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(description = "List the runs of a cluster: which is on, which wait, which are over.")
final class RunsCommand implements Callable<Integer> {

  private final Output output;

  @Mixin private ClusterOptions cluster = new ClusterOptions();

  RunsCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() {
    RunQueue queue = cluster.ask(RunsClient::queue);
    if (cluster.json()) {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("runs", queue.runs().stream().map(RunWords::json).toList());
      output.json(json);
    } else if (queue.runs().isEmpty()) {
      output.talk().println("lockstep: no run was submitted; lockstep submit CONFIG");
    } else {
      output.data().println(RunWords.table(queue.runs()));
    }
    return ExitCode.DONE.number();
  }
}
