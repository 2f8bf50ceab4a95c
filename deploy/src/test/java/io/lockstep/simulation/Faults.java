package io.lockstep.simulation;

import java.util.Random;

/// What goes wrong in one simulated run, drawn from its seed. Rates are probabilities per frame or
/// per look.
///
/// @param lossRate of a frame
/// @param duplicateRate of a frame
/// @param delayMillisMax longest delay of a frame; differing delays reorder them
/// @param deathRate of a worker, each tenth of a second
/// @param joinRate of a new worker, each tenth of a second
/// @param slowRate of a block that takes a hundred times as long
record Faults(
    double lossRate,
    double duplicateRate,
    int delayMillisMax,
    double deathRate,
    double joinRate,
    double slowRate) {

  static Faults of(Random random) {
    return new Faults(
        random.nextInt(3) == 0 ? 0 : 0.1 * random.nextDouble(),
        random.nextInt(3) == 0 ? 0 : 0.2 * random.nextDouble(),
        1 + random.nextInt(40),
        random.nextInt(4) == 0 ? 0 : 0.1 * random.nextDouble(),
        0.02 + 0.1 * random.nextDouble(),
        random.nextInt(2) == 0 ? 0 : 0.05 * random.nextDouble());
  }
}
