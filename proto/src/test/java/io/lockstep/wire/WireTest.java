package io.lockstep.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyChannelBuilder;
import io.lockstep.failure.ExitCode;
import io.lockstep.failure.LockstepException;
import io.lockstep.proto.v1.GradientChunk;
import io.lockstep.proto.v1.ReductionGrpc;
import io.lockstep.shard.Block;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// Both ends over a real socket.
final class WireTest {

  private static final WorkerFrame.Hello HELLO = new WorkerFrame.Hello(Frames.REIGN, "w1", 11);

  /// Chunks of 256 KiB that may be on their way to a worker that reads nothing: more than any
  /// window and threshold, so a test that comes here has failed.
  private static final int UNDER_WAY_MAX = 100;

  @Test
  void allFramesTravelBothWaysInTheOrderOfSending() throws Exception {
    try (var coordinator = new TestCoordinator(Frames.limits());
        var client = coordinator.connect(Frames.limits())) {
      Inbox<CoordinatorFrame> inbox = new Inbox<>();
      Outbox<WorkerFrame> up = coordinator.admitted(client).open(HELLO, inbox);
      var opened = coordinator.next();
      assertThat(opened.worker()).isEqualTo("w1");
      assertThat(opened.inbox().next()).isEqualTo(HELLO);

      float[] gradient = Frames.floats(300_000, 4);
      for (int i = 0; i < 40; i++) {
        Payload slice = Payload.borrowed(gradient, i, 200_000);
        up.send(Frames.gradient(1 + i, 0, slice));
        up.send(new WorkerFrame.Resync(Frames.REIGN, i));
        Payload pooled = coordinator.server.pool().take(100_000);
        System.arraycopy(gradient, i, pooled.array(), 0, 100_000);
        opened.outbox().send(Frames.parameters(1 + i, 0, pooled));
      }
      for (int i = 0; i < 40; i++) {
        var chunk = (WorkerFrame.GradientChunk) opened.inbox().next();
        assertThat(chunk.step()).isEqualTo(1 + i);
        assertThat(chunk.block()).isEqualTo(new Block(2, 5));
        Frames.assertSlice(chunk.payload(), gradient, i, 200_000);
        assertThat(opened.inbox().next()).isEqualTo(new WorkerFrame.Resync(Frames.REIGN, i));
        var parameters = (CoordinatorFrame.ParameterChunk) inbox.next();
        Frames.assertSlice(parameters.payload(), gradient, i, 100_000);
      }
      for (WorkerFrame frame : Frames.workerControls()) {
        up.send(frame);
        assertThat(opened.inbox().next()).isEqualTo(frame);
      }
      for (CoordinatorFrame frame : Frames.coordinatorControls()) {
        opened.outbox().send(frame);
        assertThat(inbox.next()).isEqualTo(frame);
      }
      assertThat(up.awaitDrained(Frames.PATIENCE)).isTrue();
      long payloadBytes = 40 * 200_000 * 4L;
      assertThat(up.traffic().bytesSent())
          .isBetween(payloadBytes, payloadBytes + payloadBytes / 100)
          .isEqualTo(opened.outbox().traffic().bytesReceived());
      assertThat(up.traffic().framesReceived()).isEqualTo(40 + Frames.coordinatorControls().size());
    }
  }

  @Test
  void theWorkerClosesAndBothSinksHearOfIt() throws Exception {
    try (var coordinator = new TestCoordinator(Frames.limits());
        var client = coordinator.connect(Frames.limits())) {
      Inbox<CoordinatorFrame> inbox = new Inbox<>();
      Outbox<WorkerFrame> up = coordinator.admitted(client).open(HELLO, inbox);
      var opened = coordinator.next();
      up.send(new WorkerFrame.Leave(Frames.REIGN, "SIGTERM"));
      up.close("left");
      assertThat(opened.inbox().reason()).isEqualTo("closed by the worker");
      assertThat(opened.inbox().count()).as("Hello and Leave came first").isEqualTo(2);
      assertThat(inbox.reason()).isEqualTo("left");
    }
  }

  @Test
  void theCoordinatorClosesWithAReasonAfterItsLastFrame() throws Exception {
    try (var coordinator = new TestCoordinator(Frames.limits());
        var client = coordinator.connect(Frames.limits())) {
      Inbox<CoordinatorFrame> inbox = new Inbox<>();
      coordinator.admitted(client).open(HELLO, inbox);
      var opened = coordinator.next();
      opened
          .outbox()
          .send(
              new CoordinatorFrame.Finish(
                  Frames.REIGN, 500, "ab", CoordinatorFrame.Finish.End.COMPLETE, "done"));
      opened.outbox().close("run finished");
      assertThat(inbox.reason()).isEqualTo("run finished");
      assertThat(inbox.next()).isInstanceOf(CoordinatorFrame.Finish.class);
      assertThat(opened.inbox().reason()).isEqualTo("run finished");
    }
  }

