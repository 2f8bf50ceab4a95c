package io.lockstep.launch;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.LockstepException;
import io.lockstep.queue.QueueAnswer;
import io.lockstep.queue.QueueEvent;
import io.lockstep.queue.QueuedRun;
import io.lockstep.queue.RunQueue;
import io.lockstep.queue.Submission;
import io.lockstep.wire.NotLeadingException;
import io.lockstep.wire.RunDesk;
import io.lockstep.wire.RunLines;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;

/// Answers for the runs of a queue. Any thread.
final class QueueDesk implements RunDesk {

  /// A log is the same whoever leads.
  private static final long LOG_ORIGIN = 1;

  private final QueueBook book;
  private final RunCheck check;
  private final Path runs;
  private final Shell shell;

  /// Who works through the queue.
  interface Shell {

    /// The run that is on has to stop, as its wish says.
    void stopRun();

    /// Another coordinator has the queue.
    void superseded(LockstepException failure);

    /// What a person would see of a run, of one that was on here.
    Optional<TextFeed> feed(long number);
  }

  /// @param runs folder in which runs lie
  QueueDesk(QueueBook book, RunCheck check, Path runs, Shell shell) {
    this.book = book;
    this.check = check;
    this.runs = runs;
    this.shell = shell;
  }

  @Override
  public Entered submit(Submission submission) {
    boolean isKnown =
        book.queue().runs().stream()
            .anyMatch(run -> run.submission().key().equals(submission.key()));
    if (!isKnown) {
      check.require(submission);
    }
    return entered(new QueueEvent.Submitted(submission));
  }

  @Override
  public RunQueue queue() {
    return book.queue();
  }

  @Override
  public Entered change(String run, Change change) {
    return entered(
        switch (change) {
          case CANCEL -> new QueueEvent.CancelAsked(run);
          case PAUSE -> new QueueEvent.PauseAsked(run);
          case RESUME -> new QueueEvent.ResumeAsked(run);
        });
  }

  private Entered entered(QueueEvent event) {
    try {
      QueueAnswer.Changed changed = book.enter(event);
      switch (changed.todo()) {
        case NOTHING -> {}
        case STOP -> shell.stopRun();
      }
      QueuedRun run = changed.run().orElseThrow();
      return new Entered(run, changed.next().before(run));
    } catch (LockstepException refused) {
      if (refused.failure().code() == ExitCode.CLUSTER && book.isSuperseded()) {
        shell.superseded(refused);
        throw new NotLeadingException(refused);
      }
      throw refused.failure().code() == ExitCode.STORAGE ? check.onThisHost(refused) : refused;
    }
  }

  @Override
  public Order current(String run) {
    return book.queue()
        .running()
        .filter(on -> on.folder().equals(Optional.of(run)))
        .map(on -> new Order(on.submission().name(), on.submission().configuration()))
        .orElseThrow(() ->
            Failure.of(ExitCode.CLUSTER, "run %s is not on any more".formatted(run))
                .advising("ask again who leads, and what is on")
                .exception());
  }

  @Override
  public RunLines read(RunLines.Question question) {
    QueuedRun run = book.queue().find(question.run());
    return switch (question.text()) {
      case PROGRESS -> progress(question, run);
      case LOG -> log(question, run);
    };
  }

  private RunLines progress(RunLines.Question question, QueuedRun run) {
    return shell
        .feed(run.number())
        .map(feed -> feed.after(question))
        .map(piece -> new RunLines(piece.origin(), piece.next(), piece.lines(), run))
        .orElseGet(() -> new RunLines(0, 0, List.of(), run));
  }

  private RunLines log(RunLines.Question question, QueuedRun run) {
    LongFunction<RunLines> none = from -> new RunLines(LOG_ORIGIN, from, List.of(), run);
    long from = question.fromIn(LOG_ORIGIN);
    Optional<Path> log =
        run.folder().map(folder -> runs.resolve(folder).resolve("log")).filter(Files::exists);
    if (log.isEmpty()) {
      return none.apply(from);
    }
    LogPiece piece = LogPiece.of(log.get(), from);
    return new RunLines(LOG_ORIGIN, piece.next(), piece.lines(), run);
  }
}
