package io.lockstep.coordinator;

import io.lockstep.failure.LockstepException;
import io.lockstep.lane.Tallies;
import io.lockstep.plan.Action;
import io.lockstep.plan.Assessment;
import io.lockstep.plan.Closing;
import io.lockstep.plan.Event;
import io.lockstep.plan.Plan;
import io.lockstep.plan.Rules;
import io.lockstep.plan.WorkerId;
import io.lockstep.reduce.StepReduction;
import io.lockstep.shard.Block;
import io.lockstep.shard.Part;
import io.lockstep.training.CompleteStep;
import io.lockstep.training.PreparedRun;
import io.lockstep.training.Trainee;
import io.lockstep.training.TrainingResult;
import io.lockstep.wire.ChunkPool;
import io.lockstep.wire.Reign;
import io.lockstep.wire.WorkerFrame;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs the steps: takes frames of workers, adds what they carry, makes versions and sends them on
/// as soon as a slice is complete. What to do about workers that come, go or are late is decided by
/// the [Plan].
///
/// Frames of different workers may come on different threads at once. It has no thread and no clock
/// of its own, so a simulation can drive it as the cluster does.
public final class RunEngine {

  private static final Logger LOG = LoggerFactory.getLogger(RunEngine.class);

  private final PreparedRun run;
  private final StepAtHand step;
  final PeerTable peers = new PeerTable();
  final Orders orders;
  final FrameIntake intake;
  private final Farewell farewell;
  final Closer closer;
  private final PlanShell shell;
  private final Measures measures;
  private final long takenUp;
  private volatile long version;
  private volatile double lossNats = Double.NaN;

  /// What an engine is given.
  ///
  /// @param pool buffers for what is sent
  /// @param bookkeeping runs what takes long, one after the other
  /// @param sums told of what versions are made of
  public record Setting(
      PreparedRun run,
      Reign reign,
      Rules rules,
      ChunkPool pool,
      Books books,
      Executor bookkeeping,
      LongSupplier nanoClock,
      SumTap sums) {}

  /// @param trainee whose parameters are version `version`; the engine owns it from now on
  public RunEngine(Setting setting, Trainee trainee, long version) {
    this.run = setting.run();
    this.shell = new PlanShell(this, setting, version);
    this.measures = new Measures(run, shell::on);
    this.step = new StepAtHand(setting, trainee, version, peers);
    this.version = version;
    this.takenUp = version;
    this.orders = new Orders(setting.reign(), peers);
    this.farewell = new Farewell(setting.reign(), peers);
    this.closer = new Closer(setting, new Steps(), farewell, this);
    this.intake = new FrameIntake(this, setting, step, peers);
    if (version < run.lastStep()) {
      open(version + 1);
    }
    decide(() -> closer.begin(setting, version));
  }

  private void open(long newStep) {
    step.open(newStep);
    intake.begin(newStep);
  }

  /// Changes what is decided, one thread at a time. Something that goes wrong here leaves a state
  /// that nothing can be built on: it ends the run.
  private void decide(Runnable change) {
    synchronized (this) {
      try {
        change.run();
      } catch (RuntimeException | Error broken) {
        closer.failed(broken);
      }
    }
  }

  /// A worker has opened its stream. The same name again takes the place of the stream before.
  public void joined(WorkerId worker, Peer peer) {
    decide(() -> {
      peers.put(worker, peer);
      intake.forget(worker); // What came over a stream before this one.
      farewell.announce(peer);
      shell.on(new Event.Joined(worker));
    });
  }

  /// A stream is gone. Ignored when the worker has another one by now.
  public void lost(WorkerId worker, Peer peer, String reason) {
    decide(() -> {
      if (peers.remove(worker, peer)) {
        intake.forget(worker);
        shell.on(new Event.Lost(worker, reason));
      }
    });
  }

  /// Time has passed: looks for late blocks and ended patience.
  public void tick() {
    decide(() -> {
      shell.on(new Event.Tick());
      intake.costs().news().ifPresent(costs -> shell.on(new Event.Paced(costs)));
      intake.slowWorkers().forEach(LOG::warn);
      closer.tick();
    });
  }

  /// Takes one frame of a worker's stream, and with it one reference of its payload.
  public void frame(WorkerId worker, Peer peer, WorkerFrame frame) {
    try {
      intake.frame(worker, peer, frame);
    } catch (RuntimeException | Error broken) {
      closer.failed(broken); // What does not fit was refused: this is a fault of ours.
    }
  }

  /// A worker has said something that changes what is to be done.
  void heard(Event event) {
    decide(() -> shell.on(event));
  }

  /// A worker has measured a block.
  Measures.Arrival measured(WorkerId worker, WorkerFrame.BlockMeasured block) {
    synchronized (this) {
      return measures.arrived(worker, block, plan().measuring());
    }
  }

  /// What is to be done, as it is now. Any thread.
  Plan plan() {
    return shell.plan();
  }

  /// Something of a step has arrived: closes the block, and the step, that it completes.
  void settle(WorkerId worker, long ofStep, Block block, StepReduction.Arrival arrival) {
    boolean blockComplete = arrival == StepReduction.Arrival.BLOCK_COMPLETE;
    if (!blockComplete && !isWhole(ofStep)) {
      return;
    }
    decide(() -> {
      if (blockComplete) {
        shell.on(new Event.BlockComplete(ofStep, block, worker));
      }
      if (isWhole(ofStep)) {
        arrived();
      }
    });
  }

