package io.lockstep.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.lockstep.proto.v1.FollowingGrpc;
import io.lockstep.proto.v1.Holding;
import io.lockstep.proto.v1.SumChunk;
import io.netty.channel.epoll.Epoll;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The stream of a stand-by, over a real socket.
@Timeout(60)
final class FollowingTest {

  private static final FollowerFrame.Follow HELLO =
      new FollowerFrame.Follow(new Reign(0, 0), "node-b", "iris-7");

  @Test
  void allFramesTravelBothWaysInTheOrderOfSending() throws Exception {
    try (var coordinator = new TestCoordinator(Frames.limits());
        var client = coordinator.connect(Frames.limits())) {
      Inbox<LeaderFrame> inbox = new Inbox<>();
      Outbox<FollowerFrame> up = client.follow(HELLO, inbox);
      var followed = coordinator.nextFollower();
      assertThat(followed.follow()).isEqualTo(HELLO);
      assertThat(followed.inbox().next()).isEqualTo(HELLO);

      float[] sum = Frames.floats(WireLimits.CHUNK_FLOATS_MAX + 40, 4);
      for (int i = 0; i < 40; i++) {
        followed
            .outbox()
            .send(Frames.sum(1 + i, i, Payload.borrowed(sum, i, WireLimits.CHUNK_FLOATS_MAX)));
        followed.outbox().send(new LeaderFrame.Sealed(Frames.REIGN, i));
        up.send(new FollowerFrame.Holding(Frames.REIGN, i));
      }
      for (int i = 0; i < 40; i++) {
        var chunk = (LeaderFrame.SumChunk) inbox.next();
        assertThat(chunk.reign()).isEqualTo(Frames.REIGN);
        assertThat(chunk.step()).isEqualTo(1 + i);
        assertThat(chunk.chunk()).isEqualTo(i);
        assertThat(chunk.offset()).isEqualTo(i * 65_536);
        Frames.assertSlice(chunk.payload(), sum, i, WireLimits.CHUNK_FLOATS_MAX);
        assertThat(inbox.next()).isEqualTo(new LeaderFrame.Sealed(Frames.REIGN, i));
        assertThat(followed.inbox().next()).isEqualTo(new FollowerFrame.Holding(Frames.REIGN, i));
      }
      for (FollowerFrame frame : Frames.followerControls()) {
        up.send(frame);
        assertThat(followed.inbox().next()).isEqualTo(frame);
      }
      for (LeaderFrame frame : Frames.leaderControls()) {
        followed.outbox().send(frame);
        assertThat(inbox.next()).usingRecursiveComparison().isEqualTo(frame);
      }
      assertThat(coordinator.refusals).isEmpty();
    }
  }

