package io.lockstep.wire;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptors;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.lockstep.trust.Role;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Services as anybody may call them: a question that is too long or no message of ours is refused
/// with a status and counted, where gRPC would show a stack trace for each.
final class UnaryCalls {

  /// Longest question. Within it fits the handshake of a net of a thousand layers.
  static final int QUESTION_BYTES_MAX = 1 << 20;

  private static final Logger LOG = LoggerFactory.getLogger(UnaryCalls.class);

  /// Where the call at hand comes from; null when that is not known.
  static final Context.Key<SocketAddress> FROM = Context.key("from");

  /// What the other end of the call at hand may be.
  static final Context.Key<Role> ROLE = Context.key("role");

  private final Rejections rejections;
  private final WireSecurity security;

  UnaryCalls(Rejections rejections, WireSecurity security) {
    this.rejections = rejections;
    this.security = security;
  }

  /// For whoever has come so far.
  ServerServiceDefinition forAll(ServerServiceDefinition service) {
    return guarded(service);
  }

  /// For whoever knows the token of the cluster.
  ServerServiceDefinition forMembers(ServerServiceDefinition service) {
    return ServerInterceptors.intercept(
        guarded(service), new Gate(rejections, security, Gate.Who.MEMBERS));
  }

  private ServerServiceDefinition guarded(ServerServiceDefinition service) {
    var builder = ServerServiceDefinition.builder(service.getServiceDescriptor().getName());
    service.getMethods().forEach(method -> add(builder, method));
    return builder.build();
  }

  private <Q, R> void add(
      ServerServiceDefinition.Builder builder, ServerMethodDefinition<Q, R> method) {
    MethodDescriptor<Q, R> plain = method.getMethodDescriptor();
    ServerCallHandler<Q, R> handler = method.getServerCallHandler();
    builder.addMethod(
        plain.toBuilder(new Question<>(plain.getRequestMarshaller()), plain.getResponseMarshaller())
            .build(),
        (call, headers) ->
            new Guard<>(
                call,
                Contexts.interceptCall(
                    Context.current().withValues(FROM, from(call), ROLE, WireSecurity.roleOf(call)),
                    call,
                    headers,
                    handler)));
  }

  private static SocketAddress from(ServerCall<?, ?> call) {
    return call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
  }

  /// Reads a question; null stands for one that cannot be read, since gRPC logs what is thrown.
  private record Question<Q>(MethodDescriptor.Marshaller<Q> inner)
      implements MethodDescriptor.Marshaller<Q> {

    @Override
    public InputStream stream(Q question) {
      return inner.stream(question);
    }

    @Override
    public Q parse(InputStream in) {
      try {
        byte[] bytes = in.readNBytes(QUESTION_BYTES_MAX + 1);
        return bytes.length > QUESTION_BYTES_MAX
            ? null
            : inner.parse(new ByteArrayInputStream(bytes));
      } catch (IOException | RuntimeException unreadable) {
        LOG.debug("a question could not be read", unreadable);
        return null;
      }
    }
  }

  /// One call.
  private final class Guard<Q, R> extends ServerCall.Listener<Q> {
    private final ServerCall<Q, R> call;
    private final ServerCall.Listener<Q> inner;
    private boolean refused;

    Guard(ServerCall<Q, R> call, ServerCall.Listener<Q> inner) {
      this.call = call;
      this.inner = inner;
    }

    @Override
    public void onMessage(Q question) {
      if (question != null) {
        inner.onMessage(question);
        return;
      }
      refuse(
          Status.INVALID_ARGUMENT.withDescription(
              "not a message of %s, or longer than %d bytes"
                  .formatted(call.getMethodDescriptor().getFullMethodName(), QUESTION_BYTES_MAX)));
    }

    @Override
    public void onHalfClose() {
      if (refused) {
        return;
      }
      try {
        inner.onHalfClose();
      } catch (RuntimeException e) {
        LOG.error("{} could not be answered", call.getMethodDescriptor().getFullMethodName(), e);
        refuse(Status.INTERNAL.withDescription("the answer failed"));
      }
    }

    private void refuse(Status status) {
      if (!refused) {
        refused = true;
        rejections.note(from(call), status.getDescription());
        call.close(status, new Metadata());
      }
    }

    @Override
    public void onCancel() {
      inner.onCancel();
    }

    @Override
    public void onComplete() {
      inner.onComplete();
    }

    @Override
    public void onReady() {
      inner.onReady();
    }
  }
}
