package io.lockstep.plan;

/// Since when a mark has not moved, and how often that was told: once when it has lasted for as
/// long as is due, and again each time it has lasted ten times as long. Immutable.
///
/// @param mark how far something was when it last went on
/// @param reports how often it was told that it stands still since then
public record Stillness<M>(M mark, long sinceNanos, int reports) {

  private static final long LONGER = 10;

  /// What is to be told now.
  public enum News {
    NONE,
    STANDS_STILL,
    GOES_ON
  }

  /// @param lastedNanos how long it stands still, or stood still before it went on
  public record Look<M>(Stillness<M> next, News news, long lastedNanos) {}

  public static <M> Stillness<M> since(M mark, long nowNanos) {
    return new Stillness<>(mark, nowNanos, 0);
  }

  /// @param dueNanos so long without progress is worth a word; 0 for never
  public Look<M> look(M seen, long dueNanos, long nowNanos) {
    long lasted = nowNanos - sinceNanos;
    if (!seen.equals(mark)) {
      News news = reports == 0 ? News.NONE : News.GOES_ON;
      return new Look<>(since(seen, nowNanos), news, lasted);
    }
    if (dueNanos == 0 || lasted < nextDueNanos(dueNanos)) {
      return new Look<>(this, News.NONE, lasted);
    }
    return new Look<>(new Stillness<>(mark, sinceNanos, reports + 1), News.STANDS_STILL, lasted);
  }

  private long nextDueNanos(long dueNanos) {
    long due = dueNanos;
    for (int report = 0; report < reports && due < Long.MAX_VALUE / LONGER; report++) {
      due *= LONGER;
    }
    return due;
  }
}