  @Test
  void theLongestLineAndTheMostFactsTravelAndMoreIsRefusedBeforeItIsSent() throws Exception {
    int most = LeaderFrame.BookLine.LINE_BYTES_MAX;
    int value = LeaderFrame.Resumable.FACTS_BYTES_MAX - 16 - "best".length();
    try (var coordinator = new TestCoordinator(Frames.limits());
        var client = coordinator.connect(Frames.limits())) {
      Inbox<LeaderFrame> inbox = new Inbox<>();
      client.follow(HELLO, inbox);
      var followed = coordinator.nextFollower();
      var reign = new Reign(-1, Long.MAX_VALUE);
      byte[] bytes = " ".repeat(most - 1).concat("\n").getBytes();
      var line = new LeaderFrame.BookLine(reign, LeaderFrame.Book.METRICS, Long.MAX_VALUE, bytes);
      var facts =
          new LeaderFrame.Resumable(reign, Long.MAX_VALUE, -1, Map.of("best", "v".repeat(value)));
      followed.outbox().send(line);
      followed.outbox().send(facts);
      assertThat(inbox.next()).usingRecursiveComparison().isEqualTo(line);
      assertThat(inbox.next()).isEqualTo(facts);
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Frames.bookLine(LeaderFrame.Book.LEDGER, 1, " ".repeat(most) + "\n"))
        .withMessageContaining("length of a line");
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            new LeaderFrame.Resumable(Frames.REIGN, 1, 1, Map.of("best", "v".repeat(value + 1))))
        .withMessageContaining("length of the facts");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "{}\n{}\n", "\n\n"})
  void whatIsNotOneWholeLineIsNoLineOfABook(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Frames.bookLine(LeaderFrame.Book.LEDGER, 1, text))
        .withMessageContaining("line");
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, Double.NaN, Double.POSITIVE_INFINITY})
  void aRateThatNoStepCanHaveIsRefused(double rate) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LeaderFrame.StepBegins(Frames.REIGN, 1, rate, 1))
        .withMessage("learning rate " + rate);
  }

  @Test
  void aCoordinatorThatDoesNotLeadSaysSo() throws Exception {
    try (var coordinator = new TestCoordinator(Frames.limits());
        var client = coordinator.connect(Frames.limits())) {
      coordinator.leads = false;
      Inbox<LeaderFrame> inbox = new Inbox<>();
      client.follow(HELLO, inbox);
      assertThat(inbox.reason()).isEqualTo("this coordinator does not lead the run");
      assertThat(inbox.count()).isZero();
    }
  }

  @Test
  void theEndOfAStreamIsHeardOfAtTheOtherEndWithItsReason() throws Exception {
    try (var coordinator = new TestCoordinator(Frames.limits())) {
      TestCoordinator.Followed vanished;
      try (var client = coordinator.connect(Frames.limits())) {
        Inbox<LeaderFrame> inbox = new Inbox<>();
        client.follow(HELLO, inbox);
        coordinator.nextFollower().outbox().close("run finished");
        assertThat(inbox.reason()).isEqualTo("run finished");

        client.follow(HELLO, new Inbox<>()).close("leads now");
        assertThat(coordinator.nextFollower().inbox().reason()).isEqualTo("closed by the stand-by");

        client.follow(HELLO, new Inbox<>());
        vanished = coordinator.nextFollower();
      }
      assertThat(vanished.inbox().reason()).isEqualTo("stream broken");
    }
  }

  @Test
  void aStandByThatStopsReadingIsCutWithBoundedMemory() throws Exception {
    try (var coordinator = new TestCoordinator(Frames.limits(64 << 20, Duration.ofMillis(400)));
        var client = coordinator.connect(Frames.limits())) {
      var gate = new CountDownLatch(1);
      client.follow(HELLO, new Inbox<>(gate));
      var followed = coordinator.nextFollower();
      String line = "x".repeat(200_000) + "\n";
      var facts = Map.of("best", "v".repeat(200_000));
      int sent = 0;
      while (sent < 100 && followed.outbox().pendingBytes() < 8 << 20) {
        followed.outbox().send(Frames.bookLine(LeaderFrame.Book.LEDGER, 1, line));
        followed.outbox().send(new LeaderFrame.Resumable(Frames.REIGN, 1, 1, facts));
        sent++;
      }
      assertThat(sent).as("what waits is counted by its length").isLessThan(100);
      assertThat(followed.inbox().reason()).startsWith("slow consumer: ");
      gate.countDown();
    }
  }

  /// The same payload says the same, so its checksum is taken once; here it does not, and what
  /// arrives is as if it had been damaged on its way.
  @Test
  void aChunkThatIsDamagedOnItsWayArrivesAsDamagedAndIsCounted() throws Exception {
    try (var coordinator = new TestCoordinator(Frames.limits());
        var client = coordinator.connect(Frames.limits())) {
      Inbox<LeaderFrame> inbox = new Inbox<>();
      Outbox<FollowerFrame> up = client.follow(HELLO, inbox);
      var followed = coordinator.nextFollower();
      float[] sum = new float[100];
      Payload payload = Payload.borrowed(sum, 0, 100);
      followed.outbox().send(Frames.sum(812, 3, payload));
      assertThat(inbox.next()).isInstanceOf(LeaderFrame.SumChunk.class);
      sum[50] = 1;
      followed.outbox().send(Frames.sum(812, 3, payload));

      var damaged = (LeaderFrame.Damaged) inbox.next();
      assertThat(damaged.step()).isEqualTo(812);
      assertThat(damaged.chunk()).isEqualTo(3);
      assertThat(damaged.reason()).contains("checksum", "step 812", "chunk 3");
      assertThat(up.traffic().damagedFrames()).isEqualTo(1);
    }
  }

  @Test
  void whatMakesNoSenseEndsItsStreamOnlyAndTheReasonIsTold() throws Exception {
    var frame = io.lockstep.proto.v1.FollowerFrame.newBuilder().setTerm(3);
    var holding = frame.clone().setHolding(Holding.newBuilder().setVersion(1)).build();
    var nameless =
        frame.clone().setFollow(io.lockstep.proto.v1.Follow.newBuilder().setRun("r")).build();
    // The field of a tensor, as the other way has it.
    var tensor =
        io.lockstep.proto.v1.FollowerFrame.parseFrom(
            io.lockstep.proto.v1.LeaderFrame.newBuilder()
                .setSum(SumChunk.newBuilder().setStep(1))
                .build()
                .toByteArray());
    try (var coordinator = new TestCoordinator(Frames.limits());
        var client = coordinator.connect(Frames.limits())) {
      Inbox<LeaderFrame> inbox = new Inbox<>();
      client.follow(HELLO, inbox);
      var healthy = coordinator.nextFollower();

      assertThat(endAfter(coordinator, frame.build()))
          .contains("malformed frame: neither a tensor");
      assertThat(endAfter(coordinator, holding))
          .contains("malformed frame: the first one must be Follow");
      assertThat(endAfter(coordinator, nameless)).contains("a stand-by follows under its name");
      assertThat(endAfter(coordinator, tensor)).contains("a stand-by sends no tensor");

      assertThat(coordinator.followers).isEmpty();
      assertThat(coordinator.refusals).as("one line a minute").hasSize(1);
      healthy.outbox().send(new LeaderFrame.Sealed(Frames.REIGN, 7));
      assertThat(inbox.next()).isEqualTo(new LeaderFrame.Sealed(Frames.REIGN, 7));
    }
  }

  @Test
  void aStreamThatNeverSaysWhatItFollowsIsCut() throws Exception {
    var limits =
        new WireLimits(1 << 20, Duration.ofSeconds(10), Duration.ofMillis(200), 1 << 20, 2);
    try (var coordinator = new TestCoordinator(limits)) {
      assertThat(endAfter(coordinator, null)).contains("no Follow in time");
    }
  }

  @Test
  void whoHasRegisteredAsAWorkerOfThisHostFollowsNobody() {
    assumeTrue(Epoll.isAvailable(), "the native transport of Linux");
    try (var coordinator = new TestCoordinator(Frames.limits());
        var client = coordinator.connect(Frames.limits())) {
      client.register(Frames.handshake(), Frames.PATIENCE);
      assertThatIllegalStateException()
          .isThrownBy(() -> client.follow(HELLO, new Inbox<>()))
          .withMessageContaining("does not register as a worker");
    }
  }

  /// Opens a stream with generated code, sends one message (none for null), waits for the end.
  private static String endAfter(
      TestCoordinator coordinator, io.lockstep.proto.v1.FollowerFrame message) throws Exception {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", coordinator.server.port())
            .usePlaintext()
            .build();
    var ended = new CompletableFuture<Status>();
    try {
      var call = channel.newCall(FollowingGrpc.getFollowMethod(), CallOptions.DEFAULT);
      call.start(
          new ClientCall.Listener<>() {
            @Override
            public void onClose(Status end, Metadata trailers) {
              ended.complete(end);
            }
          },
          new Metadata());
      call.request(1);
      if (message != null) {
        call.sendMessage(message);
      }
      Status end = ended.get(Frames.PATIENCE.toSeconds(), TimeUnit.SECONDS);
      assertThat(end.isOk()).isFalse();
      return end.getDescription();
    } finally {
      channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
    }
  }
}
