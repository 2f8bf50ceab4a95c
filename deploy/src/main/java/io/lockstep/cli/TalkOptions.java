package io.lockstep.cli;

import io.lockstep.cli.progress.RunProgress;
import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
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

  /// As variables of the environment say, unless the command line has either word.
  ///
  /// @throws io.lockstep.failure.LockstepException with exit code 2 if they contradict each other
  void unlessTold(NodeVariables variables) {
    if (amount != null) {
      return;
    }
    Amount told = new Amount();
    told.quiet = variables.isTrue("--quiet");
    told.verbose = variables.isTrue("--verbose");
    if (told.quiet && told.verbose) {
      throw Failure.of(ExitCode.USAGE, "--quiet, --verbose are mutually exclusive")
          .at("LOCKSTEP_QUIET=true and LOCKSTEP_VERBOSE=true")
          .advising("leave out one of them")
          .exception();
    }
    amount = told.quiet || told.verbose ? told : null;
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
