package io.lockstep.wire;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.lockstep.proto.v1.CoordinationGrpc;
import io.lockstep.proto.v1.RegisterReply;
import io.lockstep.proto.v1.StatusReply;
import io.lockstep.proto.v1.StatusRequest;
import io.lockstep.trust.Role;
import java.util.Optional;

/// The server's edge of the unary calls.
final class CoordinationService extends CoordinationGrpc.CoordinationImplBase {

  private final Sessions sessions;
  private final Rejections rejections;
  private final Optional<HostSocket> near;
  private final Tickets tickets;

  /// @param near told to workers of this host
  CoordinationService(
      Sessions sessions, Rejections rejections, Optional<HostSocket> near, Tickets tickets) {
    this.sessions = sessions;
    this.rejections = rejections;
    this.near = near;
    this.tickets = tickets;
  }

  @Override
  public void register(
      io.lockstep.proto.v1.Handshake message, StreamObserver<RegisterReply> reply) {
    RegisterOutcome outcome;
    try {
      outcome = outcomeOf(message);
    } catch (IllegalArgumentException malformed) {
      rejections.note(UnaryCalls.FROM.get(), malformed.getMessage());
      reply.onError(
          Status.INVALID_ARGUMENT.withDescription(malformed.getMessage()).asRuntimeException());
      return;
    }
    if (outcome instanceof RegisterOutcome.Refused refused) {
      rejections.note(
          UnaryCalls.FROM.get(),
          "worker=%s host=%s may not take part: %s"
              .formatted(
                  PeerText.value(message.getWorker()),
                  PeerText.value(message.getHost()),
                  refused.reasonHere()));
      outcome = refused.toStranger();
    }
    if (outcome instanceof RegisterOutcome.Unreachable(String reason)) {
      reply.onError(Status.UNAVAILABLE.withDescription(reason).asRuntimeException());
      return;
    }
    RegisterReply.Builder answer = CoordinationTranslator.message(outcome).toBuilder();
    if (answer.hasAccepted()) {
      answer.getAcceptedBuilder().setTicket(tickets.issue(answer.getAccepted().getWorker()));
      near.map(socket -> socket.nameFor(UnaryCalls.FROM.get()))
          .ifPresent(answer.getAcceptedBuilder()::setHostSocket);
    }
    reply.onNext(answer.build());
    reply.onCompleted();
  }

  @Override
  public void leader(
      io.lockstep.proto.v1.LeaderQuestion message,
      StreamObserver<io.lockstep.proto.v1.LeaderAnswer> reply) {
    if (message.hasCoordinator() && UnaryCalls.ROLE.get() == Role.WORKER) {
      String what = "its certificate is one of a worker, and it asks as a coordinator";
      rejections.note(UnaryCalls.FROM.get(), what);
      reply.onError(
          Status.PERMISSION_DENIED
              .withDescription("the certificate of this host is one of a worker")
              .asRuntimeException());
      return;
    }
    try {
      reply.onNext(LeaderTranslator.message(told(LeaderTranslator.question(message))));
      reply.onCompleted();
    } catch (IllegalArgumentException malformed) {
      rejections.note(UnaryCalls.FROM.get(), malformed.getMessage());
      reply.onError(
          Status.INVALID_ARGUMENT.withDescription(malformed.getMessage()).asRuntimeException());
    }
  }

  private LeaderAnswer told(LeaderQuestion question) {
    LeaderAnswer answer = sessions.leader(question);
    if (answer instanceof LeaderAnswer.Refused(RegisterOutcome.Refused difference)) {
      rejections.note(
          UnaryCalls.FROM.get(), "a node belongs elsewhere: " + difference.reasonHere());
      return new LeaderAnswer.Refused(difference.toStranger());
    }
    return answer;
  }

  /// Another protocol version is refused before anything else of the message is believed.
  private RegisterOutcome outcomeOf(io.lockstep.proto.v1.Handshake message) {
    if (message.getProtocolVersion() != Handshake.PROTOCOL_VERSION) {
      return new RegisterOutcome.Refused(
          "protocol_version",
          String.valueOf(Handshake.PROTOCOL_VERSION),
          Integer.toUnsignedString(message.getProtocolVersion()));
    }
    return sessions.register(CoordinationTranslator.handshake(message));
  }

  @Override
  public void status(StatusRequest request, StreamObserver<StatusReply> reply) {
    reply.onNext(CoordinationTranslator.message(sessions.status()));
    reply.onCompleted();
  }
}
