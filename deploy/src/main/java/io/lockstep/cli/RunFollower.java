package io.lockstep.cli;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.queue.QueuedRun;
import io.lockstep.wire.RunLines;
import java.util.Arrays;
import java.util.Map;

/// Shows what is said of a run of a cluster until it is over, whoever leads it.
record RunFollower(Output output, ClusterOptions cluster) {

  /// @param run number, folder or name
  /// @return the exit code of a command that had trained it
  int follow(String run) {
    RunLines lines = show(new RunLines.Question(run, RunLines.Text.PROGRESS, 0, 0));
    String word = Long.toString(lines.run().number());
    QueuedRun.State told = null;
    while (!lines.run().state().isOver() || lines.lines().size() == RunLines.LINES_MAX) {
      if (lines.run().state() != told && !cluster.json()) {
        told = lines.run().state();
        output.talk().println("lockstep: %s %s".formatted(lines.run().shown(), told.word()));
      }
      ClusterOptions.pause();
      lines =
          show(new RunLines.Question(word, RunLines.Text.PROGRESS, lines.origin(), lines.next()));
    }
    return ended(lines.run());
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

  private int ended(QueuedRun run) {
    if (cluster.json()) {
      output.json(RunWords.json(run));
    }
    return switch (run.state()) {
      case DONE -> {
        if (!cluster.json()) {
          output.data().println("run " + run.folder().orElse(run.submission().name()));
          output.data().println(run.reason());
        }
        yield ExitCode.DONE.number();
      }
      case CANCELLED -> {
        output.failure(
            Failure.of(ExitCode.USAGE, run.shown() + " was cancelled")
                .at(run.reason())
                .keeping(kept(run))
                .advising("submit it again"));
        yield ExitCode.USAGE.number();
      }
      default -> {
        output.failure(
            Failure.of(code(run), "%s has failed: %s".formatted(run.shown(), run.reason()))
                .at("lockstep logs " + run.number())
                .keeping(kept(run))
                .advising(
                    "mend that, then go on with it: lockstep resume %d; or submit it again"
                        .formatted(run.number())));
        yield code(run).number();
      }
    };
  }

  private static String kept(QueuedRun run) {
    return run.folder()
        .map(folder -> "the checkpoints of %s, on the coordinator".formatted(folder))
        .orElse("nothing was trained");
  }

  private static ExitCode code(QueuedRun run) {
    return Arrays.stream(ExitCode.values())
        .filter(code -> code.number() == run.exitCode() && code != ExitCode.DONE)
        .findFirst()
        .orElse(ExitCode.INTERNAL);
  }
}
