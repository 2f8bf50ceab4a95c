package io.lockstep.membership;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.stream.Collectors;

/// Finds out, after a join has failed, what is wrong with the seeds. Waits for sockets.
final class SeedProbe {

  private static final int CONNECT_MILLIS = 700;

  private SeedProbe() {}

  static Failure unreachable(NodeSettings settings) {
    String seeds =
        settings.seeds().stream().map(NodeAddress::toString).collect(Collectors.joining(", "));
    String findings =
        settings.seeds().stream()
            .map(seed -> seed + " " + finding(seed, settings.cluster()))
            .collect(Collectors.joining("; "));
    return Failure.of(
            ExitCode.CLUSTER,
            "unreachable coordinator: no answer from %s within %d s"
                .formatted(seeds, settings.pace().joinPatience().toSeconds()))
        .at(findings)
        .advising("start `lockstep coordinator` there, or correct --seeds and --cluster");
  }

  private static String finding(NodeAddress seed, String cluster) {
    InetSocketAddress address = new InetSocketAddress(seed.host(), seed.port());
    if (address.isUnresolved()) {
      return "has an unknown host name";
    }
    try (Socket socket = new Socket()) {
      socket.connect(address, CONNECT_MILLIS);
      return "accepts connections but no member of cluster '%s' answers".formatted(cluster);
    } catch (IOException refused) {
      return "cannot be reached (%s)".formatted(refused.getMessage());
    }
  }
}
