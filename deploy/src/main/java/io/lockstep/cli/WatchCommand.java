package io.lockstep.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(description = "Follow a run of a cluster to its end, and end as it does.")
final class WatchCommand implements Callable<Integer> {

  private final Output output;

  @Parameters(
      paramLabel = "RUN",
      description = "Its number, its folder such as iris-2, or its name.")
  private String run;

  @Mixin private ClusterOptions cluster = new ClusterOptions();

  WatchCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() {
    return new RunFollower(output, cluster).follow(run);
  }
}
