package io.lockstep.launch;

import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.slf4j.LoggerFactory;

/// What has to be done about logs before a node starts on several threads.
final class NodeLogs {

  /// Held on to: a logger that nobody holds is forgotten, and its level with it.
  private static final List<Logger> OF_THE_WIRE =
      List.of(Logger.getLogger("io.grpc"), Logger.getLogger("io.netty"));

  private NodeLogs() {}

  /// Makes SLF4J ready: while one thread is at that, it gives all others a substitute that cannot
  /// be told where lines go, and warns of them on stderr. And quiets what the libraries of the wire
  /// say in `java.util.logging`, which would reach the user as stack traces: a stream that breaks
  /// while frames are on their way is an event of ours, and told once in our words.
  static void prepare() {
    LoggerFactory.getILoggerFactory();
    OF_THE_WIRE.forEach(logger -> logger.setLevel(Level.SEVERE));
  }
}
