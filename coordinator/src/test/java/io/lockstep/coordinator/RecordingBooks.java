package io.lockstep.coordinator;

import io.lockstep.failure.Failure;
import io.lockstep.failure.LockstepException;
import io.lockstep.lane.Tallies;
import io.lockstep.plan.Assessment;
import io.lockstep.plan.Closing;
import io.lockstep.plan.Outlook;
import io.lockstep.training.CompleteStep;
import io.lockstep.training.TrainingResult;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Books that note what was entered, in the order of the entries.
final class RecordingBooks implements Books {

  static final String KEPT = "checkpoint 1";

  final List<String> entries = new ArrayList<>();

  double rate = 0.1;

  /// All is certain, unless a test says otherwise.
  long horizon = Long.MAX_VALUE;

  boolean epochOpen;

  /// What is measured before the run is closed.
  List<Assessment> due = List.of();

  /// Parameters of the best version; empty when they cannot be read back.
  Optional<float[]> best = Optional.empty();

  /// What workers were asked to measure, in the order in which it was entered.
  final List<Tallies> measured = new ArrayList<>();

  private Runnable fault = () -> {};

  /// From now on no step and no epoch can be entered.
  void breakWith(RuntimeException reason) {
    fault =
        () -> {
          throw reason;
        };
  }

  void breakWith(Error reason) {
    fault =
        () -> {
          throw reason;
        };
  }

  @Override
  public void stepComplete(CompleteStep complete) {
    fault.run();
    entries.add("step " + complete.step());
  }

  @Override
  public void epochComplete(long step, float[] version, Optional<Tallies> validation) {
    fault.run();
    entries.add("epoch at %d: %s".formatted(step, version[0]));
    validation.ifPresent(measured::add);
  }

  @Override
  public double rate(long step) {
    return rate;
  }

  @Override
  public boolean isEpochOpen() {
    return epochOpen;
  }

  @Override
  public Outlook outlook(long version) {
    return new Outlook(horizon, due);
  }

  @Override
  public Optional<float[]> best() {
    return best;
  }

  @Override
  public void assess(Assessment what, float[] version, Optional<Tallies> tallies) {
    entries.add("%s of %d: %s".formatted(what.part(), what.version(), version[0]));
    tallies.ifPresent(measured::add);
  }

  @Override
  public TrainingResult close(Closing.Goal goal, long step, float[] version) {
    return switch (goal) {
      case COMPLETE -> end("finish", TrainingResult.Status.DONE, step);
      case INTERRUPTED -> end("interrupt at " + step, TrainingResult.Status.INTERRUPTED, step);
      case AT_CHECKPOINT ->
          end("interrupt at the checkpoint", TrainingResult.Status.INTERRUPTED, 0);
      case HANDED_OVER -> end("hand over at " + step, TrainingResult.Status.HANDED_OVER, step);
      case HANDED_OVER_AT_CHECKPOINT ->
          end("hand over at the checkpoint", TrainingResult.Status.HANDED_OVER, 0);
    };
  }

  @Override
  public void leave() {
    entries.add("left");
  }

  @Override
  public LockstepException failed(Throwable cause) {
    entries.add("failed");
    return Failure.causedBy(cause).keeping(KEPT).exception(cause);
  }

  private TrainingResult end(String entry, TrainingResult.Status status, long step) {
    entries.add(entry);
    return new TrainingResult(Path.of("nowhere"), status, step, "5ha", Map.of());
  }
}
