package io.lockstep.wire;

import java.util.List;
import java.util.OptionalDouble;

/// How a run is doing.
///
/// @param run name of the run; empty while none is on
/// @param step last completed step
/// @param steps steps of the whole run
/// @param lossNats mean training loss of the last completed step; empty before the first
/// @param phase whether steps go on, in one word; empty where no run is led
/// @param generation number of the newest assignment of blocks to workers
public record StatusReport(
    String run,
    long term,
    long step,
    long steps,
    OptionalDouble lossNats,
    String phase,
    long generation,
    List<Worker> workers) {

  public StatusReport {
    run = PeerText.name(run, "a run's name");
    phase = PeerText.reason(phase);
    workers = List.copyOf(workers);
  }

  /// The same in another reign.
  public StatusReport inTerm(long number) {
    return new StatusReport(run, number, step, steps, lossNats, phase, generation, workers);
  }

  /// How many steps lie between the last complete one and the newest of which a block of this
  /// worker counted. One that stands ready has nothing to be behind with.
  public long lag(Worker worker) {
    return worker.state().equals(Worker.READY) ? 0 : Math.max(0, step - worker.step());
  }

  /// One worker of the run.
  ///
  /// @param state one word and its reason, such as `computing` or `lost (connection reset)`
  /// @param step step of the newest block counted from it
  /// @param examplesPerSecond that it computes, over the last seconds
  public record Worker(
      String name, String host, String state, long step, double examplesPerSecond) {

    /// State of a worker that has no share: there are more workers than shards, or it is far slower
    /// than the others.
    public static final String READY = "ready";

    public Worker {
      name = PeerText.name(name, "a worker's name");
      host = PeerText.name(host, "a host's name");
      state = PeerText.reason(state);
    }
  }
}
