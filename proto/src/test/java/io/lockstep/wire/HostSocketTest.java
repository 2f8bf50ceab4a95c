package io.lockstep.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainSocketAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The way by a socket of the host. All other tests of the wire go by TCP.
final class HostSocketTest {

  private static final Duration DEADLINE = Duration.ofSeconds(10);
  private static final WorkerFrame.Hello HELLO = new WorkerFrame.Hello(Frames.REIGN, "w1", 11);

  @BeforeAll
  static void onlyLinuxHasIt() {
    assumeTrue(Epoll.isAvailable(), "the native transport of Linux");
  }

  @Test
  void aWorkerOfThisHostComesByTheSocketAndEverythingTravels() throws Exception {
    try (var coordinator = new TestCoordinator(Frames.limits());
        var client = coordinator.connect(Frames.limits())) {
      assertThat(client.isNear()).isFalse();
      assertThat(client.register(Frames.handshake(), DEADLINE))
          .isInstanceOf(RegisterOutcome.Accepted.class);
      assertThat(client.isNear()).isTrue();
      assertThat(client.status(DEADLINE).run()).isEqualTo("fashion-3");

      Inbox<CoordinatorFrame> inbox = new Inbox<>();
      Outbox<WorkerFrame> up = client.open(HELLO, inbox);
      var opened = coordinator.next();
      assertThat(opened.inbox().next()).isEqualTo(HELLO);
      float[] numbers = Frames.floats(WireLimits.CHUNK_FLOATS_MAX + 20, 4);
      for (int i = 0; i < 20; i++) {
        up.send(Frames.gradient(1 + i, 0, Payload.borrowed(numbers, i, 262_000)));
        opened.outbox().send(Frames.parameters(1 + i, 0, Payload.borrowed(numbers, i, 200_000)));
      }
      for (int i = 0; i < 20; i++) {
        Frames.assertSlice(((TensorFrame) opened.inbox().next()).payload(), numbers, i, 262_000);
        Frames.assertSlice(((TensorFrame) inbox.next()).payload(), numbers, i, 200_000);
      }
      opened.outbox().close("run finished");
      assertThat(inbox.reason()).isEqualTo("run finished");
    }
  }

  @Test
  void aWorkerThatIsGoneIsHeardOfAtOnce() throws Exception {
    try (var coordinator = new TestCoordinator(Frames.limits())) {
      Inbox<WorkerFrame> inbox;
      try (var client = coordinator.connect(Frames.limits())) {
        client.register(Frames.handshake(), DEADLINE);
        client.open(HELLO, new Inbox<>());
        inbox = coordinator.next().inbox();
      }
      assertThat(inbox.reason()).isEqualTo("stream broken");
    }
  }

  @Test
  void aSocketThatDoesNotAnswerLeavesTheWorkerWithTcp() throws Exception {
    Rejections rejections = new Rejections(_ -> {}, System::nanoTime);
    try (var coordinator = new TestCoordinator(Frames.limits());
        HostSocket silent = HostSocket.fresh(1).orElseThrow()) {
      Server server =
          NettyServerBuilder.forAddress(TestCoordinator.loopback(0))
              .addService(
                  new CoordinationService(
                      coordinator, rejections, Optional.of(silent), new Tickets(1)))
              .addService(new HealthStatusManager().getHealthService())
              .build()
              .start();
      try (var client =
          WireClient.connect(
              "127.0.0.1", server.getPort(), Frames.limits(), WireSecurity.loopback())) {
        assertThat(client.register(Frames.handshake(), DEADLINE))
            .isInstanceOf(RegisterOutcome.Accepted.class);
        assertThat(client.isNear()).isFalse();
        assertThat(client.status(DEADLINE).run()).isEqualTo("fashion-3");
      } finally {
        server.shutdownNow();
      }
    }
  }

  @Test
  void onlyWorkersOfThisHostAreToldItsName() throws Exception {
    try (HostSocket socket = HostSocket.fresh(1).orElseThrow()) {
      assertThat(socket.nameFor(from("127.0.0.1"))).startsWith("lockstep-");
      assertThat(socket.nameFor(from("::1"))).startsWith("lockstep-");
      assertThat(socket.nameFor(from("192.0.2.1"))).as("TEST-NET-1, RFC 5737").isEmpty();
      assertThat(socket.nameFor(null)).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/run/other.sock", "lockstep-", "lockstep-../../../../../../../../x"})
  void aNameThatNoCoordinatorGivesIsNotGoneTo(String name) {
    assertThat(HostSocket.named(name)).isEmpty();
  }

  @Test
  void whoSpeaksSomethingElseIsSentAwayAndCounted() throws Exception {
    var loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    try (var coordinator = new TestCoordinator(Frames.limits())) {
      Channel stranger =
          new Bootstrap()
              .group(loop)
              .channel(EpollDomainSocketChannel.class)
              .handler(new ChannelInboundHandlerAdapter())
              .connect(new DomainSocketAddress("\0" + coordinator.server.hostSocket()))
              .sync()
              .channel();
      stranger.writeAndFlush(Unpooled.copiedBuffer("hello\n", StandardCharsets.US_ASCII));
      assertThat(coordinator.refusals.poll(DEADLINE.toSeconds(), TimeUnit.SECONDS))
          .isEqualTo(
              "refused what came from a process of this host: "
                  + "bytes that are no HTTP/2, this port speaks gRPC");
      assertThat(stranger.closeFuture().await(DEADLINE.toMillis())).as("closed").isTrue();
    } finally {
      loop.shutdownGracefully();
    }
  }

  private static InetSocketAddress from(String address) throws Exception {
    return new InetSocketAddress(InetAddress.getByName(address), 40_000);
  }
}