  @Test
  void aVanishedWorkerIsNoticedAtOnce() throws Exception {
    try (var coordinator = new TestCoordinator(Frames.limits())) {
      var client = coordinator.connect(Frames.limits());
      coordinator.admitted(client).open(HELLO, new Inbox<>());
      var opened = coordinator.next();
      client.close();
      assertThat(opened.inbox().reason()).isEqualTo("stream broken");
      assertThat(
              opened.outbox().send(new CoordinatorFrame.Refused(Frames.REIGN, Frames.diverged())))
          .isEqualTo(Outbox.Sent.CLOSED);
    }
  }

  @Test
  void aVanishedCoordinatorIsNoticedAtOnce() throws Exception {
    try (var coordinator = new TestCoordinator(Frames.limits());
        var client = coordinator.connect(Frames.limits())) {
      Inbox<CoordinatorFrame> inbox = new Inbox<>();
      Outbox<WorkerFrame> up = coordinator.admitted(client).open(HELLO, inbox);
      coordinator.next();
      coordinator.stop();
      assertThat(inbox.reason()).isNotEmpty();
      assertThat(up.send(new WorkerFrame.Resync(Frames.REIGN, 0))).isEqualTo(Outbox.Sent.CLOSED);
    }
  }

  @Test
  void aWorkerThatStopsReadingIsCutWithBoundedMemory() throws Exception {
    var stall = Duration.ofMillis(400);
    try (var coordinator = new TestCoordinator(Frames.limits(64 << 20, stall));
        var client = coordinator.connect(Frames.limits())) {
      var gate = new CountDownLatch(1);
      Inbox<CoordinatorFrame> inbox = new Inbox<>(gate);
      coordinator.admitted(client).open(HELLO, inbox);
      var opened = coordinator.next();
      Outbox.Sent last = Outbox.Sent.AT_ONCE;
      int sent = 0;
      while (sent < UNDER_WAY_MAX
          && last != Outbox.Sent.CLOSED
          && opened.outbox().pendingBytes() < 8 << 20) {
        last =
            opened.outbox().send(Frames.parameters(1, 0, coordinator.server.pool().take(65_536)));
        sent++;
      }
      assertThat(sent)
          .as("window, threshold and queue bound what is under way")
          .isLessThan(UNDER_WAY_MAX);
      assertThat(opened.inbox().reason()).matches("slow consumer: \\d\\.\\d MiB pending .*cut");
      assertThat(opened.outbox().pendingBytes()).isZero();
      gate.countDown();
      assertThat(inbox.reason()).as("the worker learns why").contains("slow consumer");
    }
  }

  @Test
  void aWorkerThatFallsBehindTheBudgetIsCut() throws Exception {
    try (var coordinator = new TestCoordinator(Frames.limits(2 << 20, Duration.ofSeconds(60)));
        var client = coordinator.connect(Frames.limits())) {
      var gate = new CountDownLatch(1);
      coordinator.admitted(client).open(HELLO, new Inbox<>(gate));
      var opened = coordinator.next();
      Outbox.Sent sent;
      int count = 0;
      do {
        sent =
            opened.outbox().send(Frames.parameters(1, 0, coordinator.server.pool().take(65_536)));
        count++;
      } while (sent != Outbox.Sent.CLOSED && count < UNDER_WAY_MAX);
      assertThat(sent).isEqualTo(Outbox.Sent.CLOSED);
      assertThat(opened.inbox().reason()).startsWith("slow consumer: 2.");
      gate.countDown();
    }
  }

  @Test
  void handshakesAreAnsweredAndRefusedByTheFieldThatDiffers() {
    try (var coordinator = new TestCoordinator(Frames.limits());
        var client = coordinator.connect(Frames.limits())) {
      assertThat(client.register(Frames.handshake(), Frames.PATIENCE))
          .isEqualTo(new RegisterOutcome.Accepted(Frames.REIGN, "w1", 12, 500));
      var other =
          new Handshake(
              Handshake.PROTOCOL_VERSION,
              "0.1.0",
              "x",
              Map.of("train.batch", "64"),
              "da7a",
              235_146,
              "1a70",
              2,
              "w2",
              "h",
              2);
      assertThat(client.register(other, Frames.PATIENCE))
          .isEqualTo(new RegisterOutcome.Refused("run.seed", "", "absent"));
      int next = Handshake.PROTOCOL_VERSION + 1;
      var future =
          new Handshake(next, "0.2.0", "x", Map.of(), "da7a", 235_146, "1a70", 2, "w2", "h", 2);
      assertThat(client.register(future, Frames.PATIENCE))
          .isEqualTo(
              new RegisterOutcome.Refused(
                  "protocol_version", Integer.toString(next - 1), Integer.toString(next)));
    }
  }

