package io.lockstep.cli;

import io.lockstep.failure.ExitCode;
import io.lockstep.wire.RunDesk;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// What may be asked for a run of a cluster: one command for each.
abstract sealed class ChangeCommand implements Callable<Integer> {

  private final Output output;
  private final RunDesk.Change change;

  @Parameters(
      paramLabel = "RUN",
      description = "Its number, its folder such as iris-2, or its name.")
  private String run;

  @Mixin private ClusterOptions cluster = new ClusterOptions();

  private ChangeCommand(Output output, RunDesk.Change change) {
    this.output = output;
    this.change = change;
  }

  @Override
  public final Integer call() {
    RunDesk.Entered entered = cluster.ask(leader -> leader.change(run, change));
    if (cluster.json()) {
      output.json(RunWords.json(entered.run(), entered.before()));
    } else {
      output.data().println(RunWords.line(entered.run(), entered.before()));
    }
    return ExitCode.DONE.number();
  }

  @Command(description = "Give a run of a cluster up: one that is on stops at its next step.")
  static final class Cancel extends ChangeCommand {
    Cancel(Output output) {
      super(output, RunDesk.Change.CANCEL);
    }
  }

  @Command(description = "Put a run of a cluster off until it is resumed; its steps are kept.")
  static final class Pause extends ChangeCommand {
    Pause(Output output) {
      super(output, RunDesk.Change.PAUSE);
    }
  }

  @Command(description = "Let a run of a cluster go on that was paused, or has failed.")
  static final class Resume extends ChangeCommand {
    Resume(Output output) {
      super(output, RunDesk.Change.RESUME);
    }
  }
}
