package io.lockstep.simulation;

import io.lockstep.lane.LaneTeam;
import io.lockstep.lane.Sums;
import io.lockstep.worker.BlockRunner;
import java.util.function.Consumer;

/// A worker's lanes: compute and measure for real, at once, when the simulated time of the work is
/// over.
final class SimulatedComputer implements BlockRunner {

  private static final int HESITATION_MILLIS_MAX = 2_000;
  private static final int WORK_MILLIS_MAX = 20;
  private static final int SLOWNESS = 100;

  private final Setting setting;
  private final SimulatedLink.Network network;
  private final LaneTeam lane;
  private final Consumer<SimulatedComputer> leave;
  private Work waiting;
  private boolean busy;

  /// What a computer is like.
  ///
  /// @param lane shared by all: one thread plays them
  /// @param number tells liars apart
  /// @param hesitationRate how often a liar sends its numbers at once and says much later that
  ///   these were all
  /// @param wakefulness of the worker's process
  /// @param stepsAhead whose rows are read in place of those of a step: a planted bug
  record Setting(
      SimulatedLink.Network network,
      LaneTeam lane,
      Lie lie,
      int number,
      double hesitationRate,
      Wakefulness wakefulness,
      long stepsAhead) {}

  /// @param leave told when the worker has had enough
  SimulatedComputer(Setting setting, Consumer<SimulatedComputer> leave) {
    this.setting = setting;
    this.network = setting.network();
    this.lane = setting.lane();
    this.leave = leave;
  }

  @Override
  public void begin(Work work) {
    waiting = work;
    if (!busy) {
      busy = true;
      next();
    }
  }

  private void next() {
    Work work = waiting;
    waiting = null;
    long nanos = network.delayNanos(WORK_MILLIS_MAX);
    nanos *= network.happens(network.faults().slowRate()) ? SLOWNESS : 1;
    switch (work) {
      case Job job -> compute(job, nanos);
      case Measure measure -> measure(measure, nanos);
    }
  }

  private void measure(Measure measure, long nanos) {
    float[] parameters = measure.parameters().take();
    network.toll().measures++;
    setting
        .wakefulness()
        .after(
            nanos,
            () -> {
              lane.measure(
                  measure.measurement(),
                  measure.firstBlock(),
                  measure.endBlock(),
                  parameters,
                  measure.tallies());
              measure.done().run();
              goOn();
            });
  }

  private void compute(Job job, long nanos) {
    float[] parameters = job.parameters().take();
    setting
        .wakefulness()
        .after(
            nanos,
            () -> {
              Lie lie = setting.lie();
              Sums sums = lie.about(job.sums(), job.step(), setting.number());
              lane.compute(job.step() + setting.stepsAhead(), job.block(), parameters, sums);
              double loss = lie.loss(lane.lossSum(), setting.number());
              computed(job, loss, lane.correctCount(), nanos);
            });
  }

  private void computed(Job job, double loss, long correct, long nanos) {
    boolean hesitates =
        setting.hesitationRate() > 0
            && setting.lie() != Lie.NONE
            && network.happens(setting.hesitationRate());
    if (hesitates) {
      network.toll().hesitations++;
      setting
          .wakefulness()
          .after(network.delayNanos(HESITATION_MILLIS_MAX), () -> done(job, loss, correct, nanos));
    } else {
      done(job, loss, correct, nanos);
    }
  }

  private void done(Job job, double loss, long correct, long nanos) {
    job.done().computed(loss, correct, nanos);
    goOn();
  }

  private void goOn() {
    if (network.happens(network.faults().leaveRate())) {
      leave.accept(this);
    }
    busy = waiting != null;
    if (busy) {
      next();
    }
  }
}
