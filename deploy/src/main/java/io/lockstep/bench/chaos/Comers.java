package io.lockstep.bench.chaos;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;

/// Who comes and who goes next: none to two workers are there besides those that stay. Half of
/// those that come were there before, the others bear names that are new.
final class Comers {

  private static final int THERE_MAX = 2;

  private final SplittableRandom random;
  private final List<Integer> there = new ArrayList<>();
  private final Deque<Integer> gone = new ArrayDeque<>();
  private int next;

  /// @param first number of a worker that comes and goes; it is there at the begin
  Comers(long seed, int first) {
    this.random = new SplittableRandom(seed);
    this.there.add(first);
    this.next = first + 1;
  }

  enum Way {
    COMES,
    GOES
  }

  record Move(Way way, int worker) {}

  Move next() {
    boolean comes = there.isEmpty() || there.size() < THERE_MAX && random.nextBoolean();
    return comes ? comes() : goes();
  }

  private Move comes() {
    int worker = !gone.isEmpty() && random.nextBoolean() ? gone.removeFirst() : next++;
    there.add(worker);
    return new Move(Way.COMES, worker);
  }

  private Move goes() {
    int worker = there.remove(random.nextInt(there.size()));
    gone.addLast(worker);
    return new Move(Way.GOES, worker);
  }
}
