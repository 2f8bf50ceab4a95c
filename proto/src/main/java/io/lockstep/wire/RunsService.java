package io.lockstep.wire;

import io.grpc.Context;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.LockstepException;
import io.lockstep.proto.v1.ChangeRequest;
import io.lockstep.proto.v1.CurrentReply;
import io.lockstep.proto.v1.CurrentRequest;
import io.lockstep.proto.v1.ListReply;
import io.lockstep.proto.v1.ListRequest;
import io.lockstep.proto.v1.ReadReply;
import io.lockstep.proto.v1.ReadRequest;
import io.lockstep.proto.v1.Refusal;
import io.lockstep.proto.v1.RunReply;
import io.lockstep.proto.v1.RunsGrpc;
import io.lockstep.proto.v1.SubmitRequest;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The server's edge of the calls about runs. They may wait for files, so each has a virtual
/// thread, and only so many are answered at once.
final class RunsService extends RunsGrpc.RunsImplBase implements AutoCloseable {

  static final int AT_ONCE_MAX = 64;

  private static final Logger LOG = LoggerFactory.getLogger(RunsService.class);

  private final Supplier<Optional<RunDesk>> desk;
  private final Rejections rejections;
  private final Semaphore room = new Semaphore(AT_ONCE_MAX);
  private final ExecutorService answering =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("runs-", 0).factory());

  /// @param desk empty while this coordinator does not lead
  RunsService(Supplier<Optional<RunDesk>> desk, Rejections rejections) {
    this.desk = desk;
    this.rejections = rejections;
  }

  /// How an answer of one kind is made.
  ///
  /// @param refused the answer that says why there is none
  private record Answer<R>(
      StreamObserver<R> to, Function<RunDesk, R> given, Function<Refusal, R> refused) {}

  @Override
  public void submit(SubmitRequest request, StreamObserver<RunReply> reply) {
    answer(
        new Answer<>(
            reply,
            at ->
                RunsTranslator.message(
                    at.submit(RunsTranslator.submission(request, Instant.now()))),
            refused -> RunReply.newBuilder().setRefused(refused).build()));
  }

  @Override
  public void list(ListRequest request, StreamObserver<ListReply> reply) {
    answer(
        new Answer<>(
            reply,
            at -> RunsTranslator.message(at.queue()),
            refused -> ListReply.newBuilder().setRefused(refused).build()));
  }

  @Override
  public void change(ChangeRequest request, StreamObserver<RunReply> reply) {
    answer(
        new Answer<>(
            reply,
            at ->
                RunsTranslator.message(
                    at.change(
                        PeerText.name(request.getRun(), "a run's name"),
                        RunsTranslator.change(request.getChange()))),
            refused -> RunReply.newBuilder().setRefused(refused).build()));
  }

  @Override
  public void current(CurrentRequest request, StreamObserver<CurrentReply> reply) {
    answer(
        new Answer<>(
            reply,
            at -> {
              RunDesk.Order order = at.current(PeerText.name(request.getRun(), "a run's name"));
              return CurrentReply.newBuilder()
                  .setOrder(
                      CurrentReply.Order.newBuilder()
                          .setName(order.name())
                          .setConfiguration(order.configuration()))
                  .build();
            },
            refused -> CurrentReply.newBuilder().setRefused(refused).build()));
  }

  @Override
  public void read(ReadRequest request, StreamObserver<ReadReply> reply) {
    answer(
        new Answer<>(
            reply,
            at -> RunsTranslator.message(at.read(RunsTranslator.question(request))),
            refused -> ReadReply.newBuilder().setRefused(refused).build()));
  }

  private <R> void answer(Answer<R> answer) {
    if (!room.tryAcquire()) {
      answer
          .to()
          .onError(
              Status.UNAVAILABLE
                  .withDescription("%d questions at once are too many".formatted(AT_ONCE_MAX))
                  .asRuntimeException());
      return;
    }
    answering.execute(
        Context.current()
            .wrap(() -> {
              try {
                give(answer);
              } finally {
                room.release();
              }
            }));
  }

  private <R> void give(Answer<R> answer) {
    Optional<RunDesk> here = desk.get();
    if (here.isEmpty()) {
      answer
          .to()
          .onError(
              Status.UNAVAILABLE
                  .withDescription("this coordinator does not lead")
                  .asRuntimeException());
      return;
    }
    R message;
    try {
      message = answer.given().apply(here.get());
    } catch (NotLeadingException late) {
      answer
          .to()
          .onError(Status.UNAVAILABLE.withDescription(late.getMessage()).asRuntimeException());
      return;
    } catch (LockstepException refused) {
      message = answer.refused().apply(RunsTranslator.message(refused.failure()));
    } catch (IllegalArgumentException malformed) {
      rejections.note(UnaryCalls.FROM.get(), malformed.getMessage());
      message = answer.refused().apply(RunsTranslator.message(senseless(malformed)));
    } catch (RuntimeException | Error fault) {
      LOG.error("a question about runs could not be answered", fault);
      answer
          .to()
          .onError(Status.INTERNAL.withDescription("the answer failed").asRuntimeException());
      return;
    }
    try {
      answer.to().onNext(message);
      answer.to().onCompleted();
    } catch (RuntimeException gone) {
      LOG.debug("whoever asked is gone", gone);
    }
  }

  private static Failure senseless(IllegalArgumentException malformed) {
    return Failure.of(ExitCode.USAGE, String.valueOf(malformed.getMessage()))
        .keeping("the queue, as it was")
        .advising("lockstep submit --help");
  }

  @Override
  public void close() {
    answering.shutdownNow();
  }
}
