package io.lockstep.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;

@Command(
    description = "Print a completion script for bash and zsh.",
    footer = {"", "Use it with: source <(lockstep completion)"})
final class CompletionCommand implements Callable<Integer> {

  private final Output output;

  CompletionCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() {
    CommandLine all =
        Lockstep.addAll(new CommandLine(new Lockstep.Root()), output, new Interruption());
    output.data().print(AutoComplete.bash("lockstep", all));
    return 0;
  }
}
