package io.lockstep.queue;

import io.lockstep.failure.ExitCode;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/// One run of a queue.
///
/// @param number of this run in this queue, from 1; never given again
/// @param wish what is to become of it when it has stopped
/// @param folder name of its folder among the runs, once it has begun
/// @param exitCode of a command that would have ended so, 0 unless it has failed
/// @param reason why it is in this state, in one line; empty when there is nothing to say
/// @param tries how often it was taken up since it was last led, refused or put off; one, while it
///   is prepared, and otherwise as often as its coordinator has ended in that
public record QueuedRun(
    long number,
    Submission submission,
    State state,
    Wish wish,
    Optional<String> folder,
    int exitCode,
    String reason,
    int tries) {

  /// So often it may end its coordinator before it is given up.
  static final int TRIES_MAX = 2;

  /// How far a run has come.
  public enum State {
    QUEUED,
    RUNNING,
    PAUSED,
    DONE,
    FAILED,
    CANCELLED;

    /// Whether nothing more is trained of it, unless somebody asks for it.
    public boolean isOver() {
      return this == DONE || this == FAILED || this == CANCELLED;
    }

    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// What somebody has asked of a run that has yet to stop.
  public enum Wish {
    NONE,
    PAUSE,
    CANCEL
  }

  public QueuedRun {
    Objects.requireNonNull(submission, "submission");
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(wish, "wish");
    Objects.requireNonNull(folder, "folder");
    Objects.requireNonNull(reason, "reason");
    if (number < 1) {
      throw new IllegalArgumentException("run %d: the first is 1".formatted(number));
    }
  }

  static QueuedRun fresh(long number, Submission submission) {
    return new QueuedRun(number, submission, State.QUEUED, Wish.NONE, Optional.empty(), 0, "", 0);
  }

  /// Such as `run 3 (iris-2)`; before it has a folder its name stands in the brackets.
  public String shown() {
    return "run %d (%s)".formatted(number, folder.orElse(submission.name()));
  }

  QueuedRun running(String inFolder) {
    return new QueuedRun(
        number, submission, State.RUNNING, wish, Optional.of(inFolder), 0, "", tries);
  }

  QueuedRun tried(int newTries) {
    return new QueuedRun(number, submission, state, wish, folder, exitCode, reason, newTries);
  }

  /// Nobody could prepare it and live.
  QueuedRun tooHeavy() {
    return failed(
        ExitCode.OUT_OF_MEMORY,
        "its coordinator has ended %d times while it was prepared, most likely for want of memory; give the coordinators more, as LOCKSTEP_JVM_OPTS=-Xmx8g, and then: lockstep resume %d"
            .formatted(tries, number));
  }

  boolean isTooHeavy() {
    return !state.isOver() && tries >= TRIES_MAX;
  }

  QueuedRun wishing(Wish newWish) {
    return new QueuedRun(number, submission, state, newWish, folder, exitCode, reason, tries);
  }

  QueuedRun become(State newState, String newReason) {
    boolean isKept = newState == State.FAILED || !newState.isOver();
    return new QueuedRun(
        number,
        isKept ? submission : submission.withoutConfiguration(),
        newState,
        Wish.NONE,
        folder,
        0,
        newReason,
        0);
  }

  QueuedRun failed(ExitCode code, String newReason) {
    return new QueuedRun(
        number, submission, State.FAILED, Wish.NONE, folder, code.number(), newReason, 0);
  }
}
