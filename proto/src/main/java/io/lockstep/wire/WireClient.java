package io.lockstep.wire;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyChannelBuilder;
import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.proto.v1.CoordinationGrpc;
import io.lockstep.proto.v1.RegisterReply;
import io.lockstep.proto.v1.StatusRequest;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A worker's end of the wire, that of a stand-by, and that of anyone who asks for the status. One
/// connection: by TCP, and from [#register] on by the coordinator's socket of this host where it
/// has one for us.
public final class WireClient implements AutoCloseable {

  private static final long CLOSE_SECONDS = 5;

  /// Longest wait for a coordinator of this host to answer over its socket.
  private static final long NEAR_SECONDS = 2;

  private static final Logger LOG = LoggerFactory.getLogger(WireClient.class);

  private static final CallOptions STREAM =
      CallOptions.DEFAULT.withOnReadyThreshold(Exchange.READY_BYTES);

  private final String address;
  private final WireLimits limits;
  private final WireSecurity security;
  private final ExecutorService thread;
  private final StreamWatch watch;
  private final ChunkPool pool;
  private Optional<HostSocket> near = Optional.empty();
  private String ticket = "";
  private ManagedChannel channel;

  /// For the stream; the same one, or the socket of this host.
  private ManagedChannel streams;

  private WireClient(String host, int port, WireLimits limits, WireSecurity security) {
    this.security = security;
    this.address = "%s:%d".formatted(host, port);
    this.limits = limits;
    pool = new ChunkPool(limits.poolBytes());
    watch = new StreamWatch(limits);
    thread =
        Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("wire-client").factory());
    channel = channel(NettyChannelBuilder.forAddress(reachable(host, port, security)), security);
    streams = channel;
  }

  /// Refuses to talk where everybody could read along.
  private static InetSocketAddress reachable(String host, int port, WireSecurity security) {
    InetSocketAddress address = new InetSocketAddress(host, port);
    if (!address.isUnresolved()) {
      security
          .against(address.getAddress())
          .ifPresent(told -> {
            throw told.failure("this node", new NodeAddress(host, port)).exception();
          });
    }
    return address;
  }

  private ManagedChannel channel(NettyChannelBuilder builder, WireSecurity security) {
    LargeFrames.on(builder, security);
    return builder
        .disableRetry()
        .executor(thread)
        .maxInboundMessageSize(Connection.MESSAGE_BYTES_MAX)
        .maxInboundMetadataSize(Connection.METADATA_BYTES_MAX)
        .flowControlWindow(Connection.WINDOW_BYTES)
        .keepAliveTime(Connection.KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
        .keepAliveTimeout(Connection.KEEP_ALIVE_TIMEOUT_SECONDS, TimeUnit.SECONDS)
        .keepAliveWithoutCalls(true)
        .build();
  }

  /// Prepares a connection; nothing is sent before the first call.
  ///
  /// @throws io.lockstep.failure.LockstepException with exit code 8 if nothing would protect it
  public static WireClient connect(
      String host, int port, WireLimits limits, WireSecurity security) {
    return new WireClient(host, port, limits, security);
  }

  /// Asks to take part. Blocks; not for threads that decide or compute.
  ///
  /// @param deadline longest wait, the connection included
  public RegisterOutcome register(Handshake handshake, Duration deadline) {
    try {
      RegisterReply reply =
          coordination(deadline).register(CoordinationTranslator.message(handshake));
      ticket = reply.getAccepted().getTicket();
      HostSocket.named(reply.getAccepted().getHostSocket()).ifPresent(this::comeNear);
      return CoordinationTranslator.outcome(reply);
    } catch (IllegalArgumentException foreign) {
      return new RegisterOutcome.Unreachable(
          "coordinator at %s: answers what this version does not understand: %s"
              .formatted(address, PeerText.reason(String.valueOf(foreign.getMessage()))));
    } catch (StatusRuntimeException e) {
      return TlsTrouble.of(e.getStatus())
          .<RegisterOutcome>map(Function.identity())
          .orElseGet(() ->
              new RegisterOutcome.Unreachable(
                  "coordinator at %s: %s".formatted(address, Reasons.of(e.getStatus()))));
    }
  }

  /// Goes on by the coordinator's socket of this host, if it answers there.
  private void comeNear(HostSocket socket) {
    // Between two processes of one host nobody reads along; the ticket says whose the stream is.
    ManagedChannel closer = channel(socket.client(), WireSecurity.loopback());
    if (!serves(closer)) {
      closer.shutdownNow();
      socket.close();
      return;
    }
    streams = closer;
    near = Optional.of(socket);
    if (!security.isTls()) {
      channel.shutdown();
      channel = closer;
    }
  }

  private static boolean serves(ManagedChannel channel) {
    try {
      return HealthGrpc.newBlockingStub(channel)
              .withDeadlineAfter(NEAR_SECONDS, TimeUnit.SECONDS)
              .check(HealthCheckRequest.getDefaultInstance())
              .getStatus()
          == ServingStatus.SERVING;
    } catch (StatusRuntimeException silent) {
      LOG.info("no way by a socket of this host: {}", Reasons.of(silent.getStatus()));
      return false;
    }
  }

  /// Whether the stream goes by the coordinator's socket of this host.
  boolean isNear() {
    return near.isPresent();
  }

  /// Asks how the run is doing. Blocks.
  ///
  /// @throws io.lockstep.failure.LockstepException with exit code 6 when nobody answers, with 8
  ///   when one end does not trust the other
  public StatusReport status(Duration deadline) {
    try {
      return CoordinationTranslator.report(
          coordination(deadline).status(StatusRequest.getDefaultInstance()));
    } catch (StatusRuntimeException e) {
      TlsTrouble.of(e.getStatus())
          .ifPresent(told -> {
            throw told.failure("this question", NodeAddress.parse(address)).exception(e);
          });
      throw Failure.of(
              ExitCode.CLUSTER, "the coordinator does not answer: " + Reasons.of(e.getStatus()))
          .at(address)
          .advising("check that a coordinator runs there: lockstep cluster status --hosts FILE")
          .exception(e);
    }
  }

  /// Opens the stream and sends the first frame. Does not wait for the answer: an unreachable
  /// coordinator shows as [FrameSink#closed].
  public Outbox<WorkerFrame> open(WorkerFrame.Hello hello, FrameSink<CoordinatorFrame> sink) {
    ClientCall<Envelope<WorkerFrame>, Envelope<CoordinatorFrame>> call =
        streams.newCall(Exchange.ofWorkers(pool), STREAM);
    Metadata headers = new Metadata();
    headers.put(Tickets.SHOWN, ticket);
    return new ClientStream<>(call, sink, limits, watch).start(hello, headers);
  }

  /// Opens the stream of a stand-by and sends the first frame; shows the token. Does not wait for
  /// the answer: whoever cannot be reached, does not lead or refuses shows as [FrameSink#closed].
  ///
  /// @throws IllegalStateException on the socket of this host, where only workers are
  public Outbox<FollowerFrame> follow(FollowerFrame.Follow hello, FrameSink<LeaderFrame> sink) {
    if (near.isPresent()) {
      throw new IllegalStateException("a stand-by does not register as a worker");
    }
    ClientCall<Envelope<FollowerFrame>, Envelope<LeaderFrame>> call =
        channel.newCall(Exchange.ofFollowers(pool), STREAM);
    return new ClientStream<>(call, sink, limits, watch).start(hello, security.introduction());
  }

  /// Shows this ticket from now on, as if it had registered for it.
  void shows(String other) {
    ticket = other;
  }

  /// Buffers that frames arrive in; also good for what is sent.
  public ChunkPool pool() {
    return pool;
  }

  /// Breaks the connection off, with all that is under way.
  @Override
  public void close() {
    streams.shutdownNow();
    channel.shutdownNow();
    try {
      streams.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
      channel.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    near.ifPresent(HostSocket::close);
    watch.close();
    thread.shutdown();
  }

  private CoordinationGrpc.CoordinationBlockingStub coordination(Duration deadline) {
    return security
        .introduced(CoordinationGrpc.newBlockingStub(channel))
        .withDeadlineAfter(deadline.toNanos(), TimeUnit.NANOSECONDS);
  }
}
