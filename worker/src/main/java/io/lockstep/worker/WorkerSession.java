package io.lockstep.worker;

import io.lockstep.training.PreparedRun;
import io.lockstep.wire.CoordinatorFrame;
import io.lockstep.wire.FrameSink;
import io.lockstep.wire.NodeAddress;
import io.lockstep.wire.Outbox;
import io.lockstep.wire.RegisterOutcome;
import io.lockstep.wire.Reign;
import io.lockstep.wire.WireClient;
import io.lockstep.wire.WorkerFrame;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One stream to the coordinator, from its first frame to its last.
final class WorkerSession implements FrameSink<CoordinatorFrame> {

  private static final long TICK_MILLIS = 500;
  private static final long OPEN_SECONDS_MAX = 10;
  private static final long LEAVE_SECONDS_MAX = 2;
  private static final long SILENT_NANOS_MIN = TimeUnit.SECONDS.toNanos(3);
  private static final Logger LOG = LoggerFactory.getLogger(WorkerSession.class);

  private final NodeAddress leader;
  private final Reign reign;
  private final String worker;
  private final WireClient client;
  private final CompletableFuture<Outbox<WorkerFrame>> stream = new CompletableFuture<>();
  private final WorkerEngine engine;
  private volatile long heardNanos = System.nanoTime();

  WorkerSession(
      PreparedRun run,
      NodeAddress leader,
      RegisterOutcome.Accepted accepted,
      BlockRunner runner,
      WireClient client) {
    this.leader = leader;
    this.reign = accepted.reign();
    this.worker = accepted.worker();
    this.client = client;
    this.engine =
        new WorkerEngine(
            run, reign, runner, new StreamUp(), new WorkerEngine.Time(System::nanoTime));
  }

  /// Takes part until the stream or the run ends.
  WorkerEnd run() throws InterruptedException {
    stream.complete(
        client.open(new WorkerFrame.Hello(reign, worker, WorkerFrame.NO_VERSION), this));
    while (true) {
      try {
        return engine.end().get(TICK_MILLIS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        engine.tick(); // The wait is the clock.
      } catch (ExecutionException e) {
        throw new IllegalStateException("a session ends with a value", e.getCause());
      }
    }
  }

  /// Says good-bye, and waits until the coordinator has closed the stream as well.
  void leave(String reason) {
    Outbox<WorkerFrame> outbox = outbox();
    outbox.discardBefore(Long.MAX_VALUE);
    outbox.send(new WorkerFrame.Leave(reign, reason));
    outbox.close(reason);
    try {
      engine.end().get(LEAVE_SECONDS_MAX, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.info("left without an answer: {}", reason);
    }
  }

  /// Ends the session from this side.
  void end(String reason) {
    engine.disconnected(reason);
  }

  /// Where the coordinator at the other end is dialled.
  NodeAddress leader() {
    return leader;
  }

  long term() {
    return reign.term();
  }

  /// Whether the coordinator has said nothing for a while. Any thread.
  boolean isSilent() {
    return System.nanoTime() - heardNanos >= SILENT_NANOS_MIN;
  }

  @Override
  public void frame(CoordinatorFrame frame) {
    heardNanos = System.nanoTime();
    engine.frame(frame);
  }

  @Override
  public void closed(String reason) {
    engine.disconnected(reason);
  }

  /// Frames can arrive before [WireClient#open] has returned.
  private Outbox<WorkerFrame> outbox() {
    try {
      return stream.get(OPEN_SECONDS_MAX, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted before the stream was open", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the stream did not open", e);
    }
  }

  private final class StreamUp implements Upstream {
    @Override
    public void send(WorkerFrame frame) {
      outbox().send(frame);
    }

    @Override
    public void discardBefore(long step) {
      outbox().discardBefore(step);
    }

    @Override
    public void close(String reason) {
      outbox().close(reason);
    }

    @Override
    public long encodeNanos() {
      return outbox().encodeNanos();
    }

    @Override
    public long decodeNanos() {
      return outbox().decodeNanos();
    }
  }
}
