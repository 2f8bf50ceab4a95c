package io.lockstep.simulation;

import io.lockstep.coordinator.Shadow;
import io.lockstep.run.RunFolder;
import io.lockstep.training.HeldVersion;
import java.util.Optional;
import java.util.Random;

/// Who stands by in each reign, and takes the run over: mostly from what it has held. It draws by
/// itself, so that seeds stay what they are without it.
final class SimulatedStandBys {

  private static final long MILLIS = 1_000_000L;
  private static final int COMES_MILLIS_MAX = 4_000;
  private static final int FRAME_MILLIS_MAX = 200;
  private static final int BREAKS_MILLIS_MAX = 30_000;
  private static final long BUDGET_BYTES = 1 << 24;

  private final SimulatedBooks.Setting setting;
  private final Random random;
  private final SimulatedToll toll;
  private Optional<SimulatedStandBy> newest = Optional.empty();

  SimulatedStandBys(SimulatedBooks.Setting setting, long seed, SimulatedToll toll) {
    this.setting = setting;
    this.random = new Random(31 * ~seed);
    this.toll = toll;
  }

  /// What is held of the reign that is over; nothing when a host that held nothing takes over.
  Optional<HeldVersion> held() {
    Optional<HeldVersion> held = newest.flatMap(SimulatedStandBy::ends);
    newest = Optional.empty();
    return held.filter(_ -> random.nextInt(8) > 0);
  }

  /// Somebody stands by for this reign, from some time on; its stream may break later.
  void follow(SimulatedBooks books) {
    toll.inherited += books.inherits ? 1 : 0;
    long vectors = 2L * Float.BYTES * books.trainee.parameters().length;
    Shadow shadow =
        new Shadow(
            setting.run(),
            RunFolder.checkpointsOf(setting.storage().reading()),
            random.nextInt(4) == 0 ? vectors : BUDGET_BYTES);
    SimulatedStandBy fresh =
        new SimulatedStandBy(
            setting.time(),
            () -> random.nextInt(FRAME_MILLIS_MAX) * MILLIS,
            shadow,
            setting.plant());
    newest = Optional.of(fresh);
    setting
        .time()
        .after(
            random.nextInt(COMES_MILLIS_MAX) * MILLIS,
            () -> {
              toll.standBys++;
              books.followers.comes(fresh);
            });
    if (random.nextInt(4) == 0) {
      setting.time().after(random.nextInt(BREAKS_MILLIS_MAX) * MILLIS, () -> fresh.close("broken"));
    }
  }
}
