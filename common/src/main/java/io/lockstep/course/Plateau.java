package io.lockstep.course;

import io.lockstep.config.ScheduleSpec.Rule.ReduceOnPlateau;

/// How often the rate was reduced for want of a gain.
///
/// @param reductions so far
/// @param cooldown epochs that do not count yet
public record Plateau(Watched watched, int reductions, int cooldown) {

  static final Plateau NOTHING = new Plateau(Watched.NOTHING, 0, 0);

  public Plateau {
    if (reductions < 0 || cooldown < 0) {
      throw new IllegalArgumentException(
          "%d reductions, cooldown of %d epochs".formatted(reductions, cooldown));
    }
  }

  /// An epoch of the cooldown may be the best so far, but none is waited for.
  Plateau after(EpochEnd end, ReduceOnPlateau rule) {
    Watched now = watched.after(end, rule.watch());
    if (cooldown > 0) {
      return new Plateau(now.waitingAnew(), reductions, cooldown - 1);
    }
    return now.waited() < rule.watch().patience()
        ? new Plateau(now, reductions, 0)
        : new Plateau(now.waitingAnew(), reductions + 1, rule.cooldown());
  }
}
