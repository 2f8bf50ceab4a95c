package io.lockstep.cli;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.LockstepException;
import io.lockstep.observe.NodeServer;
import io.lockstep.observe.NodeView;
import io.lockstep.wire.NodeAddress;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/// Where a node tells how it is doing.
final class HttpOption {

  private static final String OFF = "off";

  /// Several nodes of one machine take what is free.
  static final NodeAddress USUAL = new NodeAddress("127.0.0.1", 25_720);

  @Option(
      names = "--http",
      paramLabel = "HOST:PORT",
      description = {
        "Where health and metrics are served, or off; default: 127.0.0.1:25720, or any free port of",
        "127.0.0.1 (LOCKSTEP_HTTP)."
      })
  private String http = "";

  /// Serves from now on, unless it is switched off.
  ///
  /// @param talk told where
  /// @throws io.lockstep.failure.LockstepException if it is written wrong or cannot be had
  Optional<NodeServer> serve(NodeView view, Consumer<String> talk) {
    if (http.strip().equals(OFF)) {
      return Optional.empty();
    }
    try {
      NodeServer server = NodeServer.start(place(), view);
      talk.accept("lockstep: health and metrics at http://" + server.address());
      return Optional.of(server);
    } catch (LockstepException refused) {
      if (!http.isBlank()) {
        throw refused;
      }
      // Nobody asked for them: they are no reason not to train.
      talk.accept("warning: health and metrics are not served: " + refused.getMessage());
      return Optional.empty();
    }
  }

  private NodeServer.Place place() {
    if (http.isBlank()) {
      return new NodeServer.Place(USUAL, true);
    }
    try {
      return new NodeServer.Place(NodeAddress.parse(http.strip()), false);
    } catch (IllegalArgumentException wrong) {
      throw Failure.of(ExitCode.USAGE, wrong.getMessage())
          .at("--http " + http)
          .advising("--http 127.0.0.1:25720, or --http off")
          .exception();
    }
  }
}
