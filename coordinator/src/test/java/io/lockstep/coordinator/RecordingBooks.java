package io.lockstep.coordinator;

import io.lockstep.reduce.StepReduction;
import io.lockstep.training.TrainingResult;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Books that note what was entered, in the order of the entries.
final class RecordingBooks implements Books {

  final List<String> entries = new ArrayList<>();
  private final int stepsPerEpoch;
  private final long lastStep;
  private RuntimeException fault;

  RecordingBooks(int stepsPerEpoch, long lastStep) {
    this.stepsPerEpoch = stepsPerEpoch;
    this.lastStep = lastStep;
  }

  /// From now on no step can be entered.
  void breakWith(RuntimeException reason) {
    fault = reason;
  }

  @Override
  public void stepComplete(long step, StepReduction reduction, long fingerprint, float[] version) {
    if (fault != null) {
      throw fault;
    }
    entries.add("step " + step);
  }

  @Override
  public boolean endsEpoch(long step) {
    return step % stepsPerEpoch == 0;
  }

  @Override
  public void epochComplete(long step, float[] version) {
    entries.add("epoch at %d: %s".formatted(step, version[0]));
  }

  @Override
  public TrainingResult finish(float[] version) {
    return end("finish", TrainingResult.Status.DONE, lastStep);
  }

  @Override
  public TrainingResult interrupt(long step, float[] version) {
    return end("interrupt at " + step, TrainingResult.Status.INTERRUPTED, step);
  }

  @Override
  public TrainingResult interruptAtCheckpoint() {
    return end("interrupt at the checkpoint", TrainingResult.Status.INTERRUPTED, 0);
  }

  private TrainingResult end(String entry, TrainingResult.Status status, long step) {
    entries.add(entry);
    return new TrainingResult(Path.of("nowhere"), status, step, "5ha", Map.of());
  }
}
