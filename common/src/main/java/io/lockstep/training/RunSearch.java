package io.lockstep.training;

import io.lockstep.checkpoint.CheckpointStore;
import io.lockstep.checkpoint.Manifest;
import io.lockstep.course.CourseState;
import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.LockstepException;
import io.lockstep.run.RunFolder;
import io.lockstep.run.Runs;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Finds the run to go on with. A run that has a number is not always one to go on with: it may
/// have been killed before its first checkpoint, be another's of the same name, or be done. Reads
/// only.
public final class RunSearch {

  private static final String ALL_DONE = "all its steps are done";
  private static final String STOPPED = "it was stopped early";

  private final Path runs;
  private final PreparedRun run;

  /// What was found.
  ///
  /// @param path folder of the run
  /// @param notes what was passed over and why, and what was taken; a sentence each
  public record Found(Path path, List<String> notes) {
    public Found {
      notes = List.copyOf(notes);
    }
  }

  /// A run of the name, and why it is not the one; empty when it is.
  private record Candidate(Path path, State state, String reason) {}

  private enum State {
    READY,
    DONE,
    OTHER,
    DAMAGED,
    EMPTY
  }

  /// @param runs folder in which runs lie
  /// @param run as it is to go on
  public RunSearch(Path runs, PreparedRun run) {
    this.runs = runs;
    this.run = run;
  }

  /// The newest run of the configuration's name with steps left to do; when there is none, the
  /// newest that is done; when there is none, the newest of another configuration, which will be
  /// refused by the name of what differs.
  ///
  /// @throws LockstepException with exit code 2 if no run has anything to go on from, with 5 if one
  ///   has checkpoints and none of them is whole
  public Found newest() {
    List<Candidate> candidates =
        Runs.ofName(runs, run.configuration().run().name()).stream().map(this::look).toList();
    for (State wanted : List.of(State.READY, State.DONE, State.OTHER)) {
      Optional<Candidate> first =
          candidates.stream().filter(each -> each.state() == wanted).findFirst();
      if (first.isPresent()) {
        return found(first.get(), candidates);
      }
    }
    throw nothing(candidates);
  }

  /// The run that a person has named.
  ///
  /// @param word a name such as `iris-2`, a path, or `last`
  /// @throws LockstepException with exit code 2 if there is none or it has nothing to go on from,
  ///   with 5 if it has checkpoints and none of them is whole
  public Found named(String word) {
    Candidate candidate = look(Runs.find(runs, word));
    if (candidate.state() == State.EMPTY || candidate.state() == State.DAMAGED) {
      throw nothing(List.of(candidate));
    }
    return found(candidate, List.of());
  }

  /// What going on with a run that was found would be, a sentence each, for whoever does not go on.
  ///
  /// @throws LockstepException with exit code 2 where it would be refused
  public List<String> rehearsal(Found found) {
    Manifest newest = CheckpointStore.sighted(RunFolder.checkpointsOf(found.path())).getFirst();
    Succession.of(run, found.path().resolve("config.yaml"))
        .require(newest, found.path(), "that run, as it is");
    List<String> notes = new ArrayList<>(found.notes());
    String last = notes.removeLast();
    if (look(found.path()).state() == State.DONE) {
      notes.add(last.replaceFirst("^going on", "--resume would go on"));
      return List.copyOf(notes);
    }
    notes.add(
        "--resume would go on with %s, from step %d of %d"
            .formatted(found.path(), newest.step(), run.lastStep()));
    return List.copyOf(notes);
  }

  private Candidate look(Path path) {
    List<Manifest> sighted = CheckpointStore.sighted(RunFolder.checkpointsOf(path));
    if (sighted.isEmpty()) {
      State state =
          CheckpointStore.hasAny(RunFolder.checkpointsOf(path)) ? State.DAMAGED : State.EMPTY;
      return new Candidate(path, state, "no whole checkpoint is in it");
    }
    Manifest newest = sighted.getFirst();
    Optional<Succession.Obstacle> obstacle =
        Succession.of(run, path.resolve("config.yaml")).obstacle(newest);
    if (obstacle.isPresent()) {
      return new Candidate(path, State.OTHER, obstacle.get().reason());
    }
    CourseState state = CourseState.of(newest.facts());
    if (run.course().horizon(state, newest.step()) > newest.step()) {
      return new Candidate(path, State.READY, "");
    }
    return newest.step() == run.lastStep()
        ? new Candidate(path, State.DONE, ALL_DONE)
        : new Candidate(path, State.DONE, STOPPED);
  }

  /// Newer ones that were passed over are said.
  private Found found(Candidate taken, List<Candidate> candidates) {
    List<String> notes = new ArrayList<>();
    for (Candidate each : candidates) {
      if (each.equals(taken)) {
        break;
      }
      notes.add("skipped %s: %s".formatted(each.path(), each.reason()));
    }
    notes.add(
        "going on with %s%s"
            .formatted(
                taken.path(),
                taken.reason().equals(STOPPED)
                    ? ", which was stopped early; more with --set train.early-stopping.patience=N"
                    : taken.state() == State.DONE
                        ? ", of which all steps are done; more with --set train.epochs=N"
                        : ""));
    return new Found(taken.path(), notes);
  }

  private LockstepException nothing(List<Candidate> candidates) {
    if (candidates.isEmpty()) {
      String name = run.configuration().run().name();
      return Failure.of(ExitCode.USAGE, "there is no run '%s' to resume".formatted(name))
          .at(runs.toString())
          .advising("start it without --resume")
          .exception();
    }
    Optional<Candidate> damaged =
        candidates.stream().filter(each -> each.state() == State.DAMAGED).findFirst();
    Candidate newest = damaged.orElse(candidates.getFirst());
    return Failure.of(
            damaged.isPresent() ? ExitCode.STORAGE : ExitCode.USAGE,
            "%s has nothing to go on from: %s"
                .formatted(newest.path().getFileName(), newest.reason()))
        .at(newest.path().toString())
        .keeping("that folder, as it is")
        .advising(
            "train without --resume: a new run begins at version 0 and ends with the same bits")
        .exception();
  }
}
