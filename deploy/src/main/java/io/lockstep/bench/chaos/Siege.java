package io.lockstep.bench.chaos;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/// Strikes when the schedule says so, undoes it, looks how the cluster recovers and starts again
/// what ended. On the caller's thread.
final class Siege {

  private static final long LOOK_MILLIS = 20;

  /// For whatever the cluster does by itself: on a busy machine it may take long.
  static final long RECOVERY_SECONDS_MAX = 150;

  /// So many more looks that find the run further show that steps go on: one may have been on its
  /// way into the books.
  private static final int ADVANCES = 2;

  /// How many strikes may wait for their moment before all others wait with them.
  private static final int WAITING_MAX = 6;

  private static final double NANOS = 1e9;

  private final ChaosNodes nodes;
  private final Blows blows;
  private final Progress progress;
  private final FaultTable table;
  private final Consumer<String> talk;
  private final List<Open> open = new ArrayList<>();
  private final List<Due> due = new ArrayList<>();
  private long begunNanos;

  Siege(ChaosNodes nodes, Blows blows, Progress progress, Consumer<String> talk) {
    this.nodes = nodes;
    this.blows = blows;
    this.progress = progress;
    this.talk = talk;
    this.table = new FaultTable();
  }

  /// A fault from which the cluster has not recovered yet.
  private record Open(Fault fault, long begunNanos, long advances) {}

  private record Due(long atNanos, Strike strike, Blows.Healing healing) {}

  /// Nothing goes on any more.
  static final class Stuck extends Exception {
    private static final long serialVersionUID = 1;

    Stuck(String what) {
      super(what);
    }
  }

  FaultTable table() {
    return table;
  }

  /// Strikes, and waits until all is healed and the run goes on. A strike that must not come yet
  /// waits while others go before it, but not many.
  void run(List<Strike> strikes) throws Stuck, IOException, InterruptedException {
    begunNanos = System.nanoTime();
    long at = begunNanos;
    long before = 0;
    List<Strike> waiting = new ArrayList<>();
    for (Strike strike : strikes) {
      at += TimeUnit.MILLISECONDS.toNanos(strike.atMillis() - before);
      before = strike.atMillis();
      while (at - System.nanoTime() > 0) {
        strikeOneOf(waiting);
        look();
      }
      waiting.add(strike);
      strikeUntilFewerThan(WAITING_MAX, waiting);
      at = Math.max(at, System.nanoTime());
    }
    strikeUntilFewerThan(1, waiting);
    settle();
  }

  private void strikeUntilFewerThan(int number, List<Strike> waiting)
      throws Stuck, IOException, InterruptedException {
    long deadline = deadline();
    strikeOneOf(waiting);
    while (waiting.size() >= number) {
      requireBefore(deadline, "nothing could be struck: " + waiting.getFirst().fault().words());
      look();
      if (strikeOneOf(waiting)) {
        deadline = deadline();
      }
    }
  }

  private boolean strikeOneOf(List<Strike> waiting) throws IOException, InterruptedException {
    for (Strike strike : waiting) {
      if (isReadyFor(strike)) {
        waiting.remove(strike);
        strike(strike);
        return true;
      }
    }
    return false;
  }

  /// Waits until nothing is under way and all nodes take part.
  void settle() throws Stuck, IOException, InterruptedException {
    long deadline = deadline();
    while (!due.isEmpty() || !open.isEmpty() || !nodes.allAreUp() || nodes.leader().isEmpty()) {
      requireBefore(deadline, "the cluster did not come to rest");
      look();
    }
  }

  /// Waits while the run goes on.
  void pass(long millis) throws Stuck, IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    while (end - System.nanoTime() > 0) {
      look();
    }
  }

  /// What the schedule sees to holds also where strikes come later than it said.
  private boolean isReadyFor(Strike strike) throws IOException {
    boolean manyAreStruck =
        due.stream().anyMatch(each -> each.strike().fault().reach() == Fault.Reach.MANY);
    boolean calmEnough =
        !manyAreStruck
            && switch (strike.fault().reach()) {
              case NOBODY, NEWCOMER -> true;
              case ONE_WORKER -> othersAreLeft(strike.worker());
              case ONE_COORDINATOR ->
                  open.stream().noneMatch(each -> disturbsCoordinators(each.fault()))
                      && due.stream()
                          .noneMatch(each -> disturbsCoordinators(each.strike().fault()));
              case MANY -> open.isEmpty() && due.isEmpty();
            };
    return calmEnough && blows.canStrike(strike);
  }

  /// Whether this worker is not struck yet, and another one is not and takes part.
  private boolean othersAreLeft(int worker) {
    List<String> struck = due.stream().map(each -> "w" + each.strike().worker()).toList();
    return !struck.contains("w" + worker)
        && nodes.expected().stream()
            .filter(node -> node.name().startsWith("w") && !node.name().equals("w" + worker))
            .anyMatch(node -> node.isUp() && !struck.contains(node.name()));
  }

  private static boolean disturbsCoordinators(Fault fault) {
    return fault.reach() == Fault.Reach.ONE_COORDINATOR || fault.reach() == Fault.Reach.MANY;
  }

  private void strike(Strike strike) throws IOException, InterruptedException {
    long now = System.nanoTime();
    Blows.Healing healing = blows.begin(strike);
    table.struck(strike.fault());
    open.add(new Open(strike.fault(), now, progress.advances()));
    long lasts = strike.untilMillis() - strike.atMillis();
    due.add(new Due(now + TimeUnit.MILLISECONDS.toNanos(lasts), strike, healing));
    talk.accept(
        "%.1f s: fault %d, %s, at step %d"
            .formatted(
                (now - begunNanos) / NANOS,
                table.faults(),
                strike.fault().words(),
                progress.step()));
  }

  private void look() throws Stuck, IOException, InterruptedException {
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS));
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    progress.look();
    long now = System.nanoTime();
    due.sort(Comparator.comparingLong(Due::atNanos));
    while (!due.isEmpty() && due.getFirst().atNanos() - now <= 0) {
      due.removeFirst().healing().heal();
    }
    nodes.tend();
    for (Open each : List.copyOf(open)) {
      if (progress.advances() - each.advances() >= ADVANCES) {
        open.remove(each);
        table.recovered(each.fault(), (now - each.begunNanos()) / NANOS);
      } else {
        requireBefore(
            each.begunNanos() + TimeUnit.SECONDS.toNanos(RECOVERY_SECONDS_MAX),
            "no step was closed after " + each.fault().words());
      }
    }
  }

  /// Waits until the run has gone so much further.
  void awaitAdvances(int number) throws Stuck, IOException, InterruptedException {
    long wanted = progress.advances() + number;
    long deadline = deadline();
    while (progress.advances() < wanted) {
      requireBefore(deadline, "the run did not go on");
      look();
    }
  }

  private static long deadline() {
    return System.nanoTime() + TimeUnit.SECONDS.toNanos(RECOVERY_SECONDS_MAX);
  }

  private static void requireBefore(long deadlineNanos, String what) throws Stuck {
    if (System.nanoTime() - deadlineNanos > 0) {
      throw new Stuck("%s within %d s".formatted(what, RECOVERY_SECONDS_MAX));
    }
  }
}
