package io.lockstep.coordinator;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Who is started anew again and again, and has to wait for that. Each start costs the others a
/// wait for what it computed last, so after [#STARTS_MAX] within [#MEMORY_NANOS] a worker is let in
/// a minute later, and then after twice as long as the time before. A process that comes again has
/// lost its stream, which is no start.
///
/// Bounded, whoever registers: it remembers the names that came last. One thread at a time.
final class Restarts {

  /// After the first.
  static final int STARTS_MAX = 5;

  static final long MEMORY_NANOS = TimeUnit.MINUTES.toNanos(5);
  static final long WAIT_NANOS_MIN = TimeUnit.MINUTES.toNanos(1);
  static final long WAIT_NANOS_MAX = TimeUnit.MINUTES.toNanos(5);

  /// Names that are remembered; a cluster has fewer.
  static final int NAMES_MAX = 1_024;

  /// What is remembered of one name.
  private static final class Comings {
    private long process;
    private final Deque<Long> starts = new ArrayDeque<>();
    private long waitNanos;
    private long untilNanos;
    private boolean waits;
  }

  private final Map<String, Comings> byName = new LinkedHashMap<>();

  /// Whether whoever comes may come in.
  ///
  /// @param waitNanos so long it has to wait; 0 to come in now
  /// @param begins whether that is decided just now
  record Verdict(long waitNanos, boolean begins) {
    static final Verdict COME_IN = new Verdict(0, false);
  }

  /// A process asks to be let in under a name.
  Verdict comes(String name, long process, long nowNanos) {
    Comings known = byName.remove(name);
    if (known == null) {
      known = new Comings();
      known.process = process;
    }
    byName.put(name, known);
    if (byName.size() > NAMES_MAX) {
      byName.remove(byName.keySet().iterator().next());
    }
    return verdict(known, process, nowNanos);
  }

  private static Verdict verdict(Comings known, long process, long nowNanos) {
    if (known.waits && nowNanos < known.untilNanos) {
      known.process = process;
      return new Verdict(known.untilNanos - nowNanos, false);
    }
    known.waits = false;
    if (process == known.process) {
      return Verdict.COME_IN;
    }
    known.process = process;
    if (known.waitNanos > 0 && nowNanos - known.untilNanos >= 2 * MEMORY_NANOS) {
      known.waitNanos = 0;
    }
    while (!known.starts.isEmpty() && nowNanos - known.starts.getFirst() >= MEMORY_NANOS) {
      known.starts.removeFirst();
    }
    known.starts.addLast(nowNanos);
    if (known.starts.size() < STARTS_MAX) {
      return Verdict.COME_IN;
    }
    known.starts.clear();
    known.waitNanos = Math.clamp(2 * known.waitNanos, WAIT_NANOS_MIN, WAIT_NANOS_MAX);
    known.untilNanos = nowNanos + known.waitNanos;
    known.waits = true;
    return new Verdict(known.waitNanos, true);
  }

  /// Names of which anything is known.
  int size() {
    return byName.size();
  }
}
