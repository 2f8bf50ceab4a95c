package io.lockstep.wire;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.proto.v1.ChangeRequest;
import io.lockstep.proto.v1.CoordinationGrpc;
import io.lockstep.proto.v1.CurrentReply;
import io.lockstep.proto.v1.CurrentRequest;
import io.lockstep.proto.v1.ListReply;
import io.lockstep.proto.v1.ListRequest;
import io.lockstep.proto.v1.ReadReply;
import io.lockstep.proto.v1.Refusal;
import io.lockstep.proto.v1.RunReply;
import io.lockstep.proto.v1.RunsGrpc;
import io.lockstep.proto.v1.StatusRequest;
import io.lockstep.queue.RunQueue;
import io.lockstep.queue.Submission;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/// Asks the coordinator that leads about the runs of its cluster. Every call blocks, its deadline
/// at most; a coordinator that hangs, or whose host is gone, is given up within 15 s. One thread at
/// a time.
public final class RunsClient implements AutoCloseable {

  /// A coordinator reads the data of a run before it takes it.
  private static final Duration SUBMIT_DEADLINE = Duration.ofSeconds(60);

  /// One that hangs takes connections and says nothing: it shows by this that it is there, since a
  /// connection is watched only when it stands.
  private static final Duration THERE_DEADLINE = Duration.ofSeconds(5);

  private static final Duration DEADLINE = Duration.ofSeconds(10);

  private final NodeAddress address;
  private final WireSecurity security;
  private final ManagedChannel channel;

