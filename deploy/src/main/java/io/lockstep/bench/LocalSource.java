package io.lockstep.bench;

import io.lockstep.lane.Delivery;
import io.lockstep.lane.LaneTeam;
import io.lockstep.shard.BatchPlan;
import io.lockstep.training.LocalStep;
import io.lockstep.training.PreparedRun;
import java.util.function.Consumer;

/// Measures in this process. The net goes on learning from one measurement to the next.
final class LocalSource implements StepSource {

  private final Workload workload;
  private final int lanes;
  private final Stopwatch stopwatch;
  private final LaneTeam team;
  private final LocalStep localStep;
  private final BatchPlan batches;
  private long step;

  LocalSource(Subject subject, int lanes, Stopwatch stopwatch) {
    PreparedRun run = subject.run();
    this.workload = subject.workload();
    this.lanes = lanes;
    this.stopwatch = stopwatch;
    this.batches = run.batches();
    this.team = new LaneTeam(run.laneTask(), lanes, LocalStep.CHUNK, Delivery.GATHERED);
    this.localStep = new LocalStep(run, run.newTrainee(), team);
  }

  @Override
  public StepMeasurement measure(Consumer<Measurement> out) {
    StepMeasurement measured = StepMeasurement.of(workload, lanes, 1, stopwatch.time(this::steps));
    out.accept(measured);
    return measured;
  }

  /// @return examples of these steps
  /// @throws IllegalStateException when the loss is not finite: such steps are not worth measuring
  private long steps(int times) {
    long before = step;
    for (int i = 0; i < times; i++) {
      localStep.run(++step);
    }
    if (!Double.isFinite(team.lossSum())) {
      throw new IllegalStateException(
          "%s: the loss is %s at step %d".formatted(workload.name(), team.lossSum(), step));
    }
    return ExampleCount.between(batches, before, step);
  }

  @Override
  public void close() {
    team.close();
  }
}
