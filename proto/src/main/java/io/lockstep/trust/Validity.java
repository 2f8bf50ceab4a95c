package io.lockstep.trust;

import java.time.Duration;

/// From when on a certificate is valid, and for how long.
///
/// @param begunHours before now: clocks differ
/// @param days from then on
public record Validity(int begunHours, int days) {

  /// What certificates of hosts get, unless told otherwise.
  public static final int DAYS = 365;

  /// What an authority gets, and the most that others get.
  public static final int DAYS_MAX = 3650;

  private static final int CLOCKS_DIFFER_HOURS = 1;

  public Validity {
    if (begunHours < 0 || days < 1 || days > DAYS_MAX) {
      throw new IllegalArgumentException("%d days: 1 to %d are possible".formatted(days, DAYS_MAX));
    }
  }

  public static Validity ofDays(int days) {
    return new Validity(CLOCKS_DIFFER_HOURS, days);
  }

  Duration left() {
    return Duration.ofDays(days).minusHours(begunHours);
  }
}
