package io.lockstep.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.training.PreparedRun;
import io.lockstep.wire.CoordinatorFrame;
import io.lockstep.wire.Endpoint;
import io.lockstep.wire.FrameSink;
import io.lockstep.wire.Handshake;
import io.lockstep.wire.LeaderAnswer;
import io.lockstep.wire.LeaderQuestion;
import io.lockstep.wire.NodeAddress;
import io.lockstep.wire.Outbox;
import io.lockstep.wire.RegisterOutcome;
import io.lockstep.wire.Reign;
import io.lockstep.wire.Sessions;
import io.lockstep.wire.StatusReport;
import io.lockstep.wire.WireLimits;
import io.lockstep.wire.WireSecurity;
import io.lockstep.wire.WireServer;
import io.lockstep.wire.WorkerFrame;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// A coordinator on loopback that lets workers in and notes what they say.
final class StagedCoordinator implements Sessions, AutoCloseable {

  static final String CLUSTER = "staged";

  private static final long PATIENCE_SECONDS = 20;

  final Reign reign;
  volatile Outbox<CoordinatorFrame> outbox;
  volatile boolean nameTaken;

  /// Until a worker may come again; 0 to let it in.
  volatile int laterSeconds;

  volatile String cluster = CLUSTER;
  volatile boolean leads;
  private final PreparedRun run;
  private final WireServer server;
  private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
  private final CountDownLatch questions = new CountDownLatch(1);
  private final AtomicInteger refusals = new AtomicInteger();

  /// Leads nothing until told to.
  ///
  /// @param port 0 for any free one
  StagedCoordinator(PreparedRun run, long term, int port) {
    this.run = run;
    this.reign = new Reign(11, term);
    this.server =
        WireServer.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
            this,
            WireLimits.of(run.configuration(), run.network().layout().length()),
            WireSecurity.loopback());
  }

  NodeAddress address() {
    return new NodeAddress("127.0.0.1", server.port());
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

  /// Waits until somebody has asked who leads.
  ///
  /// @return false if nobody does
  boolean asked() throws InterruptedException {
    return questions.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public LeaderAnswer leader(LeaderQuestion question) {
    questions.countDown();
    if (!question.cluster().equals(cluster)) {
      return new LeaderAnswer.Refused(
          new RegisterOutcome.Refused("cluster", cluster, question.cluster()));
    }
    return new LeaderAnswer.Here(
        new LeaderAnswer.Who("c" + reign.term(), reign.term()),
        leads ? LeaderAnswer.Standing.LEADING : LeaderAnswer.Standing.MEMBER,
        Optional.empty(),
        leads ? Optional.of(endpoint()) : Optional.empty());
  }

  @Override
  public RegisterOutcome register(Handshake handshake) {
    if (nameTaken) {
      refusals.incrementAndGet();
      return RegisterOutcome.Refused.nameTaken(handshake.worker(), "host7");
    }
    if (laterSeconds > 0) {
      refusals.incrementAndGet();
      return new RegisterOutcome.Later(laterSeconds, "it was started anew often");
    }
    return new RegisterOutcome.Accepted(reign, handshake.worker(), 0, run.lastStep());
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

  /// How often a worker was sent away because of its name.
  int refusals() {
    return refusals.get();
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
