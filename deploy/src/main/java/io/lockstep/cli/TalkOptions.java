package io.lockstep.cli;

import io.lockstep.cli.progress.RunProgress;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/// How much a command that trains says on stderr.
final class TalkOptions {

  @ArgGroup(exclusive = true)
  private Amount amount;

  @Option(
      names = "--report-every",
      paramLabel = "EPOCHS",
      description = "Tell of every so many epochs; default: of one a second at most.")
  private Integer reportEvery;

  private static final class Amount {

    @Option(names = "--quiet", description = "Say nothing but warnings and errors.")
    private boolean quiet;

    @Option(
        names = "--verbose",
        description = "Tell of every epoch, and show the lines of the run's log.")
    private boolean verbose;
  }

  /// The overrides of a command, and what `--report-every` adds to them.
  List<String> overrides(List<String> given) {
    return reportEvery == null
        ? given
        : Stream.concat(given.stream(), Stream.of("train.report-every=" + reportEvery)).toList();
  }

  RunProgress progress(Output output) {
    if (amount != null && amount.verbose) {
      LogOutput.showAll();
      return new RunProgress(output.talk(), output.columns(), RunProgress.Amount.VERBOSE);
    }
    return new RunProgress(
        output.talk(),
        output.columns(),
        amount == null ? RunProgress.Amount.USUAL : RunProgress.Amount.QUIET);
  }
}