  private boolean isWhole(long ofStep) {
    return ofStep == step.number() && step.openRoots() == 0;
  }

  /// Everything of the step is here. Frames and losses are taken as ever while it is closed; the
  /// slice held back keeps the workers from the next step. While they measure the version before it
  /// must not leave.
  private void arrived() {
    if (closer.awaitsStep() && plan().measuring().isEmpty()) {
      step.complete();
      closer.arrived(step.number(), step.lossSum());
    }
  }

  /// What the closing of a step comes to here.
  private final class Steps implements Closer.Steps {

    @Override
    public CompleteStep arrived() {
      return step.arrived();
    }

    @Override
    public float[] version(long ofStep) {
      return step.versions().of(ofStep);
    }

    @Override
    public void entered(long done) {
      step.entered(done);
      version = done;
      lossNats = step.meanLoss();
    }

    /// In a pause nobody is given the version, or its step would begin. What is to be measured of
    /// it is told before.
    @Override
    public void publish(long done) {
      peers.discardBefore(done);
      if (done < run.lastStep()) {
        open(done + 1);
      }
      shell.on(new Event.StepComplete(done));
      if (run.batches().endsEpoch(done)) {
        measures.ask(done, Part.VALIDATION);
      }
      if (plan().phase() != Plan.Phase.PAUSED) {
        step.departures().send();
      }
    }

    @Override
    public void whenMeasured(long ofStep, Consumer<Optional<Tallies>> then) {
      if (ofStep == takenUp) {
        measures.ask(ofStep, Part.VALIDATION); // Any other was asked for before it left.
      }
      measures.whenSettled(ofStep, Part.VALIDATION, then);
    }

    /// What a pause has held back may leave: no step begins with it.
    @Override
    public void whenAssessed(
        Assessment what, float[] parameters, Consumer<Optional<Tallies>> then) {
      step.versions().keep(what.version(), parameters);
      shell.on(new Event.StepsOver());
      if (step.departures().isHeld(what.version())) {
        step.departures().send();
      }
      measures.ask(what.version(), what.part());
      measures.whenSettled(what.version(), what.part(), then);
    }

    @Override
    public void extend(long horizon) {
      open(step.number()); // Its rate may be another than when the step before was complete.
      shell.on(new Event.HorizonMoved(horizon));
    }

    @Override
    public void withhold(long done) {
      step.departures().withhold();
    }

    @Override
    public Closing.Remains drop(long unfinished) {
      return step.drop() ? Closing.Remains.VERSION_BEFORE : Closing.Remains.NO_VERSION;
    }
  }

  void sendVersion(Action.SendVersion send) {
    step.broadcast().version(send, step.number(), step.departures());
  }

  void recall(Action.Recall recall) {
    step.broadcast().recall(recall.worker(), recall.version());
  }

  /// Steps go on after a pause, or begin.
  void resumed() {
    intake.resumed(step.number());
    if (step.departures().isHeld(step.number() - 1)) {
      step.departures().send();
    }
  }

  /// What has come of these blocks of the version that is measured does not count.
  void unmeasure(List<Integer> blocks) {
    measures.drop(blocks);
  }

  /// Nobody measures any more. The step in progress may have waited for that alone.
  void measured() {
    measures.settle();
    if (step.openRoots() == 0) {
      arrived();
    }
  }

  /// Stops when the step in progress is complete, at a version from which the run can go on.
  /// [#result] tells when.
  public void interrupt() {
    decide(() -> askToStop(Closing.Goal.INTERRUPTED));
  }

  /// Stops as [#interrupt] does, for another coordinator to go on: workers are left to it.
  public void handOver() {
    decide(() -> askToStop(Closing.Goal.HANDED_OVER));
  }

  private void askToStop(Closing.Goal goal) {
    closer.askToStop(goal);
    if (!closer.isEnding()) {
      shell.on(new Event.MeasureCancelled("the run is to stop"));
    }
  }

  /// Stops at once; whatever comes afterwards is ignored, and the books only note it. Workers are
  /// left to the coordinator that follows.
  public void stop(LockstepException reason) {
    decide(() -> closer.left(reason));
  }

  /// Nobody computes any more, nor will: the run ends with this failure, and the books note it,
  /// unless it is at its end and needs nobody.
  public void giveUp(LockstepException reason) {
    decide(() -> {
      if (!closer.isEnding()) {
        closer.gaveUp(reason);
      }
    });
  }

  /// Completes when the run has ended, with the failure if it failed.
  public CompletableFuture<TrainingResult> result() {
    return closer.result();
  }

  /// Parameters of a version that is at hand.
  float[] parameters(long ofVersion) {
    return step.versions().of(ofVersion);
  }

  StepTimes times() {
    return step.times();
  }

  /// Newest complete version.
  public long version() {
    return version;
  }

  /// Mean loss of the newest complete step; NaN before the first.
  double lossNats() {
    return lossNats;
  }

  /// What the run waits for, in words.
  public synchronized String situation() {
    return "step %d %s: %d roots open; waiting for %s"
        .formatted(plan().step(), plan().phase(), step.openRoots(), plan().open());
  }

  Map<WorkerId, Long> workers() {
    return peers.progress();
  }
}
