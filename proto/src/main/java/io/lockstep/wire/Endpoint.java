package io.lockstep.wire;

/// Where the gRPC services of the coordinator listen, and which reign it is.
///
/// @param host name or address that workers can dial
/// @param port of the gRPC server, 1..65535
/// @param term number of this coordinator's reign, 1 or more; a lower one is refused everywhere
/// @param run name of the run that this coordinator leads; empty while none is on
public record Endpoint(String host, int port, long term, String run) {

  public Endpoint {
    run = PeerText.name(run, "run");
    host = PeerText.name(host, "host");
    if (host.isBlank()) {
      throw new IllegalArgumentException("an endpoint needs a host; give the one workers can dial");
    }
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("port %d is not in 1..65535".formatted(port));
    }
    if (term < 1) {
      throw new IllegalArgumentException("term %d: the first reign is 1".formatted(term));
    }
  }

  /// Where to dial.
  public NodeAddress address() {
    return new NodeAddress(host, port);
  }

  /// Whether no run is on.
  public boolean isIdle() {
    return run.isEmpty();
  }

  @Override
  public String toString() {
    return isIdle()
        ? "%s (term %d, no run)".formatted(address(), term)
        : "%s (term %d, run %s)".formatted(address(), term, run);
  }
}
