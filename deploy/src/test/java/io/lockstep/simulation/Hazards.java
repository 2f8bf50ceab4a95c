package io.lockstep.simulation;

import java.util.Random;

/// What goes wrong beside frames and processes, drawn from the seed: links that are cut, processes
/// that are paused, a disk that fails, and how a coordinator is killed.
///
/// @param cutRate of a worker's link, each tenth of a second; one way or both
/// @param pauseRate of a worker, each tenth of a second
/// @param fullRate of a write for which the disk has no room, with up to three that follow
/// @param brokenRate of a force that fails
/// @param powerRate how often the disk loses its power when a coordinator is killed
/// @param strikeRate how often a coordinator is killed by one of the next deeds of its disk, in the
///   middle of whatever it writes
/// @param rotRate how often the newest checkpoint is damaged when a coordinator is killed
/// @param healShare after which part of the steps all faults are over; more than 1 for never
record Hazards(
    double cutRate,
    double pauseRate,
    double fullRate,
    double brokenRate,
    double powerRate,
    double strikeRate,
    double rotRate,
    double healShare) {

  static Hazards of(Random random, Faults faults) {
    boolean trusted = faults.liars() > 0;
    return new Hazards(
        faults.calm() ? 0 : rate(random, 0.06),
        faults.calm() ? 0 : rate(random, 0.04),
        trusted ? 0 : rate(random, 0.03),
        trusted ? 0 : rate(random, 0.05),
        random.nextDouble(),
        random.nextDouble(),
        rate(random, 0.8),
        0.5 + 0.6 * random.nextDouble());
  }

  /// Zero in a third of the runs.
  private static double rate(Random random, double max) {
    return random.nextInt(3) == 0 ? 0 : max * random.nextDouble();
  }
}