  @Test
  void theStatusComesBackWhole() {
    try (var coordinator = new TestCoordinator(Frames.limits());
        var client = coordinator.connect(Frames.limits())) {
      assertThat(client.status(Frames.PATIENCE)).isEqualTo(coordinator.status());
    }
  }

  @Test
  void anUnreachableCoordinatorIsAnOutcomeWithItsAddress() {
    int port;
    try (var coordinator = new TestCoordinator(Frames.limits())) {
      port = coordinator.server.port();
    }
    try (var client =
        WireClient.connect("127.0.0.1", port, Frames.limits(), WireSecurity.loopback())) {
      var outcome = client.register(Frames.handshake(), Frames.PATIENCE);
      assertThat(((RegisterOutcome.Unreachable) outcome).reason())
          .contains("127.0.0.1:" + port, "refused");
      assertThatExceptionOfType(LockstepException.class)
          .isThrownBy(() -> client.status(Frames.PATIENCE))
          .satisfies(e -> assertThat(e.failure().code()).isEqualTo(ExitCode.CLUSTER))
          .satisfies(e -> assertThat(e.failure().cause()).isEqualTo("127.0.0.1:" + port))
          .satisfies(e -> assertThat(e.failure().advice()).contains("cluster status --hosts FILE"));
    }
  }

  @Test
  void aPortInUseIsAFailureThatNamesIt() {
    try (var coordinator = new TestCoordinator(Frames.limits())) {
      var address = TestCoordinator.loopback(coordinator.server.port());
      assertThatExceptionOfType(LockstepException.class)
          .isThrownBy(() ->
              WireServer.start(address, coordinator, Frames.limits(), WireSecurity.loopback()))
          .satisfies(e -> assertThat(e.failure().code()).isEqualTo(ExitCode.CLUSTER))
          .satisfies(e -> assertThat(e.failure().error()).contains("in use"))
          .satisfies(e -> assertThat(e.failure().cause()).contains(":" + address.getPort()));
    }
  }

  @Test
  void malformedFramesAndMissingHellosEndTheirStreamOnly() throws Exception {
    var empty = io.lockstep.proto.v1.WorkerFrame.getDefaultInstance();
    var noHello =
        io.lockstep.proto.v1.WorkerFrame.newBuilder()
            .setGradient(GradientChunk.newBuilder().setStep(1).setCrc32C(1))
            .build();
    try (var coordinator = new TestCoordinator(Frames.limits());
        var client = coordinator.connect(Frames.limits())) {
      Inbox<CoordinatorFrame> worker = new Inbox<>();
      coordinator.admitted(client).open(HELLO, worker);
      var healthy = coordinator.next();
      assertThat(healthy.inbox().next()).isEqualTo(HELLO);
      assertThat(statusAfter(coordinator, empty).isOk()).isFalse();
      assertThat(statusAfter(coordinator, noHello).isOk()).isFalse();
      var deal = Frames.coordinatorControls().get(1);
      healthy.outbox().send(deal);
      assertThat(worker.next()).as("the healthy stream goes on").isEqualTo(deal);
      assertThat(coordinator.streams).isEmpty();
    }
  }

  @Test
  void aStreamThatNeverSaysWhoItIsIsCut() throws Exception {
    var limits =
        new WireLimits(1 << 20, Duration.ofSeconds(10), Duration.ofMillis(200), 1 << 20, 2);
    try (var coordinator = new TestCoordinator(limits)) {
      assertThat(statusAfter(coordinator, null).isOk()).isFalse();
    }
  }

  @Test
  void healthIsServed() throws Exception {
    try (var coordinator = new TestCoordinator(Frames.limits())) {
      var channel =
          NettyChannelBuilder.forAddress("127.0.0.1", coordinator.server.port())
              .usePlaintext()
              .build();
      try {
        var stub = HealthGrpc.newBlockingStub(channel).withDeadlineAfter(Frames.PATIENCE);
        assertThat(stub.check(HealthCheckRequest.getDefaultInstance()).getStatus())
            .isEqualTo(ServingStatus.SERVING);
      } finally {
        channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
      }
    }
  }

  /// Opens a stream with generated code, sends one message (none for null), waits for the end.
  private static Status statusAfter(
      TestCoordinator coordinator, io.lockstep.proto.v1.WorkerFrame message) throws Exception {
    var channel =
        NettyChannelBuilder.forAddress("127.0.0.1", coordinator.server.port())
            .usePlaintext()
            .build();
    var status = new CompletableFuture<Status>();
    try {
      var call = channel.newCall(ReductionGrpc.getExchangeMethod(), CallOptions.DEFAULT);
      call.start(
          new ClientCall.Listener<>() {
            @Override
            public void onClose(Status end, Metadata trailers) {
              status.complete(end);
            }
          },
          new Metadata());
      call.request(1);
      if (message != null) {
        call.sendMessage(message);
      }
      return status.get(Frames.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } finally {
      channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
    }
  }
}
