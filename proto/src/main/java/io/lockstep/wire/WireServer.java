package io.lockstep.wire;

import io.grpc.DecompressorRegistry;
import io.grpc.Server;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.lockstep.failure.ListenFault;
import io.lockstep.proto.v1.FollowingGrpc;
import io.lockstep.proto.v1.ReductionGrpc;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The coordinator's end of the wire. One per process; [#close] ends all streams.
public final class WireServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(WireServer.class);

  private static final long CLOSE_SECONDS = 5;
  private static final long LOOK_MILLIS = 100;

  /// Services for whoever shows the token with each call: the first ones.
  private static final int BY_TOKEN = 3;

  private final List<Server> servers = new ArrayList<>();
  private final Optional<HostSocket> near;
  private final ExecutorService threads;
  private final StreamWatch watch;
  private final ChunkPool pool;
  private final DeadLinks links = new DeadLinks();
  private final HealthStatusManager health = new HealthStatusManager();
  private final Rejections rejections;
  private final Tickets tickets = new Tickets(Connection.GUESTS_MAX);
  private final WireSecurity security;
  private final RunsService runs;
  private volatile WireLimits limits;

  private WireServer(
      InetSocketAddress bind,
      Sessions sessions,
      WireLimits limits,
      WireSecurity security,
      Rejections rejections)
      throws IOException {
    this.rejections = rejections;
    this.security = security;
    this.limits = limits;
    this.runs = new RunsService(sessions::desk, rejections);
    pool = new ChunkPool(limits.poolBytes());
    watch = new StreamWatch(limits);
    watch.repeat(rejections::flush);
    near = HostSocket.fresh(limits.threads());
    threads =
        Executors.newFixedThreadPool(
            limits.threads(), Thread.ofPlatform().daemon().name("wire-server-", 0).factory());
    UnaryCalls unary = new UnaryCalls(rejections, security);
    List<ServerServiceDefinition> services =
        List.of(
            unary.forMembers(
                new CoordinationService(sessions, rejections, near, tickets).bindService()),
            unary.forMembers(runs.bindService()),
            following(sessions),
            reduction(sessions),
            unary.forAll(health.getHealthService().bindService()));
    try {
      servers.add(
          held(NettyServerBuilder.forAddress(bind), limits, security)
              .addServices(services)
              .build()
              .start());
    } catch (IOException | RuntimeException e) {
      near.ifPresent(HostSocket::close);
      watch.close();
      threads.shutdownNow();
      throw e;
    }
    // Whoever comes that way has shown by TCP that it belongs here, and its ticket shows that.
    List<ServerServiceDefinition> nearServices =
        security.isTls() ? services.subList(BY_TOKEN, services.size()) : services;
    near.ifPresent(socket -> serveNear(socket, nearServices, limits));
  }

  /// Workers of this host that find nobody there stay with TCP.
  private void serveNear(
      HostSocket socket, List<ServerServiceDefinition> services, WireLimits limits) {
    try {
      servers.add(
          held(socket.server(), limits, WireSecurity.loopback())
              .addServices(services)
              .build()
              .start());
    } catch (IOException refused) {
      LOG.info("workers of this host come by TCP: {}", refused.getMessage());
    }
  }

  /// Starts to listen.
  ///
  /// @param bind address and port; port 0 takes a free one
  /// @throws io.lockstep.failure.LockstepException with exit code 6 when the port is in use, with 8
  ///   when nothing protects it
  public static WireServer start(
      InetSocketAddress bind, Sessions sessions, WireLimits limits, WireSecurity security) {
    return start(bind, sessions, limits, security, new Rejections(LOG::warn, System::nanoTime));
  }

  /// @param rejections told of what is not taken
  static WireServer start(
      InetSocketAddress bind,
      Sessions sessions,
      WireLimits limits,
      WireSecurity security,
      Rejections rejections) {
    security.requireFor(bind.getAddress(), "%s:%d".formatted(bind.getHostString(), bind.getPort()));
    try {
      return new WireServer(bind, sessions, limits, security, rejections);
    } catch (IOException e) {
      throw ListenFault.of("cannot listen for workers on", bind, "--grpc-port", e).exception(e);
    }
  }

  /// From now on streams that are opened are held to these limits; the number of threads stays.
  public void holdTo(WireLimits newLimits) {
    limits = newLimits;
    pool.keepFree(newLimits.poolBytes());
  }

  /// The port in use.
  public int port() {
    return servers.getFirst().getPort();
  }

  /// As if this worker had registered.
  String ticketFor(String worker) {
    return tickets.issue(worker);
  }

  /// Name of the socket for workers of this host; empty where there is none.
  String hostSocket() {
    return near.map(HostSocket::name).orElse("");
  }

  /// Buffers that frames arrive in; also good for what is sent.
  public ChunkPool pool() {
    return pool;
  }

  /// Ends all streams and stops listening.
  @Override
  public void close() {
    if (!servers.getFirst().isShutdown()) {
      health.enterTerminalState();
    }
    servers.forEach(Server::shutdown);
    try {
      // Last words on their way still arrive; who cannot hear, or does not listen, is cut.
      if (!awaitLastWords()) {
        servers.forEach(Server::shutdownNow);
        awaitEnd(TimeUnit.SECONDS.toMillis(CLOSE_SECONDS));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    near.ifPresent(HostSocket::close);
    watch.close();
    threads.shutdown();
    runs.close();
  }

  /// @return whether all streams have ended
  private boolean awaitLastWords() throws InterruptedException {
    LastWords words = new LastWords(watch.bytesSent(), watch.streams());
    do {
      if (awaitEnd(LOOK_MILLIS)) {
        return true;
      }
      links.cut();
    } while (words.after(LOOK_MILLIS, watch.bytesSent(), watch.streams()));
    return false;
  }

  private boolean awaitEnd(long millis) throws InterruptedException {
    long deadlineNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    boolean ended = true;
    for (Server server : servers) {
      ended &= server.awaitTermination(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
    }
    return ended;
  }

  private ServerServiceDefinition reduction(Sessions sessions) {
    ServerCallHandler<Envelope<WorkerFrame>, Envelope<CoordinatorFrame>> handler =
        (call, headers) ->
            new ServerStream<>(
                call, new WorkerGreeting(sessions, tickets, headers.get(Tickets.SHOWN)), room());
    return ServerServiceDefinition.builder(ReductionGrpc.SERVICE_NAME)
        .addMethod(Exchange.ofWorkers(pool), handler)
        .build();
  }

  /// For other coordinators.
  private ServerServiceDefinition following(Sessions sessions) {
    ServerCallHandler<Envelope<FollowerFrame>, Envelope<LeaderFrame>> handler =
        (call, _) -> new ServerStream<>(call, new FollowerGreeting(sessions), room());
    ServerServiceDefinition service =
        ServerServiceDefinition.builder(FollowingGrpc.SERVICE_NAME)
            .addMethod(Exchange.ofFollowers(pool), handler)
            .build();
    return ServerInterceptors.intercept(
        service, new Gate(rejections, security, Gate.Who.COORDINATORS));
  }

  private ServerStream.Room room() {
    return new ServerStream.Room(() -> limits, watch, rejections);
  }

  /// A server, held to the limits of all of ours.
  private NettyServerBuilder held(
      NettyServerBuilder server, WireLimits limits, WireSecurity security) {
    Guests guests = new Guests(Connection.GUESTS_MAX, Connection.GUESTS_OF_ONE_MAX);
    LargeFrames.on(
        server,
        new FirstBytes.Door(guests, links, rejections, limits.handshakeDeadline(), security),
        security);
    return server
        .executor(threads)
        .maxInboundMessageSize(Connection.MESSAGE_BYTES_MAX)
        .maxInboundMetadataSize(Connection.METADATA_BYTES_MAX)
        .flowControlWindow(Connection.WINDOW_BYTES)
        .keepAliveTime(Connection.KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
        .keepAliveTimeout(Connection.KEEP_ALIVE_TIMEOUT_SECONDS, TimeUnit.SECONDS)
        .permitKeepAliveTime(Connection.KEEP_ALIVE_TIMEOUT_SECONDS, TimeUnit.SECONDS)
        .permitKeepAliveWithoutCalls(true)
        .maxConcurrentCallsPerConnection(Connection.CALLS_MAX)
        .maxRstFramesPerWindow(Connection.RESETS_MAX, Connection.RESETS_SECONDS)
        .maxConnectionIdle(Connection.IDLE_MINUTES, TimeUnit.MINUTES)
        .decompressorRegistry(DecompressorRegistry.emptyInstance())
        // Behind that of FirstBytes, which counts whom it sends away.
        .handshakeTimeout(2 * limits.handshakeDeadline().toMillis(), TimeUnit.MILLISECONDS);
  }
}
