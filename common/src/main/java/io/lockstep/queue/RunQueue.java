package io.lockstep.queue;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.queue.QueueAnswer.Todo;
import io.lockstep.queue.QueuedRun.State;
import io.lockstep.queue.QueuedRun.Wish;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Runs that wait, the one that is on, and the last of those that are over. First in, first out
/// among runs of one priority; a run that is on is never put off for another one.
///
/// @param nextNumber of the next run that is submitted
/// @param runs in the order of their numbers
public record RunQueue(long nextNumber, List<QueuedRun> runs) {

  /// Runs that may wait or be paused: each is rewritten with every change.
  public static final int WAITING_MAX = 100;

  /// Characters of all configurations that are kept.
  static final int CHARS_MAX = 8_000_000;

  /// Runs that are over and still shown.
  static final int OVER_KEPT = 50;

  private static final String LIST = "lockstep runs";
  private static final String UNCHANGED = "the queue, as it was";

  public RunQueue {
    runs = List.copyOf(runs);
    for (int i = 1; i < runs.size(); i++) {
      if (runs.get(i).number() <= runs.get(i - 1).number()) {
        throw new IllegalArgumentException("runs of a queue stand in the order of their numbers");
      }
    }
    if (!runs.isEmpty() && runs.getLast().number() >= nextNumber) {
      throw new IllegalArgumentException("run %d is there already".formatted(nextNumber));
    }
  }

  public static RunQueue empty() {
    return new RunQueue(1, List.of());
  }

  /// Which run is worked on, or comes next; empty when none is to be trained.
  public Optional<QueuedRun> next() {
    return running().or(() -> waiting().findFirst());
  }

  /// The run that is on.
  public Optional<QueuedRun> running() {
    return runs.stream().filter(run -> run.state() == State.RUNNING).findFirst();
  }

  /// How many runs come before this one that waits.
  public long before(QueuedRun run) {
    long ahead = waiting().takeWhile(other -> other.number() != run.number()).count();
    return ahead + (running().isPresent() ? 1 : 0);
  }

  private Stream<QueuedRun> waiting() {
    return runs.stream()
        .filter(run -> run.state() == State.QUEUED)
        .sorted(
            Comparator.<QueuedRun>comparingInt(run -> -run.submission().priority())
                .thenComparingLong(QueuedRun::number));
  }

  public QueueAnswer on(QueueEvent event) {
    return switch (event) {
      case QueueEvent.Submitted(Submission submission) -> submitted(submission);
      case QueueEvent.CancelAsked(String word) -> asked(word, this::cancelled);
      case QueueEvent.PauseAsked(String word) -> asked(word, this::paused);
      case QueueEvent.ResumeAsked(String word) -> asked(word, this::resumed);
      case QueueEvent.Tried(long number) ->
          changed(numbered(number).tried(numbered(number).tries() + 1), Todo.NOTHING);
      case QueueEvent.Borne(long number) -> changed(numbered(number).tried(0), Todo.NOTHING);
      case QueueEvent.Begun(long number, String folder) -> begun(numbered(number), folder);
      case QueueEvent.Stopped(long number, String reason) ->
          changed(stopped(numbered(number), reason), Todo.NOTHING);
      case QueueEvent.Done(long number, String reason) ->
          changed(numbered(number).become(State.DONE, reason), Todo.NOTHING);
      case QueueEvent.Failed(long number, ExitCode code, String reason) ->
          changed(numbered(number).failed(code, reason), Todo.NOTHING);
      case QueueEvent.TakenOver _ -> takenOver();
    };
  }

  private QueueAnswer submitted(Submission submission) {
    Optional<QueuedRun> known =
        runs.stream().filter(run -> run.submission().key().equals(submission.key())).findFirst();
    if (known.isPresent()) {
      return new QueueAnswer.Changed(this, known, Todo.NOTHING);
    }
    if (runs.stream().filter(run -> !run.state().isOver()).count() >= WAITING_MAX) {
      return full("%d runs are in it".formatted(WAITING_MAX));
    }
    long chars = runs.stream().mapToLong(run -> run.submission().configuration().length()).sum();
    if (chars + submission.configuration().length() > CHARS_MAX) {
      return full("the configurations of its runs have %,d characters".formatted(chars));
    }
    QueuedRun fresh = QueuedRun.fresh(nextNumber, submission);
    List<QueuedRun> more = new ArrayList<>(runs);
    more.add(fresh);
    return new QueueAnswer.Changed(
        new RunQueue(nextNumber + 1, more), Optional.of(fresh), Todo.NOTHING);
  }

  private static QueueAnswer full(String why) {
    return refused(
        Failure.of(ExitCode.CLUSTER, "the queue is full: " + why)
            .advising("wait until one has ended, or cancel one: " + LIST));
  }

  private interface Deed {
    QueueAnswer to(QueuedRun run);
  }

  private QueueAnswer asked(String word, Deed deed) {
    List<QueuedRun> meant = meant(word);
    if (meant.size() == 1) {
      return deed.to(meant.getFirst());
    }
    return refused(
        meant.isEmpty()
            ? Failure.of(ExitCode.USAGE, "there is no run '%s' in the queue".formatted(word))
                .advising("name one by its number: " + LIST)
            : Failure.of(
                    ExitCode.USAGE,
                    "more than one run is called '%s': %s"
                        .formatted(
                            word,
                            String.join(
                                ", ",
                                meant.stream().map(run -> Long.toString(run.number())).toList())))
                .advising("name one by its number: " + LIST));
  }

