package io.lockstep.training;

import io.lockstep.data.Examples;
import io.lockstep.lane.Delivery;
import io.lockstep.lane.Evaluation;
import io.lockstep.lane.LaneTeam;
import io.lockstep.plan.Action;
import io.lockstep.plan.Event;
import io.lockstep.plan.Plan;
import io.lockstep.plan.Rules;
import io.lockstep.plan.Transition;
import io.lockstep.plan.WorkerId;
import io.lockstep.run.Metrics;
import io.lockstep.run.RunFolder;
import java.util.OptionalDouble;

/// Local mode: one process, no sockets. The plan of a cluster with this process as its one worker
/// says which step is next and when the run is over; shards, tree and update are the same as well,
/// and so are the bits.
public final class LocalTraining {

  /// Who the ledger credits.
  private static final WorkerId WORKER = new WorkerId("local");

  private final PreparedRun run;
  private final int laneCount;
  private volatile boolean interrupted;
  private Plan plan;

  /// @param laneCount compute threads, at least 1
  public LocalTraining(PreparedRun run, int laneCount) {
    if (laneCount < 1) {
      throw new IllegalArgumentException("%d lanes cannot compute".formatted(laneCount));
    }
    this.run = run;
    this.laneCount = laneCount;
  }

  /// Asks a running [#train] to stop after the step at hand. Any thread.
  public void interrupt() {
    interrupted = true;
  }

  /// Trains to the last step, or to an interruption, on the calling thread.
  ///
  /// @param folder of this run, locked by this process; it goes on from a checkpoint there
  /// @throws io.lockstep.failure.LockstepException if training diverges or nothing can be written
  public TrainingResult train(RunFolder folder, TrainingObserver observer) {
    Trainee trainee = run.newTrainee();
    try (RunRecorder recorder =
            RunRecorder.open(run, folder, trainee, observer, folder.nextTerm());
        LaneTeam team =
            new LaneTeam(run.laneTask(), laneCount, LocalStep.CHUNK, Delivery.GATHERED)) {
      try {
        return steps(recorder, team, trainee);
      } catch (RuntimeException e) {
        noteFailure(recorder, e);
        throw e;
      }
    }
  }

  /// The report may be what cannot be written; the failure itself must come through all the same.
  private static void noteFailure(RunRecorder recorder, RuntimeException failure) {
    try {
      recorder.failed();
    } catch (RuntimeException unwritten) {
      failure.addSuppressed(unwritten);
    }
  }

  private TrainingResult steps(RunRecorder recorder, LaneTeam team, Trainee trainee) {
    Evaluator evaluator = (set, parameters) -> measure(team, set, parameters);
    recorder.begin(evaluator);
    LocalStep step = new LocalStep(run, trainee, team);
    float[] parameters = trainee.parameters();
    Rules rules = Rules.ofOneWorker(run.batches(), run.lastStep());
    plan = Plan.from(rules, recorder.startVersion(), System.nanoTime());
    on(new Event.Joined(WORKER));
    while (plan.phase() == Plan.Phase.RUNNING) {
      if (interrupted) {
        plan = plan.givenUp(System.nanoTime());
        return recorder.interrupt(plan.step() - 1, parameters);
      }
      long at = plan.step();
      step.run(at);
      recorder.requireFinite(at, team.lossSum());
      recorder.stepComplete(
          at, team.lossSum(), team.correctCount(), step.fingerprint(), WORKER.name());
      recorder.checkpointIfDue(at, parameters);
      if (recorder.endsEpoch(at)) {
        recorder.epochComplete(at, parameters, evaluator);
      }
      on(new Event.StepComplete(at));
    }
    return recorder.finish(parameters, evaluator);
  }

  private void on(Event event) {
    Transition transition = plan.on(event, System.nanoTime());
    plan = transition.next();
    transition.actions().forEach(LocalTraining::perform);
  }

  /// With one worker that holds every version and is never lost, no action asks for more than the
  /// loop does anyway: the whole batch of each step is its share.
  private static void perform(Action action) {
    switch (action) {
      case Action.Assign assign -> requireWhole(assign);
      case Action.SendVersion _, Action.Resume _, Action.Finish _ -> {}
      case Action.Deal _, Action.Pause _, Action.GiveUp _, Action.Note _, Action.Warn _ ->
          throw new IllegalStateException("one worker, and yet: " + action.reason());
    }
  }

  private static void requireWhole(Action.Assign assign) {
    if (assign.share().count() != 1) {
      throw new IllegalStateException("one worker, and yet its share is " + assign.share());
    }
  }

  private Metrics measure(LaneTeam team, Examples set, float[] parameters) {
    Evaluation evaluation = team.evaluate(set, parameters);
    OptionalDouble accuracy =
        run.isClassifier() ? OptionalDouble.of(evaluation.accuracy()) : OptionalDouble.empty();
    return new Metrics(evaluation.loss(), accuracy, evaluation.examples());
  }
}
