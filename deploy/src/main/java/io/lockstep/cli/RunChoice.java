package io.lockstep.cli;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.LockstepException;
import io.lockstep.launch.Claim;
import io.lockstep.run.RunFolder;
import io.lockstep.run.RunReport;
import io.lockstep.run.Runs;
import io.lockstep.training.PreparedRun;
import io.lockstep.training.RunSearch;
import io.lockstep.training.TrainingResult;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/// Which run a coordinator takes up when it is seated. Made before the node joins: what it finds
/// then tells a new cluster from one that has a run already. One of several begins a run only if
/// nobody has led before, nobody has begun one since, and none was left unfinished; in all other
/// cases it goes on with the newest.
final class RunChoice {

  private final Path runs;
  private final PreparedRun run;
  private final String name;
  private final Optional<RunSearch.Found> resumed;
  private final ResumeOption resume;
  private final Company company;
  private final Optional<Path> newestAtStart;
  private final boolean unfinishedAtStart;

  /// Whether there are other coordinators.
  enum Company {
    ALONE,
    AMONG_OTHERS
  }

  RunChoice(Path runs, PreparedRun run, Company company, ResumeOption resume) {
    this.runs = runs;
    this.run = run;
    this.name = run.configuration().run().name();
    this.resume = resume;
    this.company = company;
    this.resumed = resumed(run);
    this.newestAtStart = Runs.newest(runs, name);
    this.unfinishedAtStart =
        newestAtStart
            .flatMap(this::ourReportOf)
            .filter(report -> report.status() == RunReport.Status.RUNNING)
            .isPresent();
  }

  /// Folder in which runs lie.
  Path runs() {
    return runs;
  }

  /// Opens the run on which the seated node is to work. With most of the coordinators behind it,
  /// also one whose holder is only paused: terms keep that one from writing. Otherwise the holder
  /// may lead well, behind a cut.
  ///
  /// @param notes what a person should know of the choice, a sentence each
  /// @return empty while another process holds the run
  /// @throws LockstepException with exit code 2 if there is no run to go on with
  Optional<RunFolder> open(Claim claim, Consumer<String> notes) {
    if (company == Company.ALONE) {
      return Optional.of(openAlone(notes));
    }
    Optional<Path> newest = Runs.newest(runs, name);
    if (resumed.isPresent() && newest.equals(newestAtStart)) {
      resumed.get().notes().forEach(notes);
      return takenOver(resumed.get().path(), claim);
    }
    boolean founds = claim.descent() == Claim.Descent.FOUNDER;
    if (founds && !resume.isAsked() && !isBegun(newest)) {
      return Optional.of(RunFolder.create(runs, name));
    }
    return takenOver(newest.orElseThrow(this::nothingToTakeOver), claim);
  }

  private RunFolder openAlone(Consumer<String> notes) {
    if (resumed.isEmpty()) {
      return RunFolder.create(runs, name);
    }
    resumed.get().notes().forEach(notes);
    return RunFolder.open(resumed.get().path());
  }

  private static Optional<RunFolder> takenOver(Path path, Claim claim) {
    return switch (claim.support()) {
      case MOST -> Optional.of(RunFolder.takeOver(path));
      case FEW -> RunFolder.openIfFree(path);
    };
  }

  /// Whether the newest run is one that this cluster works on, or has worked on.
  private boolean isBegun(Optional<Path> newest) {
    return unfinishedAtStart || !newest.equals(newestAtStart);
  }

  /// The result of the cluster's run if another coordinator has ended it since the start of this
  /// one, which may not have heard of that one yet.
  ///
  /// @throws LockstepException if it has failed
  Optional<TrainingResult> endedElsewhere() {
    if (company == Company.ALONE) {
      return Optional.empty();
    }
    Optional<Path> newest = Runs.newest(runs, name);
    Optional<RunReport> report =
        isBegun(newest) ? newest.flatMap(this::ourReportOf) : Optional.empty();
    return report.flatMap(ended -> result(ended, newest.orElseThrow()));
  }

  private static Optional<TrainingResult> result(RunReport ended, Path path) {
    return switch (ended.status()) {
      case RUNNING -> Optional.empty();
      case DONE -> Optional.of(result(ended, path, TrainingResult.Status.DONE));
      case INTERRUPTED -> Optional.of(result(ended, path, TrainingResult.Status.INTERRUPTED));
      case FAILED ->
          throw Failure.of(
                  ExitCode.INTERNAL,
                  "the run has failed at step %d, under another coordinator"
                      .formatted(ended.steps()))
              .at(path.resolve("log").toString())
              .keeping("the checkpoints of " + path)
              .advising("the log tells why; go on with --resume when that is mended")
              .exception();
    };
  }

  private static TrainingResult result(RunReport ended, Path path, TrainingResult.Status status) {
    return new TrainingResult(path, status, ended.steps(), ended.weightsSha256(), ended.metrics());
  }

  /// Settled at the start: later the run that is meant may be done, and an older one come up. A
  /// candidate among several may have nothing to resume yet, as another may begin a run meanwhile.
  private Optional<RunSearch.Found> resumed(PreparedRun wanted) {
    if (!resume.isAsked()) {
      return Optional.empty();
    }
    try {
      return Optional.of(resume.find(runs, wanted));
    } catch (LockstepException nothing) {
      if (company == Company.ALONE) {
        throw nothing;
      }
      return Optional.empty();
    }
  }

  /// A run of another configuration or other data is none that this cluster could be working on.
  private Optional<RunReport> ourReportOf(Path path) {
    try {
      RunReport report = RunFolder.reportOf(path);
      boolean ours =
          report.begun().configurationHash().equals(run.configurationHash())
              && report.begun().dataFingerprint().equals(run.data().fingerprint());
      return ours ? Optional.of(report) : Optional.empty();
    } catch (LockstepException unreadable) {
      return Optional.empty();
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
