package io.lockstep.coordinator;

import io.lockstep.failure.LockstepException;
import io.lockstep.run.RunFolder;
import io.lockstep.training.HeldVersion;
import io.lockstep.training.PreparedRun;
import io.lockstep.training.Replica;
import io.lockstep.wire.Endpoint;
import io.lockstep.wire.FollowerFrame;
import io.lockstep.wire.FrameSink;
import io.lockstep.wire.LeaderFrame;
import io.lockstep.wire.Outbox;
import io.lockstep.wire.Reign;
import io.lockstep.wire.WireClient;
import io.lockstep.wire.WireLimits;
import io.lockstep.wire.WireSecurity;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Follows the run that another coordinator leads, and holds its newest version: so that whoever
/// takes over goes on from there. A stream that breaks is opened again, later each time; what was
/// held stays until the next one has begun. Any thread.
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

  /// Of the newest stream that has begun.
  private Optional<Shadow> shadow = Optional.empty();

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
    Optional<HeldVersion> held = shadow.flatMap(Shadow::held);
    shadow.ifPresent(Shadow::drop);
    shadow = Optional.empty();
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
    if (stream.filter(open -> open == over).isPresent()) {
      LOG.info("event=follows-no-more leader={} reason=\"{}\"", over.leader.address(), reason);
      leave(reason);
      pause();
    }
  }

  private void pause() {
    nextNanos = System.nanoTime() + pauseNanos;
    pauseNanos = Math.min(2 * pauseNanos, PAUSE_NANOS_MAX);
  }

  /// One stream, from its opening to its end.
  private final class Stream implements FrameSink<LeaderFrame> {

    private final Endpoint leader;
    private final Shadow made;
    private final WireClient client;
    private final Outbox<FollowerFrame> outbox;
    private long saidNanos = System.nanoTime();

    Stream(Endpoint leader) {
      this.leader = leader;
      this.made =
          new Shadow(
              run, RunFolder.checkpointsOf(runs.resolve(leader.run())), limits.budgetBytes());
      this.client = WireClient.connect(leader.host(), leader.port(), limits, security);
      this.outbox = client.follow(new FollowerFrame.Follow(UNKNOWN, node, leader.run()), this);
    }

    @Override
    public void frame(LeaderFrame frame) {
      synchronized (Understudy.this) {
        if (stream.filter(open -> open == this).isEmpty()) {
          Shadow.release(frame);
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
      boolean wasBegun = made.isBegun();
      OptionalLong version = made.take(frame);
      if (made.isBegun() && !wasBegun) {
        LOG.info("event=follows leader={}", leader.address());
        shadow.ifPresent(Shadow::drop);
        shadow = Optional.of(made);
      }
      if (version.isPresent()) {
        pauseNanos = PAUSE_NANOS_MIN;
        sayHolding(frame.reign(), version.getAsLong());
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

    /// The connection is closed by another thread: it waits for the one that brings frames.
    void end(String reason) {
      if (shadow.filter(held -> held == made).isEmpty()) {
        made.drop();
      }
      outbox.close(reason);
      Thread.ofVirtual().name("understudy-close").start(client::close);
    }
  }
}
