package io.lockstep.wire;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.proto.v1.CoordinationGrpc;
import io.lockstep.proto.v1.StatusRequest;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/// A worker's end of the wire, and that of anyone who asks for the status. One connection.
public final class WireClient implements AutoCloseable {

  private static final long CLOSE_SECONDS = 5;

  private final String address;
  private final WireLimits limits;
  private final ManagedChannel channel;
  private final ExecutorService thread;
  private final StreamWatch watch;
  private final ChunkPool pool;

  private WireClient(String host, int port, WireLimits limits) {
    this.address = "%s:%d".formatted(host, port);
    this.limits = limits;
    pool = new ChunkPool(limits.poolBytes());
    watch = new StreamWatch(limits);
    thread =
        Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("wire-client").factory());
    NettyChannelBuilder builder =
        NettyChannelBuilder.forAddress(new InetSocketAddress(host, port))
            .usePlaintext()
            .disableRetry()
            .executor(thread)
            .maxInboundMessageSize(Connection.MESSAGE_BYTES_MAX)
            .maxInboundMetadataSize(Connection.METADATA_BYTES_MAX)
            .flowControlWindow(Connection.WINDOW_BYTES)
            .keepAliveTime(Connection.KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
            .keepAliveTimeout(Connection.KEEP_ALIVE_TIMEOUT_SECONDS, TimeUnit.SECONDS)
            .keepAliveWithoutCalls(true);
    LargeFrames.on(builder);
    channel = builder.build();
  }

  /// Prepares a connection; nothing is sent before the first call.
  public static WireClient connect(String host, int port, WireLimits limits) {
    return new WireClient(host, port, limits);
  }

  /// Asks to take part. Blocks; not for threads that decide or compute.
  ///
  /// @param deadline longest wait, the connection included
  public RegisterOutcome register(Handshake handshake, Duration deadline) {
    try {
      return CoordinationTranslator.outcome(
          coordination(deadline).register(CoordinationTranslator.message(handshake)));
    } catch (StatusRuntimeException e) {
      return new RegisterOutcome.Unreachable(
          "coordinator at %s: %s".formatted(address, Reasons.of(e.getStatus())));
    }
  }

  /// Asks how the run is doing. Blocks.
  ///
  /// @throws io.lockstep.failure.LockstepException with exit code 6 when nobody answers
  public StatusReport status(Duration deadline) {
    try {
      return CoordinationTranslator.report(
          coordination(deadline).status(StatusRequest.getDefaultInstance()));
    } catch (StatusRuntimeException e) {
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
        channel.newCall(
            Exchange.method(pool), CallOptions.DEFAULT.withOnReadyThreshold(Exchange.READY_BYTES));
    return new ClientStream(call, sink, limits, watch).start(hello);
  }

  /// Buffers that frames arrive in; also good for what is sent.
  public ChunkPool pool() {
    return pool;
  }

  /// Breaks the connection off, with all that is under way.
  @Override
  public void close() {
    channel.shutdownNow();
    try {
      channel.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    watch.close();
    thread.shutdown();
  }

  private CoordinationGrpc.CoordinationBlockingStub coordination(Duration deadline) {
    return CoordinationGrpc.newBlockingStub(channel)
        .withDeadlineAfter(deadline.toNanos(), TimeUnit.NANOSECONDS);
  }
}
