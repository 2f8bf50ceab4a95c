package io.lockstep.failure;

import java.net.InetSocketAddress;

/// Why a process cannot listen, in words: the one translator from the system's reason to an error
/// that names the port, who holds it, and a remedy.
public final class ListenFault {

  private ListenFault() {}

  /// @param what cannot be done on a port, such as `membership cannot listen on`
  /// @param option that names another port, such as `--port`
  /// @param thrown whatever the transport throws; the system's words are somewhere in it
  public static Failure of(
      String what, InetSocketAddress address, String option, Throwable thrown) {
    String words = wordsOf(thrown);
    String host = address.getHostString();
    int port = address.getPort();
    if (words.contains("Address already in use")) {
      return Failure.of(ExitCode.CLUSTER, "port in use: %s %d".formatted(what, port))
          .at(PortHolder.shown(host, port))
          .advising(
              "choose another port with %s, or end the process that holds it".formatted(option));
    }
    if (words.contains("Cannot assign requested address")) {
      return Failure.of(ExitCode.CLUSTER, host + " is no address of this machine")
          .at("%s %d".formatted(what, port))
          .advising("name one of its own with --host: ip address");
    }
    if (words.contains("Permission denied")) {
      return Failure.of(ExitCode.CLUSTER, "permission denied: %s %d".formatted(what, port))
          .at("%s:%d".formatted(host, port))
          .advising("choose a port above 1023 with " + option);
    }
    return Failure.of(ExitCode.CLUSTER, "%s %d: %s".formatted(what, port, words))
        .at("%s:%d".formatted(host, port))
        .advising("lockstep doctor looks at the network of this machine");
  }

  /// Each transport wraps the system's words in some of its own; the innermost are the system's.
  private static String wordsOf(Throwable thrown) {
    Throwable cause = thrown;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return String.valueOf(cause.getMessage());
  }
}
