package io.lockstep.coordinator;

import io.lockstep.failure.LockstepException;
import io.lockstep.lane.Tallies;
import io.lockstep.plan.Assessment;
import io.lockstep.plan.Closing;
import io.lockstep.plan.RunBounds;
import io.lockstep.training.CompleteStep;
import io.lockstep.training.TrainingResult;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// Closes steps, epochs and the run as the [Closing] says: makes the entries of the books, here or
/// on the thread of the bookkeeping, and tells the engine what they allow. Called under the
/// engine's lock, and takes it for what an entry of the bookkeeping leads to.
final class Closer {

  /// How long the step in progress may go on after somebody asked to stop. A step of any sensible
  /// size takes less.
  private static final long STOP_PATIENCE_NANOS = 3_000_000_000L;

  /// What the engine does about a step.
  interface Steps {

    /// The step that has arrived.
    CompleteStep arrived();

    float[] version(long step);

    /// It is entered in the books.
    void entered(long step);

    /// Its version leaves, and the next step begins with it.
    void publish(long step);

    /// Its version stays here.
    void withhold(long step);

    /// Steps up to this one are certain now.
    void extend(long horizon);

    /// Nothing of it is taken any more.
    Closing.Remains drop(long step);

    /// Gives what workers have measured of the version on the validation part, once they are not
    /// waited for any more; nothing when they were not asked.
    void whenMeasured(long step, Consumer<Optional<Tallies>> then);

    /// No step comes any more. Has workers measure a version and gives what they come to, as above.
    ///
    /// @param version its flat parameters; they stay as they are
    void whenAssessed(Assessment what, float[] version, Consumer<Optional<Tallies>> then);
  }

  private final Steps steps;
  private final Books books;
  private final Bookkeeping bookkeeping;
  private final Farewell farewell;
  private final LongSupplier nanoClock;
  private final Object lock;
  private final CompletableFuture<TrainingResult> result = new CompletableFuture<>();
  private Closing closing;

  /// @param lock the engine's
  Closer(RunEngine.Setting setting, Steps steps, Farewell farewell, Object lock) {
    this.steps = steps;
    this.books = setting.books();
    this.nanoClock = setting.nanoClock();
    this.farewell = farewell;
    this.lock = lock;
    this.bookkeeping = new Bookkeeping(setting.bookkeeping(), this::hasFailed, this::failed);
  }

  /// @param version from which steps go on
  void begin(RunEngine.Setting setting, long version) {
    var bounds =
        new RunBounds(setting.run().batches(), setting.run().lastStep(), STOP_PATIENCE_NANOS);
    follow(
        books.isEpochOpen()
            ? Closing.fromOpenEpoch(bounds, version, books.outlook(version))
            : Closing.from(bounds, version, books.outlook(version)));
  }

  /// True once it is decided how the run ends; then nothing about its steps is decided any more.
  boolean isEnding() {
    return closing.isEnding();
  }

  /// True while what a complete run ends with may still be measured.
  boolean isComplete() {
    return switch (closing.phase()) {
      case STOPPED, ASSESSING -> closing.goal() == Closing.Goal.COMPLETE;
      case ARRIVING, HELD, ENTERING, PENDING, DROPPING, ENDING, FAILED, CLOSED -> false;
    };
  }

  /// True while something of the step at hand is still to come.
  boolean awaitsStep() {
    return closing.phase() == Closing.Phase.ARRIVING;
  }

  CompletableFuture<TrainingResult> result() {
    return result;
  }

  /// Does something that may take long, after the entries that wait already.
  void inTurn(Runnable task) {
    bookkeeping.enter(task);
  }

  void arrived(long step, double lossSum) {
    on(new Closing.Event.StepArrived(step, lossSum));
  }

  void askToStop(Closing.Goal goal) {
    on(new Closing.Event.StopAsked(goal));
  }

  void tick() {
    on(new Closing.Event.Tick());
  }

