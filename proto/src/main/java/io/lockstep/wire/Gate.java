package io.lockstep.wire;

import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.lockstep.trust.Role;

/// Looks at who makes a call before anything of it is read.
///
/// @param rejections told of whom it sends away
/// @param open for whom
record Gate(Rejections rejections, WireSecurity security, Who open) implements ServerInterceptor {

  enum Who {
    /// Whoever knows the token of the cluster.
    MEMBERS,
    /// Members of which the certificate is not one of a worker.
    COORDINATORS
  }

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    Status answer = answerTo(call, headers);
    if (answer.isOk()) {
      return next.startCall(call, headers);
    }
    rejections.note(
        call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR), answer.getDescription());
    call.close(answer, new Metadata());
    return new ServerCall.Listener<>() {};
  }

  private Status answerTo(ServerCall<?, ?> call, Metadata headers) {
    if (!security.knows(headers)) {
      return Status.UNAUTHENTICATED.withDescription(
          headers.containsKey(WireSecurity.TOKEN)
              ? "the join token is not that of the cluster"
              : "a join token is missing");
    }
    if (open == Who.COORDINATORS && WireSecurity.roleOf(call) == Role.WORKER) {
      return Status.PERMISSION_DENIED.withDescription(
          "the certificate is one of a worker, and this is for coordinators");
    }
    return Status.OK;
  }
}
