package io.lockstep.training;

/// Which epochs are told of, to a person and in the log: the first, the last, and in between those
/// that end at least a second after the one told before; or every so many and the last. One thread.
public final class ReportRule {

  private static final long PAUSE_NANOS = 1_000_000_000;

  private final int every;
  private final int last;
  private boolean toldBefore;
  private long toldNanos;

  /// @param every epochs; 0 leaves it to the clock
  /// @param last epoch of the run
  public ReportRule(int every, int last) {
    this.every = every;
    this.last = last;
  }

  public boolean tells(int epoch, long nowNanos) {
    if (every > 0) {
      return epoch == last || epoch % every == 0;
    }
    if (toldBefore && epoch != last && nowNanos - toldNanos < PAUSE_NANOS) {
      return false;
    }
    toldBefore = true;
    toldNanos = nowNanos;
    return true;
  }
}
