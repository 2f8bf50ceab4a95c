package io.lockstep.launch;

import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/// Quiets what the libraries of the wire say in `java.util.logging`, which would reach the user as
/// stack traces: a stream that breaks while frames are on their way is an event of ours, and told
/// once in our words.
final class WireLog {

  /// Held on to: a logger that nobody holds is forgotten, and its level with it.
  private static final List<Logger> LOGGERS =
      List.of(Logger.getLogger("io.grpc"), Logger.getLogger("io.netty"));

  private WireLog() {}

  /// From now on only what is severe is shown.
  static void quiet() {
    LOGGERS.forEach(logger -> logger.setLevel(Level.SEVERE));
  }
}
