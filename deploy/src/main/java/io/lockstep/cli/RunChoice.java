package io.lockstep.cli;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.LockstepException;
import io.lockstep.membership.NodeAddress;
import io.lockstep.membership.NodeSettings;
import io.lockstep.run.RunFolder;
import io.lockstep.run.RunReport;
import io.lockstep.run.Runs;
import io.lockstep.training.PreparedRun;
import io.lockstep.training.RunSearch;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/// Which run a coordinator takes up when it is seated. Made before the node joins: what it finds
/// then tells a new cluster from one that has a run already. A candidate among several begins a run
/// only if it is the first seed, nobody has begun one since, and none was left unfinished; in all
/// other cases it goes on with the newest.
final class RunChoice {

  private final Path runs;
  private final String name;
  private final Optional<RunSearch.Found> resumed;
  private final ResumeOption resume;
  private final boolean lone;
  private final boolean first;
  private final Optional<Path> newestAtStart;
  private final boolean unfinishedAtStart;

  RunChoice(Path runs, PreparedRun run, NodeSettings node, ResumeOption resume) {
    this.runs = runs;
    this.name = run.configuration().run().name();
    this.resume = resume;
    this.lone = node.seeds().isEmpty();
    this.first = !lone && isAt(node.seeds().getFirst(), node);
    this.resumed = resumed(run);
    this.newestAtStart = Runs.newest(runs, name);
    this.unfinishedAtStart = newestAtStart.filter(path -> isUnfinished(path, run)).isPresent();
  }

  /// Opens the run on which the seated node is to work.
  ///
  /// @param notes what a person should know of the choice, a sentence each
  /// @throws LockstepException with exit code 2 if there is no run to go on with, or it is in use
  RunFolder open(Consumer<String> notes) {
    if (lone && resumed.isEmpty()) {
      return RunFolder.create(runs, name);
    }
    Optional<Path> newest = Runs.newest(runs, name);
    boolean begunSince = !newest.equals(newestAtStart);
    if (resumed.isPresent() && !begunSince) {
      resumed.get().notes().forEach(notes);
      Path path = resumed.get().path();
      return lone ? RunFolder.open(path) : RunFolder.takeOver(path);
    }
    if (first && !resume.isAsked() && !unfinishedAtStart && !begunSince) {
      return RunFolder.create(runs, name);
    }
    return RunFolder.takeOver(newest.orElseThrow(this::nothingToTakeOver));
  }

  /// Settled at the start: later the run that is meant may be done, and an older one come up. A
  /// candidate among several may have nothing to resume yet, as another may begin a run meanwhile.
  private Optional<RunSearch.Found> resumed(PreparedRun run) {
    if (!resume.isAsked()) {
      return Optional.empty();
    }
    try {
      return Optional.of(resume.find(runs, run));
    } catch (LockstepException nothing) {
      if (lone) {
        throw nothing;
      }
      return Optional.empty();
    }
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
