package io.lockstep.cli;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.LockstepException;
import io.lockstep.membership.NodeAddress;
import io.lockstep.membership.NodeSettings;
import io.lockstep.run.RunFolder;
import io.lockstep.run.RunReport;
import io.lockstep.training.PreparedRun;
import java.nio.file.Path;
import java.util.Optional;

/// Which run a coordinator takes up when it is seated. Made before the node joins: what it finds
/// then tells a new cluster from one that has a run already. A candidate among several begins a run
/// only if it is the first seed, nobody has begun one since, and none was left unfinished; in all
/// other cases it goes on with the newest.
final class RunChoice {

  private final Path runs;
  private final String name;
  private final boolean resume;
  private final boolean lone;
  private final boolean first;
  private final Optional<Path> newestAtStart;
  private final boolean unfinishedAtStart;

  RunChoice(Path runs, PreparedRun run, NodeSettings node, boolean resume) {
    this.runs = runs;
    this.name = run.configuration().run().name();
    this.resume = resume;
    this.lone = node.seeds().isEmpty();
    this.first = !lone && isAt(node.seeds().getFirst(), node);
    this.newestAtStart = RunFolder.newest(runs, name);
    this.unfinishedAtStart = newestAtStart.filter(path -> isUnfinished(path, run)).isPresent();
  }

  /// Opens the run on which the seated node is to work.
  ///
  /// @throws LockstepException with exit code 2 if there is no run to go on with, or it is in use
  RunFolder open() {
    if (lone) {
      return resume ? RunFolder.resume(runs, name) : RunFolder.create(runs, name);
    }
    Optional<Path> newest = RunFolder.newest(runs, name);
    boolean begunSince = !newest.equals(newestAtStart);
    if (first && !resume && !unfinishedAtStart && !begunSince) {
      return RunFolder.create(runs, name);
    }
    return RunFolder.takeOver(newest.orElseThrow(this::nothingToTakeOver));
  }

  private static boolean isAt(NodeAddress address, NodeSettings node) {
    return address.host().equals(node.host()) && address.port() == node.port();
  }

  /// A run of another configuration or other data is none that this cluster could be working on.
  private static boolean isUnfinished(Path path, PreparedRun run) {
    try {
      RunReport report = RunFolder.reportOf(path);
      return report.status() == RunReport.Status.RUNNING
          && report.configurationHash().equals(run.configurationHash())
          && report.dataFingerprint().equals(run.data().fingerprint());
    } catch (LockstepException unreadable) {
      return false;
    }
  }

  private LockstepException nothingToTakeOver() {
    return Failure.of(ExitCode.USAGE, "there is no run '%s' to take over".formatted(name))
        .at(runs.toString())
        .keeping("the run of the other coordinators, wherever it is")
        .advising("give all coordinators the same --runs folder")
        .exception();
  }
}
