package io.lockstep.coordinator;

import io.lockstep.lane.Tallies;
import io.lockstep.plan.Event;
import io.lockstep.plan.Measuring;
import io.lockstep.plan.WorkerId;
import io.lockstep.shard.Part;
import io.lockstep.training.PreparedRun;
import io.lockstep.wire.WorkerFrame;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// What has come of the version that workers measure, and who waits for it. One version is measured
/// at a time. Under the engine's lock.
final class Measures {

  private final PreparedRun run;
  private final Consumer<Event> plan;
  private long version;
  private Part part;
  private Tallies tallies;
  private boolean settled;
  private Runnable waiting = () -> {};

  /// @param plan told of what is to be measured and what has been
  Measures(PreparedRun run, Consumer<Event> plan) {
    this.run = run;
    this.plan = plan;
  }

  /// What became of a tally.
  enum Arrival {
    /// Nobody has asked this worker for it, or not any more.
    UNASKED,
    /// It cannot be one of this run.
    MISFIT,
    COUNTED
  }

  /// Has workers measure a version, if there is anything to measure it on: with the next orders
  /// that they are given.
  void ask(long ofVersion, Part ofPart) {
    run.measurement(ofPart)
        .filter(measurement -> measurement.plan().blocks() > 0)
        .ifPresent(measurement -> {
          version = ofVersion;
          part = ofPart;
          tallies = new Tallies(measurement);
          settled = false;
          plan.accept(new Event.MeasureAsked(version, part, measurement.plan().blocks()));
        });
  }

  /// A worker has measured a block.
  Arrival arrived(WorkerId worker, WorkerFrame.BlockMeasured block, Optional<Measuring> asked) {
    boolean isOwed =
        asked
            .filter(one -> one.isOwed(block.version(), block.part(), block.block(), worker))
            .isPresent();
    if (!isOwed) {
      return Arrival.UNASKED;
    }
    if (!tallies.fits(block.block(), block.tally())) {
      return Arrival.MISFIT;
    }
    tallies.put(block.block(), block.tally());
    plan.accept(new Event.BlockMeasured(block.version(), block.part(), block.block(), worker));
    return Arrival.COUNTED;
  }

  /// What has come of these blocks was sent by somebody who cannot be relied on.
  void drop(List<Integer> blocks) {
    blocks.forEach(tallies::drop);
  }

  /// Nobody is waited for any more: all has come, or the rest is the coordinator's.
  void settle() {
    settled = true;
    Runnable next = waiting;
    waiting = () -> {};
    next.run();
  }

  /// Gives what workers have come to, once they are not waited for any more; nothing when they were
  /// not asked.
  void whenSettled(long ofVersion, Part ofPart, Consumer<Optional<Tallies>> then) {
    if (tallies == null || version != ofVersion || part != ofPart) {
      then.accept(Optional.empty());
      return;
    }
    Tallies asked = tallies;
    Runnable ready =
        () -> {
          tallies = null;
          then.accept(Optional.of(asked));
        };
    if (settled) {
      ready.run();
    } else {
      waiting = ready;
    }
  }
}
