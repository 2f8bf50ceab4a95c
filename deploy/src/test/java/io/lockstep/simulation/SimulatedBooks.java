package io.lockstep.simulation;

import io.lockstep.coordinator.Books;
import io.lockstep.format.Sha256;
import io.lockstep.reduce.StepReduction;
import io.lockstep.training.PreparedRun;
import io.lockstep.training.TrainingResult;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Map;

/// Checks every step on the way: steps come in order, and each shard is credited exactly once.
final class SimulatedBooks implements Books {

  private final PreparedRun run;
  private long lastStep;

  SimulatedBooks(PreparedRun run) {
    this.run = run;
  }

  @Override
  public void stepComplete(long step, StepReduction reduction, long fingerprint, float[] version) {
    if (step != lastStep + 1) {
      throw new AssertionError("step %d after step %d".formatted(step, lastStep));
    }
    lastStep = step;
    int shards = run.batches().shardsIn(step);
    BitSet counted = new BitSet();
    reduction.credits((first, last, worker) -> {
      for (int shard = first; shard <= last; shard++) {
        if (counted.get(shard)) {
          throw new AssertionError(
              "step %d: shard %d counted twice, again from %s".formatted(step, shard, worker));
        }
        counted.set(shard);
      }
    });
    if (counted.cardinality() != shards) {
      throw new AssertionError(
          "step %d: %d of %d shards counted".formatted(step, counted.cardinality(), shards));
    }
  }

  @Override
  public boolean endsEpoch(long step) {
    return step % run.batches().stepsPerEpoch() == 0;
  }

  @Override
  public void epochComplete(long step, float[] version) {}

  @Override
  public TrainingResult finish(float[] version) {
    return end(TrainingResult.Status.DONE, run.lastStep(), version);
  }

  @Override
  public TrainingResult interrupt(long step, float[] version) {
    return end(TrainingResult.Status.INTERRUPTED, step, version);
  }

  @Override
  public TrainingResult interruptAtCheckpoint() {
    throw new AssertionError("nobody interrupts a simulation");
  }

  private static TrainingResult end(TrainingResult.Status status, long step, float[] version) {
    return new TrainingResult(
        Path.of("simulated"), status, step, Sha256.weights(version), Map.of());
  }
}
