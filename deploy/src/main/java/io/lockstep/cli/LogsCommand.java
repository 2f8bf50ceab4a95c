package io.lockstep.cli;

import io.lockstep.failure.ExitCode;
import io.lockstep.wire.RunLines;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(description = "Show the log of a run of a cluster.")
final class LogsCommand implements Callable<Integer> {

  private final Output output;

  @Parameters(
      paramLabel = "RUN",
      description = "Its number, its folder such as iris-2, or its name.")
  private String run;

  @Option(names = "--follow", description = "Go on until the run is over.")
  private boolean follow;

  @Mixin private ClusterOptions cluster = new ClusterOptions();

  LogsCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() {
    RunLines lines = show(new RunLines.Question(run, RunLines.Text.LOG, 0, 0));
    while (!lines.lines().isEmpty() || follow && !lines.run().state().isOver()) {
      if (lines.lines().isEmpty()) {
        ClusterOptions.pause();
      }
      lines = show(new RunLines.Question(run, RunLines.Text.LOG, lines.origin(), lines.next()));
    }
    return ExitCode.DONE.number();
  }

  private RunLines show(RunLines.Question question) {
    RunLines lines = cluster.ask(leader -> leader.read(question));
    for (String line : lines.lines()) {
      if (cluster.json()) {
        output.json(Map.of("line", line));
      } else {
        output.data().println(line);
      }
    }
    return lines;
  }
}
