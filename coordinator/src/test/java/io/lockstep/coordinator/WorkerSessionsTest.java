package io.lockstep.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.wire.CoordinatorFrame;
import io.lockstep.wire.FrameSink;
import io.lockstep.wire.Handshake;
import io.lockstep.wire.Introduction;
import io.lockstep.wire.LeaderAnswer;
import io.lockstep.wire.LeaderQuestion;
import io.lockstep.wire.Outbox;
import io.lockstep.wire.RegisterOutcome;
import io.lockstep.wire.Sessions;
import io.lockstep.wire.StatusReport;
import io.lockstep.wire.WireClient;
import io.lockstep.wire.WireLimits;
import io.lockstep.wire.WireSecurity;
import io.lockstep.wire.WireServer;
import io.lockstep.wire.WorkerFrame;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Whose a name is, over real sockets.
@Timeout(60)
final class WorkerSessionsTest {

  private static final Duration DEADLINE = Duration.ofSeconds(20);

  @TempDir Path folder;
  private Stage stage;
  private WorkerSessions sessions;
  private final List<FrameSink<WorkerFrame>> opened = new CopyOnWriteArrayList<>();
  private WireServer server;
  private WireLimits limits;

  @BeforeEach
  void begin() throws IOException {
    stage = new Stage(folder);
    limits = WireLimits.of(stage.run.configuration(), stage.run.network().layout().length());
    sessions = new WorkerSessions(stage.run, Stage.REIGN, stage.engine, stage::nanos);
    server =
        WireServer.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            remembering(),
            limits,
            WireSecurity.loopback());
  }

  /// The sessions, and where the frames of each stream go.
  private Sessions remembering() {
    return new Sessions() {
      @Override
      public LeaderAnswer leader(LeaderQuestion question) {
        throw new AssertionError("nobody asks");
      }

      @Override
      public RegisterOutcome register(Handshake theirs) {
        return sessions.register(theirs);
      }

      @Override
      public FrameSink<WorkerFrame> opened(String worker, Outbox<CoordinatorFrame> outbox) {
        FrameSink<WorkerFrame> sink = sessions.opened(worker, outbox);
        opened.add(sink);
        return sink;
      }

      @Override
      public StatusReport status() {
        return sessions.status();
      }
    };
  }

  @AfterEach
  void end() {
    server.close();
  }

  @Test
  void aNameBelongsToOneProcessForAsLongAsItsStreamLives() throws InterruptedException {
    try (WireClient other = connect()) {
      try (WireClient first = connect()) {
        assertThat(register(first, "w1", 1)).isInstanceOf(RegisterOutcome.Accepted.class);
        open(first, "w1");
        assertThat(register(other, "w1", 2))
            .isInstanceOfSatisfying(
                RegisterOutcome.Refused.class,
                refused -> assertThat(refused.field()).isEqualTo("worker"));
        assertThat(register(other, "w1", 1))
            .as("the same process may replace its stream")
            .isInstanceOf(RegisterOutcome.Accepted.class);
        assertThat(register(other, "w2", 2)).isInstanceOf(RegisterOutcome.Accepted.class);
      }
      while (stage.engine.workers().containsKey(Stage.W1)) {
        Thread.onSpinWait();
      }
      assertThat(register(other, "w1", 2)).isInstanceOf(RegisterOutcome.Accepted.class);
    }
  }

  @Test
  void whoIsStartedAnewAgainAndAgainIsToldWhenToCome() {
    try (WireClient client = connect()) {
      for (int process = 1; process <= Restarts.STARTS_MAX; process++) {
        assertThat(register(client, "w1", process)).isInstanceOf(RegisterOutcome.Accepted.class);
      }
      assertThat(register(client, "w1", 99))
          .isEqualTo(new RegisterOutcome.Later(60, "it was started anew 5 times within 5 min"));
      assertThat(register(client, "w2", 99)).isInstanceOf(RegisterOutcome.Accepted.class);
      stage.waits(Duration.ofSeconds(59));
      assertThat(register(client, "w1", 99)).isInstanceOf(RegisterOutcome.Later.class);
      stage.waits(Duration.ofSeconds(1));
      assertThat(register(client, "w1", 99)).isInstanceOf(RegisterOutcome.Accepted.class);
    }
  }

  @Test
  void workersWithoutANameAreNotTakenForOneAnother() {
    try (WireClient client = connect()) {
      for (int process = 1; process <= 3 * Restarts.STARTS_MAX; process++) {
        assertThat(register(client, "", process)).isInstanceOf(RegisterOutcome.Accepted.class);
      }
    }
  }

  @Test
  void whatStillComesOfAStreamThatWasReplacedChangesNothing() throws InterruptedException {
    try (WireClient first = connect();
        WireClient second = connect()) {
      register(first, "w1", 1);
      open(first, "w1");
      register(second, "w1", 1);
      open(second, "w1");

      opened.getFirst().frame(new WorkerFrame.Leave(Stage.REIGN, "is about to end"));
      assertThat(stage.engine.workers()).containsKey(Stage.W1);

      opened.getLast().frame(new WorkerFrame.Leave(Stage.REIGN, "is about to end"));
      assertThat(stage.engine.workers()).isEmpty();
    }
  }

  @Test
  void whoAsksForANameGetsOneThatNobodyHas() throws InterruptedException {
    try (WireClient first = connect();
        WireClient other = connect()) {
      register(first, "w1", 1);
      open(first, "w1");
      assertThat(register(other, "", 2))
          .isInstanceOfSatisfying(
              RegisterOutcome.Accepted.class,
              accepted -> assertThat(accepted.worker()).isEqualTo("w2"));
    }
  }

  private WireClient connect() {
    return WireClient.connect("127.0.0.1", server.port(), limits, WireSecurity.loopback());
  }

  private RegisterOutcome register(WireClient client, String worker, long process) {
    return client.register(
        Introduction.of(stage.run, 1, worker, "host" + process, process), DEADLINE);
  }

  /// Opens a stream and waits until the coordinator has taken the worker in.
  private static void open(WireClient client, String worker) throws InterruptedException {
    CountDownLatch answered = new CountDownLatch(1);
    client.open(
        new WorkerFrame.Hello(Stage.REIGN, worker, WorkerFrame.NO_VERSION),
        new FrameSink<>() {
          @Override
          public void frame(CoordinatorFrame frame) {
            answered.countDown();
          }

          @Override
          public void closed(String reason) {
            answered.countDown();
          }
        });
    assertThat(answered.await(DEADLINE.toSeconds(), TimeUnit.SECONDS)).isTrue();
  }
}
