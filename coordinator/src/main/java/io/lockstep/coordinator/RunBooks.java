package io.lockstep.coordinator;

import io.lockstep.data.Examples;
import io.lockstep.lane.Delivery;
import io.lockstep.lane.Evaluation;
import io.lockstep.lane.LaneTeam;
import io.lockstep.reduce.StepReduction;
import io.lockstep.run.Metrics;
import io.lockstep.training.LocalStep;
import io.lockstep.training.PreparedRun;
import io.lockstep.training.RunRecorder;
import io.lockstep.training.TrainingResult;
import java.util.OptionalDouble;

/// The books of a real run: its recorder, and a lane of the coordinator's own to measure versions.
final class RunBooks implements Books, AutoCloseable {

  private final PreparedRun run;
  private final RunRecorder recorder;
  private final LaneTeam team;
  private Metrics trained;

  /// Between the last step of an epoch and the end of its books: a checkpoint of a later step would
  /// leave the epoch out.
  private volatile boolean epochOpen;

  RunBooks(PreparedRun run, RunRecorder recorder) {
    this.run = run;
    this.recorder = recorder;
    this.team = new LaneTeam(run.laneTask(), 1, LocalStep.CHUNK, Delivery.GATHERED);
  }

  void begin() {
    recorder.begin(this::measure);
  }

  @Override
  public void stepComplete(long step, StepReduction reduction, long fingerprint, float[] version) {
    recorder.requireFinite(step, reduction.lossSum());
    recorder.stepComplete(step, reduction, fingerprint);
    if (!epochOpen) {
      recorder.checkpointIfDue(step, version);
    }
    if (recorder.endsEpoch(step)) {
      trained = recorder.epochEnds();
      epochOpen = true;
    }
  }

  @Override
  public boolean endsEpoch(long step) {
    return recorder.endsEpoch(step);
  }

  @Override
  public void epochComplete(long step, float[] version) {
    recorder.closeEpoch(step, trained, version, this::measure);
    epochOpen = false;
  }

  @Override
  public TrainingResult finish(float[] version) {
    return recorder.finish(version, this::measure);
  }

  @Override
  public TrainingResult interrupt(long step, float[] version) {
    return recorder.interrupt(step, version);
  }

  @Override
  public TrainingResult interruptAtCheckpoint() {
    return recorder.interruptAtCheckpoint();
  }

  private Metrics measure(Examples set, float[] parameters) {
    Evaluation evaluation = team.evaluate(set, parameters);
    OptionalDouble accuracy =
        run.isClassifier() ? OptionalDouble.of(evaluation.accuracy()) : OptionalDouble.empty();
    return new Metrics(evaluation.loss(), accuracy, evaluation.examples());
  }

  void failed() {
    recorder.failed();
  }

  RunRecorder recorder() {
    return recorder;
  }

  @Override
  public void close() {
    recorder.close();
    team.close();
  }
}
