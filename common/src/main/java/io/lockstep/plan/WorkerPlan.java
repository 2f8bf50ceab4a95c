package io.lockstep.plan;

import io.lockstep.shard.BatchPlan;
import io.lockstep.shard.Block;
import io.lockstep.shard.Part;
import io.lockstep.shard.Share;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// A worker's state: which version it holds, what its share is, which blocks are still to be
/// computed. Immutable; [#on] is a pure function of state, event and time. A step needs no message
/// to begin: holding the version before it is enough, up to the horizon.
///
/// @param horizon the last step that is certain; what comes behind it is not begun before it moves
/// @param held newest version held whole, -1 for none
/// @param assigned the assignment that holds for step `held + 1`, or none
/// @param coming those that hold from later steps on, in order of their steps and generations
/// @param queue blocks of step `held + 1` still to be computed, in order; the first is being
///   computed when `doing` says so
/// @param measures what is to be measured of version `held` or of a later one, in order; what
///   belongs to `held` comes before the queue
/// @param dealt blocks dealt besides the share, possibly for a step that has not begun here
/// @param progressNanos when a version was complete or a block computed last; being told things is
///   no progress
public record WorkerPlan(
    BatchPlan batches,
    long horizon,
    long resyncNanos,
    long held,
    Assignment assigned,
    List<Assignment> coming,
    List<Block> queue,
    Doing doing,
    List<MeasureHere> measures,
    List<DealtHere> dealt,
    long progressNanos) {

  /// A share and the step from which it holds.
  public record Assignment(long generation, long fromStep, Share share) {}

  /// A block dealt for one step.
  public record DealtHere(long step, Block block) {}

  /// Blocks `[firstBlock, endBlock)` of a set on which a version is to be measured.
  public record MeasureHere(long version, Part part, int firstBlock, int endBlock) {}

  /// What lanes are at.
  public enum Doing {
    NOTHING,
    /// The first of the measures.
    MEASURING,
    /// The first block of the queue.
    COMPUTING
  }

  /// What can happen to a worker.
  public sealed interface Event {
    record Assigned(long generation, long fromStep, Share share) implements Event {}

    record Dealt(long step, List<Block> blocks) implements Event {
      public Dealt {
        blocks = List.copyOf(blocks);
      }
    }

    record MeasureAsked(MeasureHere asked) implements Event {}

    /// All of its blocks are measured and handed to the stream.
    record Measured(MeasureHere asked) implements Event {}

    /// All chunks of a version are here.
    record VersionComplete(long version) implements Event {}

    /// No step comes any more, and this version takes the place of the one that is held.
    record Recalled(long version) implements Event {}

    /// The block at the head of the queue is computed and handed to the stream.
    record BlockComputed(long step, Block block) implements Event {}

    /// Steps up to this one are certain.
    record HorizonMoved(long horizon) implements Event {}

    record Tick() implements Event {}
  }

  /// What the shell around a worker's plan is to do.
  public sealed interface Action {
    String reason();

    record Compute(long step, Block block, String reason) implements Action {}

    record Measure(MeasureHere asked, String reason) implements Action {}

    /// What is computed or queued for steps up to this one is of no use any more.
    record Abandon(long step, String reason) implements Action {}

    record AskResync(long held, String reason) implements Action {}
  }

  /// The answer of a [WorkerPlan] to an event.
  public record Transition(WorkerPlan next, List<Action> actions) {
    public Transition {
      actions = List.copyOf(actions);
    }
  }

  public WorkerPlan {
    coming = List.copyOf(coming);
    queue = List.copyOf(queue);
    measures = List.copyOf(measures);
    dealt = List.copyOf(dealt);
  }

  /// A worker that holds nothing.
  ///
  /// @param horizon 0 when no step is certain before the coordinator says so
  /// @param resyncNanos after so long without progress it asks for the version and its share again
  public static WorkerPlan fresh(BatchPlan batches, long horizon, long resyncNanos, long nowNanos) {
    return new WorkerPlan(
        batches,
        horizon,
        resyncNanos,
        -1,
        null,
        List.of(),
        List.of(),
        Doing.NOTHING,
        List.of(),
        List.of(),
        nowNanos);
  }

  public Transition on(Event event, long nowNanos) {
    return switch (event) {
      case Event.Assigned(long generation, long fromStep, Share share) ->
          assigned(new Assignment(generation, fromStep, share));
      case Event.Dealt(long step, List<Block> blocks) -> dealt(step, blocks);
      case Event.MeasureAsked(MeasureHere asked) -> measureAsked(asked);
      case Event.Measured(MeasureHere asked) -> measured(asked, nowNanos);
      case Event.VersionComplete(long version) -> versionComplete(version, nowNanos);
      case Event.BlockComputed(long step, Block block) -> blockComputed(step, block, nowNanos);
      case Event.HorizonMoved(long certain) -> horizonMoved(certain, nowNanos);
      case Event.Recalled(long version) -> recalled(version, nowNanos);
      case Event.Tick() -> tick(nowNanos);
    };
  }

  private Transition assigned(Assignment assignment) {
    if (!isNews(assignment)) {
      return new Transition(this, List.of());
    }
    if (assignment.fromStep() > held + 1) {
      return new Transition(with(next -> next.coming = comingWith(assignment)), List.of());
    }
    List<Assignment> later =
        coming.stream().filter(other -> other.generation() > assignment.generation()).toList();
    WorkerPlan next =
        with(change -> {
          change.assigned = assignment;
          change.coming = later;
        });
    boolean first = assigned == null && held < horizon;
    return first
        ? next.queue(assignment.share().blocks(batches.shardsIn(held + 1)))
        : new Transition(next, List.of());
  }

  /// Not told before, and for some step the newest that is known.
  private boolean isNews(Assignment assignment) {
    long generation = assignment.generation();
    return (assigned == null || assigned.generation() < generation)
        && coming.stream()
            .allMatch(other ->
                other.generation() < generation
                    || (other.generation() > generation
                        && other.fromStep() > assignment.fromStep()));
  }

  /// Those that a newer one replaces for all their steps are gone.
  private List<Assignment> comingWith(Assignment assignment) {
    List<Assignment> ordered = new ArrayList<>();
    for (Assignment other : coming) {
      if (other.generation() < assignment.generation()
          && other.fromStep() < assignment.fromStep()) {
        ordered.add(other);
      }
    }
    ordered.add(assignment);
    for (Assignment other : coming) {
      if (other.generation() > assignment.generation()) {
        ordered.add(other);
      }
    }
    return ordered;
  }

  private Transition dealt(long step, List<Block> blocks) {
    if (step <= held) {
      return new Transition(this, List.of());
    }
    if (step > held + 1 || held < 0 || step > horizon) {
      List<DealtHere> kept = new ArrayList<>(dealt);
      blocks.forEach(block -> kept.add(new DealtHere(step, block)));
      return new Transition(with(next -> next.dealt = kept), List.of());
    }
    return queue(blocks);
  }

  /// Blocks of the step in progress, behind those that wait already.
  private Transition queue(List<Block> blocks) {
    List<Block> longer = new ArrayList<>(queue);
    blocks.stream().filter(block -> !longer.contains(block)).forEach(longer::add);
    return with(next -> next.queue = longer).computeNext(List.of());
  }

  private Transition measureAsked(MeasureHere asked) {
    if (asked.version() < held || measures.contains(asked)) {
      return new Transition(this, List.of());
    }
    List<MeasureHere> more = new ArrayList<>(measures);
    more.add(asked);
    return with(next -> next.measures = more).computeNext(List.of());
  }

  private Transition measured(MeasureHere asked, long now) {
    if (doing != Doing.MEASURING || !measures.getFirst().equals(asked)) {
      return new Transition(this, List.of());
    }
    return with(
            next -> {
              next.measures = measures.subList(1, measures.size());
              next.doing = Doing.NOTHING;
              next.progressNanos = now;
            })
        .computeNext(List.of());
  }

  private Transition versionComplete(long version, long now) {
    if (version <= held) {
      return new Transition(this, List.of());
    }
    List<Action> actions = new ArrayList<>();
    if (held >= 0) {
      actions.add(new Action.Abandon(version, "version %d is complete".formatted(version)));
    }
    Assignment holding = assigned;
    List<Assignment> later = new ArrayList<>();
    for (Assignment next : coming) {
      if (next.fromStep() <= version + 1) {
        holding = next;
      } else {
        later.add(next);
      }
    }
    Assignment newest = holding;
    return with(
            next -> {
              next.held = version;
              next.assigned = newest;
              next.coming = later;
              next.queue = List.of();
              next.measures = measures.stream().filter(one -> one.version() >= version).toList();
              next.doing = Doing.NOTHING;
              next.progressNanos = now;
            })
        .beginStep(now, actions);
  }

  private Transition beginStep(long now, List<Action> before) {
    long step = held + 1;
    if (step > horizon) {
      return computeNext(before);
    }
    List<Block> mine = new ArrayList<>();
    if (assigned != null) {
      mine.addAll(assigned.share().blocks(batches.shardsIn(step)));
    }
    List<DealtHere> later = new ArrayList<>();
    for (DealtHere more : dealt) {
      if (more.step() == step && !mine.contains(more.block())) {
        mine.add(more.block());
      } else if (more.step() > step) {
        later.add(more);
      }
    }
    return with(
            next -> {
              next.queue = mine;
              next.doing = Doing.NOTHING;
              next.dealt = later;
              next.progressNanos = now;
            })
        .computeNext(before);
  }

  /// Whoever holds the version at the old horizon has waited for this.
  private Transition horizonMoved(long certain, long now) {
    if (certain <= horizon) {
      return new Transition(this, List.of());
    }
    boolean waited = held >= horizon;
    WorkerPlan next = with(change -> change.horizon = certain);
    return waited ? next.beginStep(now, List.of()) : new Transition(next, List.of());
  }

  /// Whoever does not hold it begins anew: what is at hand belongs to steps that are over.
  private Transition recalled(long version, long now) {
    WorkerPlan next =
        held == version
            ? with(change -> change.horizon = version)
            : fresh(batches, version, resyncNanos, now);
    return new Transition(next, List.of());
  }

  private Transition blockComputed(long step, Block block, long now) {
    if (doing != Doing.COMPUTING || step != held + 1 || !queue.getFirst().equals(block)) {
      return new Transition(this, List.of());
    }
    return with(
            next -> {
              next.queue = queue.subList(1, queue.size());
              next.doing = Doing.NOTHING;
              next.progressNanos = now;
            })
        .computeNext(List.of());
  }

  private Transition computeNext(List<Action> before) {
    if (doing != Doing.NOTHING) {
      return new Transition(this, before);
    }
    List<Action> actions = new ArrayList<>(before);
    if (!measures.isEmpty() && measures.getFirst().version() == held) {
      actions.add(new Action.Measure(measures.getFirst(), "version %d is here".formatted(held)));
      return new Transition(with(next -> next.doing = Doing.MEASURING), actions);
    }
    if (queue.isEmpty()) {
      return new Transition(this, before);
    }
    actions.add(
        new Action.Compute(
            held + 1, queue.getFirst(), "step %d, version %d is here".formatted(held + 1, held)));
    return new Transition(with(next -> next.doing = Doing.COMPUTING), actions);
  }

  private Transition tick(long now) {
    boolean waiting = doing == Doing.NOTHING && held < horizon;
    if (!waiting || now - progressNanos < resyncNanos) {
      return new Transition(this, List.of());
    }
    String reason =
        "no progress for %d ms at version %d".formatted((now - progressNanos) / 1_000_000L, held);
    return new Transition(
        with(next -> next.progressNanos = now), List.of(new Action.AskResync(held, reason)));
  }

  private WorkerPlan with(Consumer<Change> made) {
    Change change = new Change(this);
    made.accept(change);
    return new WorkerPlan(
        batches,
        change.horizon,
        resyncNanos,
        change.held,
        change.assigned,
        change.coming,
        change.queue,
        change.doing,
        change.measures,
        change.dealt,
        change.progressNanos);
  }

  /// What may change of a plan, while the next one is worked out.
  private static final class Change {
    private long horizon;
    private long held;
    private Assignment assigned;
    private List<Assignment> coming;
    private List<Block> queue;
    private Doing doing;
    private List<MeasureHere> measures;
    private List<DealtHere> dealt;
    private long progressNanos;

    Change(WorkerPlan before) {
      horizon = before.horizon;
      held = before.held;
      assigned = before.assigned;
      coming = before.coming;
      queue = before.queue;
      doing = before.doing;
      measures = before.measures;
      dealt = before.dealt;
      progressNanos = before.progressNanos;
    }
  }
}
