package io.lockstep.simulation;

import java.util.Random;

/// What goes wrong in one simulated run, drawn from its seed. Rates are probabilities per frame or
/// per look.
///
/// @param calm frames come in order and once, nobody is slow: then a run must not need anybody's
///   patience to end, whoever dies or joins
/// @param lossRate of a frame
/// @param damageRate of a frame with floats, whose checksum then does not fit
/// @param duplicateRate of a frame
/// @param foreignRate of one more frame with wrong contents, of another run or an older term
/// @param delayMillisMax longest delay of a frame; differing delays reorder them
/// @param deathRate of a worker, each tenth of a second
/// @param leaveRate of a worker that goes on purpose, after each block
/// @param joinRate of a new worker, each tenth of a second
/// @param slowRate of a block that takes a hundred times as long
/// @param interrupts how often the coordinator is interrupted, and another takes its place
/// @param kills how often it is killed, and another takes its place
/// @param bookMillisMax longest time until the books, or a checkpoint, come to their next entry
/// @param liars names whose worker sends wrong numbers: then two honest ones never die, and the
///   coordinator reigns to the end
record Faults(
    boolean calm,
    double lossRate,
    double damageRate,
    double duplicateRate,
    double foreignRate,
    int delayMillisMax,
    double deathRate,
    double leaveRate,
    double joinRate,
    double slowRate,
    int interrupts,
    int kills,
    int bookMillisMax,
    int liars) {

  static Faults of(Random random) {
    boolean calm = random.nextInt(3) == 0;
    Faults honest =
        new Faults(
            calm,
            calm ? 0 : rate(random, 3, 0.1),
            calm ? 0 : rate(random, 3, 0.05),
            calm ? 0 : rate(random, 3, 0.2),
            rate(random, 3, 0.1),
            1 + random.nextInt(40),
            rate(random, 4, 0.1),
            rate(random, 2, 0.05),
            0.02 + 0.1 * random.nextDouble(),
            calm ? 0 : rate(random, 2, 0.05),
            random.nextInt(4),
            random.nextInt(3),
            random.nextInt(4) == 0 ? 0 : calm ? 60 : 1 + random.nextInt(3000),
            0);
    return calm && random.nextInt(2) == 0 ? honest.withLiars(1 + random.nextInt(3)) : honest;
  }

  /// Frames come once and in order, nobody dies or is slow; liars go on lying.
  Faults healed() {
    return new Faults(true, 0, 0, 0, 0, delayMillisMax, 0, 0, 0, 0, 0, 0, bookMillisMax, liars);
  }

  private Faults withLiars(int count) {
    return new Faults(
        calm,
        lossRate,
        damageRate,
        duplicateRate,
        foreignRate,
        delayMillisMax,
        deathRate,
        leaveRate,
        joinRate,
        slowRate,
        0,
        0,
        bookMillisMax,
        count);
  }

  /// Zero in one of so many runs.
  private static double rate(Random random, int zeroIn, double max) {
    return random.nextInt(zeroIn) == 0 ? 0 : max * random.nextDouble();
  }
}
