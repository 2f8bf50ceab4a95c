package io.lockstep.cli;

import io.lockstep.audit.Audit;
import io.lockstep.audit.AuditResult;
import io.lockstep.audit.Extent;
import io.lockstep.audit.Fault;
import io.lockstep.cli.progress.AuditProgress;
import io.lockstep.cli.progress.AuditText;
import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.LockstepException;
import io.lockstep.launch.LaneCount;
import io.lockstep.run.Runs;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    description = {
      "Look whether a run is as it was written, and make steps of it again.",
      "Without --steps, --sample or --all: the first 10 steps, and the 10 behind each checkpoint."
    })
final class VerifyCommand implements Callable<Integer> {

  private static final Pattern STEPS =
      Pattern.compile("(?<first>[1-9]\\d{0,17})(\\.\\.(?<last>[1-9]\\d{0,17}))?");

  private final Output output;

  @Parameters(paramLabel = "RUN", description = "A name such as iris-2, a folder, or last.")
  private String run;

  @ArgGroup(exclusive = true)
  private Wanted wanted = new Wanted();

  private static final class Wanted {

    @Option(
        names = "--steps",
        paramLabel = "A..B",
        description = "Make these steps again, from the newest checkpoint before them.")
    private String steps;

    @Option(
        names = "--sample",
        paramLabel = "N",
        description = "Make N steps again, spread over the run.")
    private Integer sample;

    @Option(names = "--all", description = "Make every step again, from the first.")
    private boolean all;
  }

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Change what decides no step, such as data.dir=DIR.")
  private List<String> overrides = List.of();

  @Option(names = "--lanes", paramLabel = "N", description = "Compute threads.")
  private Integer lanes;

  @Option(names = "--runs", paramLabel = "DIR", description = "Where run folders are.")
  private Path runs = Path.of("runs");

  @Option(names = "--json", description = "One JSON object instead of text.")
  private boolean json;

  VerifyCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() {
    LaneCount count = lanes == null ? LaneCount.ofThisMachine() : LaneCount.told(lanes);
    Extent extent = extent();
    Path folder = Runs.find(runs, run);
    AuditResult result;
    try (AuditProgress progress = new AuditProgress(output.talk(), output.columns())) {
      result = new Audit(folder, extent, overrides, count::of).audit(progress);
    }
    result.notes().forEach(note -> output.talk().println("note: " + note));
    if (json) {
      output.json(AuditText.json(result));
    } else {
      output.data().print(AuditText.text(result));
    }
    if (!result.faults().isEmpty()) {
      throw different(result);
    }
    result
        .refused()
        .ifPresent(refused -> {
          throw refused;
        });
    return ExitCode.DONE.number();
  }

  private Extent extent() {
    if (wanted.all) {
      return new Extent.All();
    }
    if (wanted.sample != null) {
      if (wanted.sample < 1) {
        throw refused("--sample is %d, but must be at least 1".formatted(wanted.sample));
      }
      return new Extent.Sample(wanted.sample);
    }
    return wanted.steps == null ? new Extent.Usual() : steps(wanted.steps);
  }

  private static Extent steps(String text) {
    Matcher matcher = STEPS.matcher(text);
    if (!matcher.matches()) {
      throw refused("--steps is '%s', but must be a step, or two as in 800..900".formatted(text));
    }
    long first = Long.parseLong(matcher.group("first"));
    long last = matcher.group("last") == null ? first : Long.parseLong(matcher.group("last"));
    if (last < first) {
      throw refused("--steps is %s, but the first must not be behind the last".formatted(text));
    }
    return new Extent.Steps(first, last);
  }

  private static LockstepException refused(String error) {
    return Failure.of(ExitCode.USAGE, error)
        .at("lockstep verify")
        .advising("lockstep verify --help")
        .exception();
  }

  /// The first fault; all of them stand in the result.
  private LockstepException different(AuditResult result) {
    Fault first = result.faults().getFirst();
    int more = result.faults().size() - 1;
    String others =
        more == 0 ? "" : ", and %d more %s".formatted(more, more == 1 ? "fault" : "faults");
    return Failure.of(ExitCode.STORAGE, "the run does not verify: " + first.text())
        .at(first.place() + others)
        .keeping("the run, as it is")
        .advising(advice(result, first))
        .exception();
  }

  private String advice(AuditResult result, Fault fault) {
    return switch (fault.part()) {
      case LEDGER, REPORT, MODEL ->
          "bring that file back from a copy, or train again: a new run ends with the same bits";
      case CHECKPOINT ->
          "bring that folder back from a copy, or move it away: the others do without it";
      case STEP ->
          "on another machine: "
              + new CommandWords(
                      "lockstep",
                      "verify",
                      result.run().toString(),
                      "--steps",
                      "%d..%d".formatted(fault.step(), fault.step()))
                  .text();
    };
  }
}
