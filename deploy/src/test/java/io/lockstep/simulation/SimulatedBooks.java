package io.lockstep.simulation;

import io.lockstep.coordinator.Books;
import io.lockstep.format.Sha256;
import io.lockstep.reduce.StepReduction;
import io.lockstep.training.PreparedRun;
import io.lockstep.training.Trainee;
import io.lockstep.training.TrainingResult;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Map;

/// Checks every step on the way: steps come in order, and each shard is credited exactly once.
/// Keeps a version from which another coordinator can go on.
final class SimulatedBooks implements Books {

  private static final int CHECKPOINT_STEPS = 7;

  private final PreparedRun run;
  private final Trainee trainee;
  private Checkpoint checkpoint;
  private long lastStep;

  /// A version with its moments, never changed.
  ///
  /// @param numbers parameters, then moments
  private record Checkpoint(long step, List<float[]> numbers) {

    static Checkpoint of(long step, float[] version, Trainee trainee) {
      List<float[]> moments = trainee.optimizer().moments();
      float[][] copies = new float[moments.size() + 1][];
      copies[0] = version.clone();
      for (int i = 0; i < moments.size(); i++) {
        copies[i + 1] = moments.get(i).clone();
      }
      return new Checkpoint(step, List.of(copies));
    }
  }

  /// @param trainee at this version; the engine changes it
  SimulatedBooks(PreparedRun run, Trainee trainee, long version) {
    this.run = run;
    this.trainee = trainee;
    this.lastStep = version;
    this.checkpoint = Checkpoint.of(version, trainee.parameters(), trainee);
  }

  /// Of the checkpoint from which the run can go on.
  long checkpointStep() {
    return checkpoint.step();
  }

  /// The state of the checkpoint, for another coordinator.
  Trainee restored() {
    Trainee fresh = run.newTrainee();
    copy(checkpoint.numbers().getFirst(), fresh.parameters());
    List<float[]> moments = fresh.optimizer().moments();
    for (int i = 0; i < moments.size(); i++) {
      copy(checkpoint.numbers().get(i + 1), moments.get(i));
    }
    return fresh;
  }

  private static void copy(float[] from, float[] to) {
    System.arraycopy(from, 0, to, 0, to.length);
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
    if (step % CHECKPOINT_STEPS == 0) {
      checkpoint = Checkpoint.of(step, version, trainee);
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
    return end(TrainingResult.Status.DONE, run.lastStep(), Sha256.weights(version));
  }

  @Override
  public TrainingResult interrupt(long step, float[] version) {
    checkpoint = Checkpoint.of(step, version, trainee);
    return end(TrainingResult.Status.INTERRUPTED, step, Sha256.weights(version));
  }

  @Override
  public TrainingResult interruptAtCheckpoint() {
    return end(TrainingResult.Status.INTERRUPTED, checkpoint.step(), "");
  }

  private static TrainingResult end(TrainingResult.Status status, long step, String sha256) {
    return new TrainingResult(Path.of("simulated"), status, step, sha256, Map.of());
  }
}
