package io.lockstep.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/// How steps, epochs and the run are closed: which entry of the books comes next, and when a
/// version may leave and begin the step after it. A step is entered before its version leaves; an
/// epoch is measured while the steps of the next one go on, but for its last; a run is closed when
/// the books of its last epoch are. At the *horizon*, the last step that is certain, the books of
/// its epoch are closed before it is known whether another step follows. A run that is complete is
/// closed when what it ends with is measured. Immutable; [#on] is a pure function of state, event
/// and time.
///
/// Local mode and the coordinator follow the same one. An action that the shell answers with an
/// event, at once or later, is the last of its list.
///
/// @param step the step at hand; in [Phase#PENDING] and once [Phase#STOPPED], the newest that is
///   whole
/// @param horizon the last step that is certain; at most the last of the run
/// @param measuring the step whose epoch is being measured, [#NONE] without one
/// @param due what is still to be measured before a complete run is closed; the first is at hand in
///   [Phase#ASSESSING]
/// @param goal what the run comes to once it has stopped
/// @param askedNanos when somebody asked the run to stop
public record Closing(
    RunBounds bounds,
    long step,
    long horizon,
    Phase phase,
    long measuring,
    List<Assessment> due,
    Goal goal,
    OptionalLong askedNanos) {

  /// No step: they count from 1.
  static final long NONE = 0;

  public Closing {
    due = List.copyOf(due);
  }

  /// Where the step at hand is, and the run.
  public enum Phase {
    /// Some of the step is still to come.
    ARRIVING,
    /// All of it is here. It ends an epoch, and the books of the one before are not closed.
    HELD,
    /// It is being entered in the books.
    ENTERING,
    /// It is entered and was the last that is certain: its epoch is being measured, and whether a
    /// step follows is not known.
    PENDING,
    /// It does not end by itself and is being given up.
    DROPPING,
    /// No step comes any more; the books of an epoch are still to be closed.
    STOPPED,
    /// The books of all epochs are closed: what the run ends with is being measured.
    ASSESSING,
    /// The last entry is being made. Only a failure can change anything now.
    ENDING,
    /// The run has failed, or is somebody else's. Nothing else is entered any more.
    FAILED,
    /// The books are closed.
    CLOSED
  }

  /// What a run comes to.
  public enum Goal {
    /// Its last step.
    COMPLETE,
    /// A version from which it can go on.
    INTERRUPTED,
    /// Its newest checkpoint: parameters and moments belong to no one version.
    AT_CHECKPOINT,
    /// A version from which another process goes on at once; the run is not over.
    HANDED_OVER,
    /// The same from its newest checkpoint.
    HANDED_OVER_AT_CHECKPOINT
  }

  /// What can happen to the closing.
  public sealed interface Event {

    /// Everything of a step is here.
    record StepArrived(long step, double lossSum) implements Event {}

    record StepEntered(long step) implements Event {}

    /// The version that ended an epoch is measured and the epoch entered.
    record EpochClosed(long step, Outlook outlook) implements Event {}

    /// Measured and entered, or found to be lost.
    record Assessed(Assessment what) implements Event {}

    /// @param goal [Goal#INTERRUPTED], or [Goal#HANDED_OVER] when another process goes on
    record StopAsked(Goal goal) implements Event {
      public StopAsked() {
        this(Goal.INTERRUPTED);
      }
    }

    /// Time has passed.
    record Tick() implements Event {}

    /// Answers [Action.Drop].
    record StepDropped(long step, Remains remains) implements Event {}

    /// Something that this process cannot go on from.
    record Failed(Throwable cause) implements Event {}

    /// The run is somebody else's from now on.
    record Left(Throwable cause) implements Event {}

    record RunClosed() implements Event {}
  }

  /// What is left when a step is given up.
  public enum Remains {
    /// The version before it, whole.
    VERSION_BEFORE,
    /// No one version.
    NO_VERSION
  }

  /// What the shell is to do.
  public sealed interface Action {

    /// Enters a step that has arrived. Answered by [Event.StepEntered].
    record Enter(long step, Turn turn) implements Action {}

    /// The version of this step leaves; the next step begins with it, unless this one is the last
    /// that is certain.
    record Publish(long step) implements Action {}

    /// The version of this step stays here: the run ends with it.
    record Withhold(long step) implements Action {}

    /// Measures the version of this step and closes the epoch that it ends, beside the steps that
    /// follow. Answered by [Event.EpochClosed].
    record Measure(long step) implements Action {}

    /// Steps up to this one are certain now: the next begins.
    record Extend(long horizon) implements Action {}

    /// Takes nothing of this step any more. Answered by [Event.StepDropped].
    record Drop(long step) implements Action {}

    /// Measures a version for the end of the run. Answered by [Event.Assessed].
    record Assess(Assessment what) implements Action {}

    /// The last entry of a run. Answered by [Event.RunClosed].
    record CloseRun(long step, Goal goal) implements Action {}

    /// The last entry of a run that has failed.
    record NoteFailure(Throwable cause) implements Action {}

    /// Closes the books without a last entry: the run goes on elsewhere.
    record LeaveRun(Throwable cause) implements Action {}
  }

  /// When an entry is made.
  public enum Turn {
    /// It takes no time.
    AT_ONCE,
    /// It may take long: after the entries that wait already, beside frames and losses.
    IN_TURN
  }

  /// The answer of a [Closing] to an event.
  public record Transition(Closing next, List<Action> actions) {
    public Transition {
      actions = List.copyOf(actions);
    }
  }

  /// A run that holds this version, with the books of the epochs up to it closed.
  public static Transition from(RunBounds bounds, long version, Outlook outlook) {
    Closing stopped =
        new Closing(
            bounds,
            version,
            outlook.horizon(),
            Phase.STOPPED,
            NONE,
            outlook.due(),
            Goal.COMPLETE,
            OptionalLong.empty());
    return version < outlook.horizon()
        ? stopped.with(Goal.INTERRUPTED).at(version + 1, Phase.ARRIVING).stay()
        : stopped.closeRun();
  }

  /// The same where this version has ended an epoch whose books are open.
  public static Transition fromOpenEpoch(RunBounds bounds, long version, Outlook outlook) {
    boolean goesOn = version < outlook.horizon();
    boolean isLast = version == bounds.lastStep();
    return new Closing(
            bounds,
            goesOn ? version + 1 : version,
            outlook.horizon(),
            goesOn ? Phase.ARRIVING : isLast ? Phase.STOPPED : Phase.PENDING,
            version,
            List.of(),
            isLast ? Goal.COMPLETE : Goal.INTERRUPTED,
            OptionalLong.empty())
        .doing(new Action.Measure(version));
  }

  /// True once it is decided how the run ends.
  public boolean isEnding() {
    return switch (phase) {
      case ARRIVING, HELD, ENTERING, PENDING, DROPPING -> false;
      case STOPPED, ASSESSING, ENDING, FAILED, CLOSED -> true;
    };
  }

  /// The one entry: what becomes of the state by this event, and what is to be done.
  public Transition on(Event event, long nowNanos) {
    return switch (event) {
      case Event.StepArrived(long at, double lossSum) -> arrived(at, lossSum);
      case Event.StepEntered(long at) -> entered(at);
      case Event.EpochClosed(long at, Outlook outlook) -> epochClosed(at, outlook);
      case Event.Assessed(Assessment what) -> assessed(what);
      case Event.StopAsked(Goal wanted) -> isEnding() ? stay() : asked(wanted, nowNanos).stay();
      case Event.Tick() -> tick(nowNanos);
      case Event.StepDropped(long at, Remains remains) -> dropped(at, remains);
      case Event.Failed(Throwable cause) -> failed(cause);
      case Event.Left(Throwable cause) -> left(cause);
      case Event.RunClosed() -> phase == Phase.ENDING ? in(Phase.CLOSED).stay() : stay();
    };
  }

  private Transition arrived(long at, double lossSum) {
    if (phase != Phase.ARRIVING || at != step) {
      return stay();
    }
    if (measuring != NONE && bounds.endsEpoch(at)) {
      return in(Phase.HELD).stay();
    }
    // The last step waits for a checkpoint that is on its way, and so does what a bad loss says.
    boolean waits = at == bounds.lastStep() || !Double.isFinite(lossSum);
    return enter(waits ? Turn.IN_TURN : Turn.AT_ONCE);
  }

  private Transition enter(Turn turn) {
    return in(Phase.ENTERING).doing(new Action.Enter(step, turn));
  }

  private Transition entered(long at) {
    if (phase != Phase.ENTERING || at != step) {
      return stay();
    }
    if (at == bounds.lastStep()) {
      return stopped(Goal.COMPLETE, new Action.Publish(at));
    }
    if (askedNanos.isPresent()) {
      return stopped(goal, new Action.Withhold(at));
    }
    if (at == horizon) {
      return in(Phase.PENDING).measuring(at).doing(new Action.Publish(at), new Action.Measure(at));
    }
    Closing next = at(at + 1, Phase.ARRIVING);
    return bounds.endsEpoch(at)
        ? next.measuring(at).doing(new Action.Publish(at), new Action.Measure(at))
        : next.doing(new Action.Publish(at));
  }

  /// No step comes after this one. The books of its epoch are closed first, if it ends one: a
  /// checkpoint that left an epoch open without its metrics could not be gone on from.
  private Transition stopped(Goal end, Action last) {
    Closing stopped = in(Phase.STOPPED).with(end);
    return bounds.endsEpoch(step)
        ? stopped.measuring(step).doing(last, new Action.Measure(step))
        : stopped.closeRun(last);
  }

  private Transition epochClosed(long at, Outlook outlook) {
    if (at != measuring) {
      throw new IllegalStateException(
          "the epoch of step %d is closed, but that of step %d was open".formatted(at, measuring));
    }
    Closing next = measuring(NONE).due(outlook.due());
    return switch (phase) {
      case HELD -> next.enter(Turn.IN_TURN);
      case PENDING -> next.decided(outlook.horizon());
      case STOPPED -> next.with(outlook.horizon() == step ? Goal.COMPLETE : goal).closeRun();
      case ARRIVING, ENTERING, DROPPING, ASSESSING, ENDING, FAILED, CLOSED -> next.stay();
    };
  }

  private Transition assessed(Assessment what) {
    return phase == Phase.ASSESSING && due.getFirst().equals(what)
        ? due(due.subList(1, due.size())).closeRun()
        : stay();
  }

  /// Whoever has asked to stop meanwhile is heard before another step begins.
  private Transition decided(long certain) {
    if (certain <= step) {
      return in(Phase.STOPPED).with(Goal.COMPLETE).closeRun();
    }
    if (askedNanos.isPresent()) {
      return in(Phase.STOPPED).closeRun();
    }
    return new Closing(bounds, step + 1, certain, Phase.ARRIVING, measuring, due, goal, askedNanos)
        .doing(new Action.Extend(certain));
  }

  /// A step that nobody completes must not hold up who wants to stop.
  private Transition tick(long nowNanos) {
    boolean overdue =
        askedNanos.isPresent() && nowNanos - askedNanos.getAsLong() >= bounds.patienceNanos();
    return overdue && phase == Phase.ARRIVING
        ? in(Phase.DROPPING).doing(new Action.Drop(step))
        : stay();
  }

  private Transition dropped(long at, Remains remains) {
    if (phase != Phase.DROPPING || at != step) {
      return stay();
    }
    Goal end =
        switch (remains) {
          case VERSION_BEFORE -> goal;
          case NO_VERSION ->
              goal == Goal.HANDED_OVER ? Goal.HANDED_OVER_AT_CHECKPOINT : Goal.AT_CHECKPOINT;
        };
    return at(at - 1, Phase.STOPPED).with(end).closeRun();
  }

  /// Closes the run, unless an epoch is still being measured, or what a complete run ends with.
  private Transition closeRun(Action... before) {
    if (measuring != NONE) {
      return doing(before);
    }
    List<Action> actions = new ArrayList<>(List.of(before));
    if (goal == Goal.COMPLETE && !due.isEmpty()) {
      actions.add(new Action.Assess(due.getFirst()));
      return new Transition(in(Phase.ASSESSING), actions);
    }
    actions.add(new Action.CloseRun(step, goal));
    return new Transition(in(Phase.ENDING), actions);
  }

  /// The first failure counts; one that comes after the last entry changes nothing.
  private Transition failed(Throwable cause) {
    return phase == Phase.FAILED || phase == Phase.CLOSED
        ? stay()
        : in(Phase.FAILED).doing(new Action.NoteFailure(cause));
  }

  private Transition left(Throwable cause) {
    return phase == Phase.FAILED || phase == Phase.CLOSED
        ? stay()
        : in(Phase.FAILED).doing(new Action.LeaveRun(cause));
  }

  private Closing in(Phase next) {
    return at(step, next);
  }

  private Closing at(long other, Phase next) {
    return new Closing(bounds, other, horizon, next, measuring, due, goal, askedNanos);
  }

  private Closing measuring(long ofStep) {
    return new Closing(bounds, step, horizon, phase, ofStep, due, goal, askedNanos);
  }

  private Closing due(List<Assessment> left) {
    return new Closing(bounds, step, horizon, phase, measuring, left, goal, askedNanos);
  }

  private Closing with(Goal end) {
    return new Closing(bounds, step, horizon, phase, measuring, due, end, askedNanos);
  }

  /// Patience counts from the first time; what is wanted may change until the run has stopped.
  private Closing asked(Goal wanted, long nowNanos) {
    OptionalLong since = askedNanos.isPresent() ? askedNanos : OptionalLong.of(nowNanos);
    return new Closing(bounds, step, horizon, phase, measuring, due, wanted, since);
  }

  private Transition stay() {
    return new Transition(this, List.of());
  }

  private Transition doing(Action... actions) {
    return new Transition(this, List.of(actions));
  }
}
