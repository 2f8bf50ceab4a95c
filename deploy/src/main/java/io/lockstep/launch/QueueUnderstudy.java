package io.lockstep.launch;

import io.lockstep.coordinator.CoordinatorPort;
import io.lockstep.coordinator.Understudy;
import io.lockstep.failure.LockstepException;
import io.lockstep.run.RunFolder;
import io.lockstep.training.HeldVersion;
import io.lockstep.training.PreparedRun;
import io.lockstep.training.RecordedRun;
import io.lockstep.wire.Endpoint;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Holds whatever run of a queue another coordinator leads: prepares it as its folder has it, on a
/// thread of its own, and follows it. Any thread.
final class QueueUnderstudy {

  private static final Logger LOG = LoggerFactory.getLogger(QueueUnderstudy.class);
  private static final long AGAIN_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final Path runs;
  private Optional<Part> part = Optional.empty();

  /// The run that is on, by the name of its folder.
  private static final class Part {
    private final String run;
    private Optional<PreparedRun> prepared = Optional.empty();
    private Optional<Understudy> understudy = Optional.empty();
    private boolean isPreparing;
    private long nextNanos = System.nanoTime();

    Part(String run) {
      this.run = run;
    }

    boolean isDue() {
      return understudy.isEmpty() && !isPreparing && System.nanoTime() - nextNanos >= 0;
    }
  }

  /// @param runs folder in which runs lie
  QueueUnderstudy(Path runs) {
    this.runs = runs;
  }

  /// Another coordinator leads there.
  synchronized void follow(Endpoint leader, CoordinatorPort port) {
    if (part.filter(held -> !held.run.equals(leader.run())).isPresent()) {
      drop();
    }
    if (leader.isIdle()) {
      return;
    }
    if (part.isEmpty()) {
      part = Optional.of(new Part(leader.run()));
    }
    Part held = part.get();
    held.understudy.ifPresent(understudy -> understudy.follow(leader));
    if (held.isDue()) {
      held.isPreparing = true;
      Thread.ofPlatform().daemon().name("understudy").start(() -> prepare(held, port));
    }
  }

  private void prepare(Part held, CoordinatorPort port) {
    Optional<PreparedRun> prepared = Optional.empty();
    try {
      Path folder = runs.resolve(held.run);
      PreparedRun run = RecordedRun.prepare(folder, RunFolder.reportOf(folder), List.of());
      run.requireMemory();
      prepared = Optional.of(run).filter(known -> known.configuration().cluster().followers() > 0);
    } catch (LockstepException refused) {
      LOG.info("event=follows-not run={} reason=\"{}\"", held.run, refused.failure().error());
    }
    synchronized (this) {
      held.isPreparing = false;
      held.nextNanos = System.nanoTime() + AGAIN_NANOS;
      if (part.filter(now -> now == held).isPresent()) {
        held.prepared = prepared;
        held.understudy =
            prepared.map(run -> new Understudy(run, runs, port.node(), port.security()));
      }
    }
  }

  /// The run of this folder, if it has been prepared here.
  synchronized Optional<PreparedRun> prepared(String run) {
    return part.filter(held -> held.run.equals(run)).flatMap(held -> held.prepared);
  }

  /// What is held of the run of this folder; nothing is held any more.
  synchronized Optional<HeldVersion> takeOver(String run) {
    Optional<HeldVersion> held =
        part.filter(now -> now.run.equals(run))
            .flatMap(now -> now.understudy)
            .flatMap(Understudy::takeOver);
    drop();
    return held;
  }

  private void drop() {
    part.flatMap(held -> held.understudy).ifPresent(Understudy::close);
    part = Optional.empty();
  }
}
