package io.lockstep.plan;

/// How often one worker was late lately. Whoever is late again and again, on a link that fails for
/// a moment every few seconds, must not cost all the others a wait each time: from the second time
/// on a single answer is not enough to be waited for again, and it takes twice as long as the time
/// before.
///
/// @param times late in a row, at least 1
/// @param pardonedNanos when it was last waited for again; of no meaning while it is a straggler
record Lapses(int times, long pardonedNanos) {

  static final Lapses FIRST = new Lapses(1, 0);

  /// It is late again. After a minute without, what was before is forgotten.
  Lapses again(long nowNanos) {
    return nowNanos - pardonedNanos >= Plan.STRAGGLER_NANOS_MAX
        ? FIRST
        : new Lapses(times + 1, pardonedNanos);
  }

  Lapses pardoned(long nowNanos) {
    return new Lapses(times, nowNanos);
  }

  /// How long it stays a straggler, however fast it answers: not at all the first time.
  ///
  /// @param lateNanos what a late block costs the others
  long probationNanos(long lateNanos) {
    if (times == 1) {
      return 0;
    }
    double doubled = Math.scalb((double) lateNanos, times - 1);
    return (long) Math.min(Plan.STRAGGLER_NANOS_MAX, doubled);
  }
}
