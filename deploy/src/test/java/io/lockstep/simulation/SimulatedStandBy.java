package io.lockstep.simulation;

import io.lockstep.coordinator.FollowerPeer;
import io.lockstep.coordinator.Shadow;
import io.lockstep.training.HeldVersion;
import io.lockstep.training.Replica;
import io.lockstep.wire.LeaderFrame;
import io.lockstep.wire.TensorFrame;
import java.util.Optional;
import java.util.function.LongSupplier;

/// A coordinator that stands by: frames come to it late, in their order, until its stream breaks.
final class SimulatedStandBy implements FollowerPeer {

  /// Of a replica that has come to other bits.
  private static final String OTHER_BITS = "version ";

  private final VirtualTime time;
  private final LongSupplier delayNanos;
  private final Shadow shadow;
  private final Plant plant;
  private long lastNanos;
  private boolean gone;

  /// @param delayNanos of a frame
  SimulatedStandBy(VirtualTime time, LongSupplier delayNanos, Shadow shadow, Plant plant) {
    this.time = time;
    this.delayNanos = delayNanos;
    this.shadow = shadow;
    this.plant = plant;
  }

  @Override
  public String node() {
    return "c1";
  }

  @Override
  public void send(LeaderFrame frame) {
    lastNanos = Math.max(lastNanos, time.nanos() + delayNanos.getAsLong());
    time.after(lastNanos - time.nanos(), () -> take(frame));
  }

  /// Its checkpoint may be gone before it comes to read it: then it holds nothing.
  private void take(LeaderFrame frame) {
    if (gone) {
      if (frame instanceof TensorFrame tensor) {
        tensor.payload().release();
      }
      return;
    }
    try {
      shadow.take(heard(frame));
    } catch (Replica.MisfitException misfit) {
      if (misfit.getMessage().startsWith(OTHER_BITS)) {
        throw new AssertionError(misfit);
      }
      gone = true;
    }
  }

  private LeaderFrame heard(LeaderFrame frame) {
    return plant == Plant.STAND_BY_HEARS_ANOTHER_RATE
            && frame instanceof LeaderFrame.StepBegins(var reign, long step, double rate, int n)
        ? new LeaderFrame.StepBegins(reign, step, 2 * rate, n)
        : frame;
  }

  @Override
  public void close(String reason) {
    gone = true;
  }

  /// What it holds when its stream breaks now.
  Optional<HeldVersion> ends() {
    gone = true;
    Optional<HeldVersion> held = shadow.held();
    shadow.drop();
    return held;
  }
}
