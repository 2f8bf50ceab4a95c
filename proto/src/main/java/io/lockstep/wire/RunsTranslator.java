package io.lockstep.wire;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.proto.v1.ChangeRequest;
import io.lockstep.proto.v1.ListReply;
import io.lockstep.proto.v1.ReadReply;
import io.lockstep.proto.v1.ReadRequest;
import io.lockstep.proto.v1.Refusal;
import io.lockstep.proto.v1.RunReply;
import io.lockstep.proto.v1.SubmitRequest;
import io.lockstep.queue.QueuedRun;
import io.lockstep.queue.RunQueue;
import io.lockstep.queue.Submission;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// Between the records and the messages of the calls about runs.
final class RunsTranslator {

  private static final String NO_CONFIGURATION = "";

  private RunsTranslator() {}

  static SubmitRequest message(Submission submission) {
    return SubmitRequest.newBuilder()
        .setKey(submission.key())
        .setName(submission.name())
        .setPriority(submission.priority())
        .setBy(submission.by())
        .setConfiguration(submission.configuration())
        .build();
  }

  /// @throws IllegalArgumentException if it is none
  static Submission submission(SubmitRequest message, Instant at) {
    return new Submission(
        message.getKey(),
        message.getName(),
        message.getPriority(),
        message.getBy(),
        at,
        message.getConfiguration());
  }

  static io.lockstep.proto.v1.QueuedRun message(QueuedRun run) {
    Submission submission = run.submission();
    return io.lockstep.proto.v1.QueuedRun.newBuilder()
        .setNumber(run.number())
        .setKey(submission.key())
        .setName(submission.name())
        .setPriority(submission.priority())
        .setBy(submission.by())
        .setSubmittedMillis(submission.at().toEpochMilli())
        .setState(run.state().word())
        .setWish(run.wish().name().toLowerCase(Locale.ROOT))
        .setFolder(run.folder().orElse(""))
        .setExitCode(run.exitCode())
        .setReason(run.reason())
        .build();
  }

  /// Its configuration, and how often it was tried, stay with the coordinator.
  ///
  /// @throws IllegalArgumentException if a word is unknown
  static QueuedRun run(io.lockstep.proto.v1.QueuedRun message) {
    return new QueuedRun(
        message.getNumber(),
        new Submission(
            message.getKey(),
            message.getName(),
            message.getPriority(),
            message.getBy(),
            Instant.ofEpochMilli(message.getSubmittedMillis()),
            NO_CONFIGURATION),
        QueuedRun.State.valueOf(message.getState().toUpperCase(Locale.ROOT)),
        QueuedRun.Wish.valueOf(message.getWish().toUpperCase(Locale.ROOT)),
        message.getFolder().isEmpty()
            ? Optional.empty()
            : Optional.of(PeerText.name(message.getFolder(), "a folder")),
        message.getExitCode(),
        PeerText.reason(message.getReason()),
        0);
  }

  static RunReply message(RunDesk.Entered entered) {
    return RunReply.newBuilder()
        .setEntered(
            RunReply.Entered.newBuilder()
                .setRun(message(entered.run()))
                .setBefore(entered.before()))
        .build();
  }

  static RunDesk.Entered entered(RunReply.Entered message) {
    return new RunDesk.Entered(run(message.getRun()), message.getBefore());
  }

  static ListReply message(RunQueue queue) {
    return ListReply.newBuilder()
        .setQueue(
            ListReply.Queue.newBuilder()
                .setNextNumber(queue.nextNumber())
                .addAllRuns(queue.runs().stream().map(RunsTranslator::message).toList()))
        .build();
  }

  static RunQueue queue(ListReply.Queue message) {
    return new RunQueue(
        message.getNextNumber(), message.getRunsList().stream().map(RunsTranslator::run).toList());
  }

  static RunDesk.Change change(ChangeRequest.Change message) {
    return switch (message) {
      case CANCEL -> RunDesk.Change.CANCEL;
      case PAUSE -> RunDesk.Change.PAUSE;
      case RESUME -> RunDesk.Change.RESUME;
      case CHANGE_UNKNOWN, UNRECOGNIZED ->
          throw new IllegalArgumentException("a change that this version does not know");
    };
  }

  static ReadRequest message(RunLines.Question question) {
    return ReadRequest.newBuilder()
        .setRun(question.run())
        .setText(ReadRequest.Text.valueOf(question.text().name()))
        .setFrom(question.from())
        .setOrigin(question.origin())
        .build();
  }

  /// @throws IllegalArgumentException if it is none
  static RunLines.Question question(ReadRequest message) {
    return new RunLines.Question(
        message.getRun(),
        switch (message.getText()) {
          case PROGRESS -> RunLines.Text.PROGRESS;
          case LOG -> RunLines.Text.LOG;
          case TEXT_UNKNOWN, UNRECOGNIZED ->
              throw new IllegalArgumentException("a text that this version does not know");
        },
        message.getOrigin(),
        message.getFrom());
  }

  static ReadReply message(RunLines lines) {
    return ReadReply.newBuilder()
        .setLines(
            ReadReply.Lines.newBuilder()
                .setOrigin(lines.origin())
                .setNext(lines.next())
                .addAllLines(lines.lines())
                .setRun(message(lines.run())))
        .build();
  }

  static RunLines lines(ReadReply.Lines message) {
    return new RunLines(
        message.getOrigin(), message.getNext(), message.getLinesList(), run(message.getRun()));
  }

  static Refusal message(Failure failure) {
    return Refusal.newBuilder()
        .setExitCode(failure.code().number())
        .setError(failure.error())
        .setCause(failure.cause())
        .setKept(failure.kept())
        .setAdvice(failure.advice())
        .build();
  }

  static Failure failure(Refusal message) {
    ExitCode code =
        Arrays.stream(ExitCode.values())
            .filter(known -> known.number() == message.getExitCode() && known != ExitCode.DONE)
            .findFirst()
            .orElse(ExitCode.INTERNAL);
    return new Failure(
        code,
        PeerText.reason(message.getError()),
        PeerText.reason(message.getCause()),
        PeerText.reason(message.getKept()),
        PeerText.reason(message.getAdvice()));
  }
}
