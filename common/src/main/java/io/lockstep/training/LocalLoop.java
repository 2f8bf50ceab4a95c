package io.lockstep.training;

import io.lockstep.plan.Assessment;
import io.lockstep.plan.Closing;
import io.lockstep.plan.RunBounds;
import io.lockstep.training.LocalPlace.Doing;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/// One step after the other, until the [Closing] has closed the run. Everything is done at once, on
/// the calling thread.
final class LocalLoop {

  /// Nobody is waited for: a step that has not begun is given up as soon as the run is to stop.
  private static final long PATIENCE_NANOS = 0;

  private final RunRecorder recorder;
  private final Evaluator evaluator;
  private final LocalStep step;
  private final LocalPlace place;
  private final Closing.Transition begin;
  private Closing closing;
  private TrainingResult result;

  /// @param place is told what the run is at
  LocalLoop(
      PreparedRun run,
      RunRecorder recorder,
      Evaluator evaluator,
      LocalStep step,
      LocalPlace place) {
    this.place = place;
    this.recorder = recorder;
    this.evaluator = evaluator;
    this.step = step;
    var bounds = new RunBounds(run.batches(), run.lastStep(), PATIENCE_NANOS);
    long version = recorder.startVersion();
    this.begin =
        recorder.isEpochOpen()
            ? Closing.fromOpenEpoch(bounds, version, recorder.outlook(version))
            : Closing.from(bounds, version, recorder.outlook(version));
  }

  /// @param interrupted asked between steps
  TrainingResult train(BooleanSupplier interrupted) {
    follow(begin);
    while (true) {
      if (interrupted.getAsBoolean()) {
        on(new Closing.Event.StopAsked());
        on(new Closing.Event.Tick());
      }
      if (result != null) {
        return result;
      }
      place.enter(Doing.COMPUTING, closing.step(), System.nanoTime());
      step.run(closing.step());
      on(new Closing.Event.StepArrived(step.step(), step.lossSum()));
    }
  }

  private void on(Closing.Event event) {
    follow(closing.on(event, System.nanoTime()));
  }

  private void follow(Closing.Transition transition) {
    closing = transition.next();
    transition.actions().forEach(this::perform);
  }

  private void perform(Closing.Action action) {
    switch (action) {
      case Closing.Action.Enter(long at, Closing.Turn _) -> {
        place.enter(Doing.ENTERING, at, System.nanoTime());
        recorder.stepComplete(step);
        on(new Closing.Event.StepEntered(at));
      }
      case Closing.Action.Measure(long at) -> {
        place.enter(Doing.MEASURING, at, System.nanoTime());
        recorder.epochComplete(at, step.parameters(), evaluator);
        on(new Closing.Event.EpochClosed(at, recorder.outlook(at)));
      }
      case Closing.Action.Assess(Assessment what) -> {
        place.enter(Doing.MEASURING, what.version(), System.nanoTime());
        parameters(what.version()).ifPresent(of -> recorder.assess(what, of, evaluator));
        on(new Closing.Event.Assessed(what));
      }
      case Closing.Action.Drop(long at) ->
          on(new Closing.Event.StepDropped(at, Closing.Remains.VERSION_BEFORE));
      case Closing.Action.CloseRun(long at, Closing.Goal goal) -> {
        place.enter(Doing.CLOSING, at, System.nanoTime());
        result = recorder.close(goal, at, step.parameters());
        on(new Closing.Event.RunClosed());
      }
      case Closing.Action.Publish _, Closing.Action.Withhold _ -> {} // It is here already.
      case Closing.Action.Extend _ -> {} // Nobody has to be told.
      case Closing.Action.NoteFailure(Throwable cause) -> throw new IllegalStateException(cause);
      case Closing.Action.LeaveRun(Throwable cause) -> throw new IllegalStateException(cause);
    }
  }

  private Optional<float[]> parameters(long version) {
    return version == closing.step() ? Optional.of(step.parameters()) : recorder.best();
  }
}
