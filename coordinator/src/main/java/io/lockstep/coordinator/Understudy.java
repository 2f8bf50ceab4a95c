package io.lockstep.coordinator;

import io.lockstep.checkpoint.Checkpoint;
import io.lockstep.checkpoint.SealedCheckpoint;
import io.lockstep.failure.LockstepException;
import io.lockstep.run.RunFolder;
import io.lockstep.training.HeldVersion;
import io.lockstep.training.PreparedRun;
import io.lockstep.training.Replica;
import io.lockstep.wire.Endpoint;
import io.lockstep.wire.FollowerFrame;
import io.lockstep.wire.FrameSink;
import io.lockstep.wire.LeaderFrame;
import io.lockstep.wire.LeaderFrame.Book;
import io.lockstep.wire.Outbox;
import io.lockstep.wire.Reign;
import io.lockstep.wire.TensorFrame;
import io.lockstep.wire.WireClient;
import io.lockstep.wire.WireLimits;
import io.lockstep.wire.WireSecurity;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Follows the run that another coordinator leads, and holds its newest version: so that whoever
/// takes over goes on from there. A stream that breaks is opened again, later each time; what was
/// held stays meanwhile. Any thread.
public final class Understudy implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Understudy.class);

  private static final Reign UNKNOWN = new Reign(0, 0);
  private static final long PAUSE_NANOS_MIN = TimeUnit.SECONDS.toNanos(1);
  private static final long PAUSE_NANOS_MAX = TimeUnit.SECONDS.toNanos(60);
  private static final long HOLDING_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final PreparedRun run;
  private final Path runs;
  private final String node;
  private final WireSecurity security;
  private final WireLimits limits;
  private Optional<Stream> stream = Optional.empty();
  private Optional<Replica> replica = Optional.empty();
  private long nextNanos = System.nanoTime();
  private long pauseNanos = PAUSE_NANOS_MIN;

  /// @param runs folder in which the folder of the run lies
  /// @param node name of this coordinator
  public Understudy(PreparedRun run, Path runs, String node, WireSecurity security) {
    this.run = run;
    this.runs = runs;
    this.node = node;
    this.security = security;
    this.limits = WireLimits.of(run.configuration(), run.network().layout().length());
  }

  /// The run is led there. Called again and again; opens a stream when there is none.
  public synchronized void follow(Endpoint leader) {
    if (run.configuration().cluster().followers() == 0) {
      return;
    }
    if (stream.filter(open -> !open.leader.equals(leader)).isPresent()) {
      leave("another coordinator leads");
      nextNanos = System.nanoTime();
      pauseNanos = PAUSE_NANOS_MIN;
    }
    if (stream.isEmpty() && System.nanoTime() - nextNanos >= 0) {
      try {
        stream = Optional.of(new Stream(leader));
      } catch (LockstepException refused) {
        LOG.info("event=follows-not reason=\"{}\"", refused.getMessage());
        pause();
      }
    }
  }

  /// Stops following.
  ///
  /// @return what was held
  public synchronized Optional<HeldVersion> takeOver() {
    leave("this coordinator takes over");
    Optional<HeldVersion> held = replica.flatMap(Replica::held);
    replica.ifPresent(Replica::drop);
    replica = Optional.empty();
    return held;
  }

  private void leave(String reason) {
    stream.ifPresent(open -> open.end(reason));
    stream = Optional.empty();
  }

  @Override
  public synchronized void close() {
    takeOver();
  }

  private synchronized void ended(Stream over, String reason) {
    if (stream.filter(open -> open == over).isEmpty()) {
      return;
    }
    stream = Optional.empty();
    LOG.info("event=follows-no-more leader={} reason=\"{}\"", over.leader.address(), reason);
    over.end(reason);
    pause();
  }

  private void pause() {
    nextNanos = System.nanoTime() + pauseNanos;
    pauseNanos = Math.min(2 * pauseNanos, PAUSE_NANOS_MAX);
  }

  /// One stream, from its opening to its end.
  private final class Stream implements FrameSink<LeaderFrame> {

    private final Endpoint leader;
    private final WireClient client;
    private final Outbox<FollowerFrame> outbox;

    /// Frames that came before the checkpoint that they follow was on the disk.
    private final Deque<LeaderFrame> early = new ArrayDeque<>();

    private long earlyBytes;
    private long base = -1;
    private Optional<Replica> made = Optional.empty();
    private long saidNanos = System.nanoTime();

    Stream(Endpoint leader) {
      this.leader = leader;
      this.client = WireClient.connect(leader.host(), leader.port(), limits, security);
      this.outbox = client.follow(new FollowerFrame.Follow(UNKNOWN, node, leader.run()), this);
    }

    @Override
    public void frame(LeaderFrame frame) {
      synchronized (Understudy.this) {
        if (stream.filter(open -> open == this).isEmpty()) {
          release(frame);
          return;
        }
        try {
          take(frame);
        } catch (Replica.MisfitException misfit) {
          ended(this, misfit.getMessage());
        }
      }
    }

    private void take(LeaderFrame frame) {
      if (made.isPresent()) {
        apply(made.get(), frame);
        return;
      }
      switch (frame) {
        case LeaderFrame.FromCheckpoint(Reign _, long step, int _) -> base = step;
        case LeaderFrame.Sealed(Reign reign, long step) when step == base -> begin(reign);
        case LeaderFrame.Damaged damaged -> throw new Replica.MisfitException(damaged.reason());
        default -> keep(frame);
      }
    }

    private void keep(LeaderFrame frame) {
      early.add(frame);
      earlyBytes += bytes(frame);
      if (earlyBytes > limits.budgetBytes()) {
        throw new Replica.MisfitException(
            "%,d bytes came before checkpoint %d was on the disk".formatted(earlyBytes, base));
      }
    }

    private void begin(Reign reign) {
      Replica begun = new Replica(run, checkpoint(reign), limits.budgetBytes());
      replica.ifPresent(Replica::drop);
      replica = Optional.of(begun);
      made = replica;
      LOG.info("event=follows leader={} step={}", leader.address(), base);
      for (LeaderFrame next = early.poll(); next != null; next = early.poll()) {
        apply(begun, next);
      }
    }

    private Checkpoint checkpoint(Reign reign) {
      Path folder = RunFolder.checkpointsOf(runs.resolve(leader.run()));
      try {
        for (SealedCheckpoint sealed : SealedCheckpoint.in(folder)) {
          if (sealed.step() == base && sealed.term() == reign.term()) {
            Optional<Checkpoint> read = sealed.read();
            if (read.isPresent()) {
              return read.get();
            }
          }
        }
      } catch (IOException unreadable) {
        throw new Replica.MisfitException(
            "checkpoint %d cannot be read: %s".formatted(base, unreadable.getMessage()));
      }
      throw new Replica.MisfitException(
          "checkpoint %d is not in %s: do coordinators share their folder of runs?"
              .formatted(base, folder));
    }

    private void apply(Replica to, LeaderFrame frame) {
      switch (frame) {
        case LeaderFrame.StepBegins(Reign _, long step, double rate, int examples) ->
            to.begins(step, rate, examples);
        case LeaderFrame.SumChunk sum ->
            to.sum(sum.step(), sum.chunk(), new PayloadPiece(sum.payload()));
        case LeaderFrame.BookLine(Reign _, Book book, long step, byte[] line) -> {
          switch (book) {
            case LEDGER -> to.ledgerLine(step, line);
            case METRICS -> to.metricsLine(step, line);
          }
        }
        case LeaderFrame.Resumable(Reign reign, long version, long fingerprint, var facts) -> {
          to.resumable(version, fingerprint, facts);
          pauseNanos = PAUSE_NANOS_MIN;
          sayHolding(reign, version);
        }
        case LeaderFrame.Sealed(Reign _, long step) -> to.sealed(step);
        case LeaderFrame.FromCheckpoint _ -> {} // It has begun already.
        case LeaderFrame.Damaged damaged -> throw new Replica.MisfitException(damaged.reason());
      }
    }

    private void sayHolding(Reign reign, long version) {
      long now = System.nanoTime();
      if (now - saidNanos >= HOLDING_NANOS) {
        saidNanos = now;
        outbox.send(new FollowerFrame.Holding(reign, version));
      }
    }

    @Override
    public void closed(String reason) {
      ended(this, reason);
    }

    /// Not on the thread that tells of frames: the connection waits for it.
    void end(String reason) {
      early.forEach(this::release);
      early.clear();
      outbox.close(reason);
      Thread.ofVirtual().name("understudy-close").start(client::close);
    }

    private void release(LeaderFrame frame) {
      if (frame instanceof TensorFrame tensor) {
        tensor.payload().release();
      }
    }

    private static long bytes(LeaderFrame frame) {
      return switch (frame) {
        case LeaderFrame.SumChunk sum -> (long) sum.payload().length() * Float.BYTES;
        case LeaderFrame.BookLine line -> line.line().length;
        case LeaderFrame.Resumable resumable -> LeaderFrame.Resumable.bytes(resumable.facts());
        default -> 0;
      };
    }
  }
}