  /// The run cannot go on here. Workers are told first: who waits for the result may close the port
  /// at once.
  void failed(Throwable cause) {
    synchronized (lock) {
      farewell.failed(cause);
      on(new Closing.Event.Failed(cause));
    }
  }

  /// Too few workers: those that are here go home.
  void gaveUp(LockstepException cause) {
    farewell.dismissed(cause.failure().keeping(CoordinatorFailures.CHECKPOINTS));
    on(new Closing.Event.Failed(cause));
  }

  /// This process has nothing to do with the run any more.
  void left(LockstepException cause) {
    farewell.left(cause.getMessage());
    on(new Closing.Event.Left(cause));
  }

  /// True once the run cannot go on here, also while the books are still told. Any thread.
  boolean hasFailed() {
    synchronized (lock) {
      return closing.phase() == Closing.Phase.FAILED;
    }
  }

  private void on(Closing.Event event) {
    follow(closing.on(event, nanoClock.getAsLong()));
  }

  private void follow(Closing.Transition transition) {
    closing = transition.next();
    transition.actions().forEach(this::perform);
  }

  private void perform(Closing.Action action) {
    switch (action) {
      case Closing.Action.Enter enter -> enter(enter);
      case Closing.Action.Publish(long step) -> steps.publish(step);
      case Closing.Action.Withhold(long step) -> steps.withhold(step);
      case Closing.Action.Measure(long step) -> measure(step);
      case Closing.Action.Assess(Assessment what) -> assess(what);
      case Closing.Action.Extend(long horizon) -> steps.extend(horizon);
      case Closing.Action.Drop(long step) ->
          on(new Closing.Event.StepDropped(step, steps.drop(step)));
      case Closing.Action.CloseRun(long step, Closing.Goal goal) -> closeRun(step, goal);
      case Closing.Action.NoteFailure(Throwable cause) ->
          bookkeeping.enterLast(() -> result.completeExceptionally(books.failed(cause)));
      case Closing.Action.LeaveRun(Throwable cause) ->
          bookkeeping.enterLast(() -> {
            books.leave();
            result.completeExceptionally(cause);
          });
    }
  }

  private void enter(Closing.Action.Enter enter) {
    switch (enter.turn()) {
      case AT_ONCE -> {
        books.stepComplete(steps.arrived());
        entered(enter.step());
      }
      case IN_TURN ->
          bookkeeping.enter(() -> {
            books.stepComplete(steps.arrived());
            synchronized (lock) {
              entered(enter.step());
            }
          });
    }
  }

  private void entered(long step) {
    steps.entered(step);
    on(new Closing.Event.StepEntered(step));
  }

  private void measure(long step) {
    float[] copy = bookkeeping.copyOf(steps.version(step));
    steps.whenMeasured(
        step,
        measured ->
            bookkeeping.enter(() -> {
              books.epochComplete(step, copy, measured);
              synchronized (lock) {
                on(new Closing.Event.EpochClosed(step, books.outlook(step)));
              }
            }));
  }

  /// Workers are given an earlier version when the books have found it.
  private void assess(Assessment what) {
    if (what.version() == closing.step()) {
      assess(what, steps.version(what.version()));
    } else {
      bookkeeping.enter(() -> {
        Optional<float[]> best = books.best();
        synchronized (lock) {
          best.ifPresentOrElse(
              version -> assess(what, version), () -> on(new Closing.Event.Assessed(what)));
        }
      });
    }
  }

  private void assess(Assessment what, float[] version) {
    steps.whenAssessed(
        what,
        version,
        measured ->
            bookkeeping.enter(() -> {
              books.assess(what, version, measured);
              synchronized (lock) {
                on(new Closing.Event.Assessed(what));
              }
            }));
  }

  private void closeRun(long step, Closing.Goal goal) {
    float[] version = steps.version(step);
    bookkeeping.enter(() -> {
      TrainingResult end = books.close(goal, step, version);
      synchronized (lock) {
        on(new Closing.Event.RunClosed());
      }
      farewell.reached(end);
      result.complete(end);
    });
  }
}
