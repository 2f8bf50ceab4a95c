package io.lockstep.wire;

import java.util.List;
import java.util.OptionalDouble;

/// How a run is doing.
///
/// @param run name of the run
/// @param step last completed step
/// @param steps steps of the whole run
/// @param lossNats mean training loss of the last completed step; empty before the first
public record StatusReport(
    String run, long term, long step, long steps, OptionalDouble lossNats, List<Worker> workers) {

  public StatusReport {
    workers = List.copyOf(workers);
  }

  /// One worker of the run.
  ///
  /// @param state one word and its reason, such as `computing` or `lost (connection reset)`
  /// @param step step of the newest block counted from it
  public record Worker(String name, String host, String state, long step) {
    public Worker {
      name = PeerText.name(name, "a worker's name");
      host = PeerText.name(host, "a host's name");
      state = PeerText.reason(state);
    }
  }
}
