package io.lockstep.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.membership.Endpoint;
import io.lockstep.training.PreparedRun;
import io.lockstep.wire.CoordinatorFrame;
import io.lockstep.wire.FrameSink;
import io.lockstep.wire.Handshake;
import io.lockstep.wire.Outbox;
import io.lockstep.wire.RegisterOutcome;
import io.lockstep.wire.Reign;
import io.lockstep.wire.Sessions;
import io.lockstep.wire.StatusReport;
import io.lockstep.wire.WireLimits;
import io.lockstep.wire.WireServer;
import io.lockstep.wire.WorkerFrame;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A coordinator on loopback that lets workers in and notes what they say.
final class StagedCoordinator implements Sessions, AutoCloseable {

  private static final long PATIENCE_SECONDS = 20;

  final Reign reign;
  volatile Outbox<CoordinatorFrame> outbox;
  volatile boolean nameTaken;
  private final PreparedRun run;
  private final WireServer server;
  private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

  StagedCoordinator(PreparedRun run, long term) {
    this.run = run;
    this.reign = new Reign(11, term);
    this.server =
        WireServer.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            this,
            WireLimits.of(run.configuration().wire(), run.network().layout().length()));
  }

  Endpoint endpoint() {
    return new Endpoint("127.0.0.1", server.port(), reign.term(), "staged-1");
  }

  /// The next frame by its kind, or `closed`.
  String hears() throws InterruptedException {
    String next = heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    assertThat(next).as("something in time").isNotNull();
    return next;
  }

  @Override
  public RegisterOutcome register(Handshake handshake) {
    return nameTaken
        ? RegisterOutcome.Refused.nameTaken(handshake.worker(), "host7")
        : new RegisterOutcome.Accepted(reign, handshake.worker(), 0, run.lastStep());
  }

  @Override
  public FrameSink<WorkerFrame> opened(String worker, Outbox<CoordinatorFrame> opened) {
    outbox = opened;
    return new FrameSink<>() {
      @Override
      public void frame(WorkerFrame frame) {
        heard.add(frame.getClass().getSimpleName());
      }

      @Override
      public void closed(String reason) {
        heard.add("closed");
      }
    };
  }

  @Override
  public StatusReport status() {
    throw new AssertionError("nobody asks");
  }

  @Override
  public void close() {
    server.close();
  }
}