  private RunsClient(NodeAddress address, WireSecurity security) {
    this.address = address;
    this.security = security;
    NettyChannelBuilder builder =
        NettyChannelBuilder.forAddress(new InetSocketAddress(address.host(), address.port()));
    LargeFrames.on(builder, security);
    this.channel =
        builder
            .disableRetry()
            .keepAliveTime(Connection.KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
            .keepAliveTimeout(Connection.KEEP_ALIVE_TIMEOUT_SECONDS, TimeUnit.SECONDS)
            .directExecutor()
            .maxInboundMessageSize(Connection.MESSAGE_BYTES_MAX)
            .maxInboundMetadataSize(Connection.METADATA_BYTES_MAX)
            .build();
  }

  /// Prepares a connection; nothing is sent before the first call.
  public static RunsClient connect(NodeAddress address, WireSecurity security) {
    return new RunsClient(address, security);
  }

  /// @throws NoAnswerException when nobody answers who leads; the same submission may be sent again
  /// @throws io.lockstep.failure.LockstepException when it is refused
  public RunDesk.Entered submit(Submission submission) throws NoAnswerException {
    status(THERE_DEADLINE);
    RunReply reply =
        asked(SUBMIT_DEADLINE, stub -> stub.submit(RunsTranslator.message(submission)));
    return entered(reply);
  }

  /// @throws NoAnswerException when nobody answers who leads
  /// @throws io.lockstep.failure.LockstepException when the cluster takes no runs
  public RunQueue queue() throws NoAnswerException {
    ListReply reply = asked(DEADLINE, stub -> stub.list(ListRequest.getDefaultInstance()));
    return switch (reply.getOutcomeCase()) {
      case QUEUE -> understood(reply.getQueue(), RunsTranslator::queue);
      case REFUSED -> throw refusal(reply.getRefused());
      case OUTCOME_NOT_SET -> throw empty();
    };
  }

  /// How the run is doing that is led there.
  ///
  /// @throws NoAnswerException when nobody answers who leads
  public StatusReport status() throws NoAnswerException {
    return status(DEADLINE);
  }

  private StatusReport status(Duration deadline) throws NoAnswerException {
    return understood(
        answered(() ->
            security
                .introduced(CoordinationGrpc.newBlockingStub(channel))
                .withDeadlineAfter(deadline.toNanos(), TimeUnit.NANOSECONDS)
                .status(StatusRequest.getDefaultInstance())),
        CoordinationTranslator::report);
  }

  /// Where it is asked.
  public NodeAddress address() {
    return address;
  }

  /// @param run number, folder or name
  /// @throws NoAnswerException when nobody answers who leads
  /// @throws io.lockstep.failure.LockstepException when it is refused
  public RunDesk.Entered change(String run, RunDesk.Change change) throws NoAnswerException {
    ChangeRequest request =
        ChangeRequest.newBuilder()
            .setRun(run)
            .setChange(ChangeRequest.Change.valueOf(change.name()))
            .build();
    return entered(asked(DEADLINE, stub -> stub.change(request)));
  }

  /// @param run folder of the run that is led there
  /// @throws NoAnswerException when nobody answers who leads
  /// @throws io.lockstep.failure.LockstepException when it is refused
  public RunDesk.Order current(String run) throws NoAnswerException {
    CurrentReply reply =
        asked(DEADLINE, stub -> stub.current(CurrentRequest.newBuilder().setRun(run).build()));
    return switch (reply.getOutcomeCase()) {
      case ORDER ->
          new RunDesk.Order(reply.getOrder().getName(), reply.getOrder().getConfiguration());
      case REFUSED -> throw refusal(reply.getRefused());
      case OUTCOME_NOT_SET -> throw empty();
    };
  }

  /// @throws NoAnswerException when nobody answers who leads
  /// @throws io.lockstep.failure.LockstepException when it is refused
  public RunLines read(RunLines.Question question) throws NoAnswerException {
    ReadReply reply = asked(DEADLINE, stub -> stub.read(RunsTranslator.message(question)));
    return switch (reply.getOutcomeCase()) {
      case LINES -> understood(reply.getLines(), RunsTranslator::lines);
      case REFUSED -> throw refusal(reply.getRefused());
      case OUTCOME_NOT_SET -> throw empty();
    };
  }

  private RunDesk.Entered entered(RunReply reply) throws NoAnswerException {
    return switch (reply.getOutcomeCase()) {
      case ENTERED -> understood(reply.getEntered(), RunsTranslator::entered);
      case REFUSED -> throw refusal(reply.getRefused());
      case OUTCOME_NOT_SET -> throw empty();
    };
  }

  private <R> R asked(Duration deadline, Function<RunsGrpc.RunsBlockingStub, R> call)
      throws NoAnswerException {
    return answered(() ->
        call.apply(
            security
                .introduced(RunsGrpc.newBlockingStub(channel))
                .withDeadlineAfter(deadline.toNanos(), TimeUnit.NANOSECONDS)));
  }

  private <R> R answered(Supplier<R> call) throws NoAnswerException {
    try {
      return call.get();
    } catch (StatusRuntimeException silent) {
      switch (silent.getStatus().getCode()) {
        case INVALID_ARGUMENT -> throw senseless(Reasons.of(silent.getStatus()), silent);
        case DEADLINE_EXCEEDED ->
            throw new NoAnswerException(address + ": no answer in time", silent);
        case UNIMPLEMENTED ->
            throw senseless("that coordinator is of a version that takes no runs", silent);
        default ->
            throw new NoAnswerException(
                "%s: %s".formatted(address, Reasons.of(silent.getStatus())), silent);
      }
    }
  }

  /// What comes may be of a later version, or of none.
  private <M, R> R understood(M message, Function<M, R> translation) {
    try {
      return translation.apply(message);
    } catch (IllegalArgumentException foreign) {
      throw Failure.of(
              ExitCode.USAGE,
              "the coordinator answers what this version does not understand: "
                  + PeerText.reason(String.valueOf(foreign.getMessage())))
          .at(address.toString())
          .keeping("the queue, as it is there")
          .advising("use the version of the cluster: lockstep version")
          .exception(foreign);
    }
  }

  /// Asking again would not help.
  private RuntimeException senseless(String reason, StatusRuntimeException origin) {
    return Failure.of(ExitCode.USAGE, "the coordinator does not understand this: " + reason)
        .at(address.toString())
        .keeping("the queue, as it was")
        .advising("use the version of the cluster: lockstep version")
        .exception(origin);
  }

  private static RuntimeException refusal(Refusal refusal) {
    return RunsTranslator.failure(refusal).exception();
  }

  private NoAnswerException empty() {
    return new NoAnswerException(address + ": the answer is empty", null);
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
