package io.lockstep.wire;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Assertions;

/// A server on loopback behind which the test itself stands.
final class TestCoordinator implements Sessions, AutoCloseable {

  /// A stream as the coordinator sees it.
  record Opened(String worker, Outbox<CoordinatorFrame> outbox, Inbox<WorkerFrame> inbox) {}

  /// A stand-by as the coordinator sees it.
  record Followed(
      FollowerFrame.Follow follow, Outbox<LeaderFrame> outbox, Inbox<FollowerFrame> inbox) {}

  final BlockingQueue<Followed> followers = new LinkedBlockingQueue<>();
  volatile boolean leads = true;
  final BlockingQueue<Opened> streams = new LinkedBlockingQueue<>();
  final BlockingQueue<String> refusals = new LinkedBlockingQueue<>();
  final WireServer server;
  volatile LeaderAnswer leader;
  final BlockingQueue<LeaderQuestion> questions = new LinkedBlockingQueue<>();
  private final Handshake ours = Frames.handshake();

  TestCoordinator(WireLimits limits) {
    this(limits, WireSecurity.loopback());
  }

  TestCoordinator(WireLimits limits, WireSecurity security) {
    server =
        WireServer.start(
            loopback(0), this, limits, security, new Rejections(refusals::add, System::nanoTime));
  }

  static InetSocketAddress loopback(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  WireClient connect(WireLimits limits) {
    return WireClient.connect("127.0.0.1", server.port(), limits, WireSecurity.loopback());
  }

  /// As if it had registered as `w1`, on the way by TCP.
  WireClient admitted(WireClient client) {
    client.shows(server.ticketFor("w1"));
    return client;
  }

  Opened next() throws InterruptedException {
    Opened opened = streams.poll(Frames.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    Assertions.assertThat(opened).as("a stream in time").isNotNull();
    return opened;
  }

  Followed nextFollower() throws InterruptedException {
    Followed followed = followers.poll(Frames.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    Assertions.assertThat(followed).as("a stand-by in time").isNotNull();
    return followed;
  }

  @Override
  public LeaderAnswer leader(LeaderQuestion question) {
    questions.add(question);
    return leader;
  }

  @Override
  public RegisterOutcome register(Handshake handshake) {
    var refused = handshake.differenceFrom(ours);
    if (refused.isPresent()) {
      return refused.get();
    }
    return new RegisterOutcome.Accepted(Frames.REIGN, handshake.worker(), 12, 500);
  }

  @Override
  public FrameSink<WorkerFrame> opened(String worker, Outbox<CoordinatorFrame> outbox) {
    Inbox<WorkerFrame> inbox = new Inbox<>();
    streams.add(new Opened(worker, outbox, inbox));
    return inbox;
  }

  @Override
  public FrameSink<FollowerFrame> followed(
      FollowerFrame.Follow follow, Outbox<LeaderFrame> outbox) {
    if (!leads) {
      return Sessions.super.followed(follow, outbox);
    }
    Inbox<FollowerFrame> inbox = new Inbox<>();
    followers.add(new Followed(follow, outbox, inbox));
    return inbox;
  }

  @Override
  public StatusReport status() {
    return new StatusReport(
        "fashion-3",
        3,
        12,
        500,
        OptionalDouble.of(0.5),
        "running",
        4,
        List.of(new StatusReport.Worker("w1", "host1", "computing", 12, 640.5)));
  }

  void stop() {
    server.close();
  }

  @Override
  public void close() {
    stop();
  }
}