  /// A number or a folder is one run's; a name is that of those that are not over, or else of all.
  private List<QueuedRun> meant(String word) {
    List<QueuedRun> exact =
        runs.stream()
            .filter(run ->
                Long.toString(run.number()).equals(word) || run.folder().equals(Optional.of(word)))
            .toList();
    if (!exact.isEmpty()) {
      return exact;
    }
    List<QueuedRun> named =
        runs.stream().filter(run -> run.submission().name().equals(word)).toList();
    List<QueuedRun> alive = named.stream().filter(run -> !run.state().isOver()).toList();
    return alive.isEmpty() ? named : alive;
  }

  /// The run of this number, folder or name.
  ///
  /// @throws io.lockstep.failure.LockstepException with exit code 2 if there is none, or more than
  ///   one
  public QueuedRun find(String word) {
    QueueAnswer answer =
        asked(word, run -> new QueueAnswer.Changed(this, Optional.of(run), Todo.NOTHING));
    return switch (answer) {
      case QueueAnswer.Changed changed -> changed.run().orElseThrow();
      case QueueAnswer.Refused(Failure failure) -> throw failure.exception();
    };
  }

  private QueueAnswer cancelled(QueuedRun run) {
    return switch (run.state()) {
      case QUEUED, PAUSED ->
          changed(run.become(State.CANCELLED, "cancelled on request"), Todo.NOTHING);
      case RUNNING -> changed(run.wishing(Wish.CANCEL), Todo.STOP);
      case DONE, FAILED, CANCELLED -> over(run, LIST);
    };
  }

  private QueueAnswer paused(QueuedRun run) {
    return switch (run.state()) {
      case QUEUED -> changed(run.become(State.PAUSED, "paused on request"), Todo.NOTHING);
      case RUNNING ->
          run.wish() == Wish.CANCEL ? stopping(run) : changed(run.wishing(Wish.PAUSE), Todo.STOP);
      case PAUSED -> changed(run, Todo.NOTHING);
      case DONE, FAILED, CANCELLED -> over(run, LIST);
    };
  }

  private QueueAnswer resumed(QueuedRun run) {
    return switch (run.state()) {
      case QUEUED -> changed(run, Todo.NOTHING);
      case RUNNING -> run.wish() == Wish.NONE ? changed(run, Todo.NOTHING) : stopping(run);
      case PAUSED, FAILED -> changed(run.become(State.QUEUED, ""), Todo.NOTHING);
      case DONE, CANCELLED -> over(run, "submit it again");
    };
  }

  /// It cannot be told otherwise before it has stopped.
  private static QueueAnswer stopping(QueuedRun run) {
    return refused(
        Failure.of(ExitCode.USAGE, run.shown() + " is just being stopped")
            .advising("try again when it has stopped: " + LIST));
  }

  private static QueueAnswer over(QueuedRun run, String advice) {
    return refused(
        Failure.of(ExitCode.USAGE, "%s is over: %s".formatted(run.shown(), run.state().word()))
            .at(run.reason())
            .advising(advice));
  }

  private static QueueAnswer refused(Failure failure) {
    return new QueueAnswer.Refused(failure.keeping(UNCHANGED));
  }

  private static QueuedRun stopped(QueuedRun run, String reason) {
    return switch (run.wish()) {
      case NONE -> run.become(State.QUEUED, reason);
      case PAUSE -> run.become(State.PAUSED, reason);
      case CANCEL -> run.become(State.CANCELLED, reason);
    };
  }

  /// Somebody may have asked for another thing while it was prepared.
  private QueueAnswer begun(QueuedRun run, String folder) {
    return changed(
        run.state() == State.QUEUED || run.state() == State.RUNNING ? run.running(folder) : run,
        Todo.NOTHING);
  }

  /// Nothing runs any more of what was to stop: it has. And what has ended its coordinators is not
  /// to end this one.
  private QueueAnswer takenOver() {
    List<QueuedRun> all = new ArrayList<>(runs);
    all.replaceAll(run -> {
      if (run.state() == State.RUNNING && run.wish() != Wish.NONE) {
        return stopped(run, "its coordinator was lost meanwhile");
      }
      return run.isTooHeavy() ? run.tooHeavy() : run;
    });
    RunQueue next = new RunQueue(nextNumber, all);
    return new QueueAnswer.Changed(next, next.running(), Todo.NOTHING);
  }

  private QueuedRun numbered(long number) {
    return runs.stream()
        .filter(run -> run.number() == number)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no run has the number " + number));
  }

  private QueueAnswer changed(QueuedRun run, Todo todo) {
    List<QueuedRun> all = new ArrayList<>(runs);
    all.replaceAll(other -> other.number() == run.number() ? run : other);
    List<QueuedRun> over =
        all.stream()
            .filter(other -> other.state().isOver() && other.number() != run.number())
            .toList();
    all.removeAll(over.subList(0, Math.max(0, over.size() - OVER_KEPT)));
    return new QueueAnswer.Changed(new RunQueue(nextNumber, all), Optional.of(run), todo);
  }
}
