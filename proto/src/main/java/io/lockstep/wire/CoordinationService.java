package io.lockstep.wire;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.lockstep.proto.v1.CoordinationGrpc;
import io.lockstep.proto.v1.RegisterReply;
import io.lockstep.proto.v1.StatusReply;
import io.lockstep.proto.v1.StatusRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The server's edge of the unary calls.
final class CoordinationService extends CoordinationGrpc.CoordinationImplBase {

  private static final Logger LOG = LoggerFactory.getLogger(CoordinationService.class);

  private final Sessions sessions;

  CoordinationService(Sessions sessions) {
    this.sessions = sessions;
  }

  @Override
  public void register(
      io.lockstep.proto.v1.Handshake message, StreamObserver<RegisterReply> reply) {
    RegisterOutcome outcome;
    try {
      outcome = outcomeOf(message);
    } catch (IllegalArgumentException malformed) {
      reply.onError(
          Status.INVALID_ARGUMENT.withDescription(malformed.getMessage()).asRuntimeException());
      return;
    }
    if (outcome instanceof RegisterOutcome.Refused refused) {
      LOG.warn(
          "worker={} host={} refused: {}",
          message.getWorker(),
          message.getHost(),
          refused.reason());
    }
    reply.onNext(CoordinationTranslator.message(outcome));
    reply.onCompleted();
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
