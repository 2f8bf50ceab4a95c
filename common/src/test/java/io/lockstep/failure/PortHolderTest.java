package io.lockstep.failure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PortHolderTest {

  @Test
  void whoListensOnAPortIsNamed() throws Exception {
    assumeTrue(Files.exists(Path.of("/proc/net/tcp")), "needs /proc");
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThat(PortHolder.shown("127.0.0.1", socket.getLocalPort()))
          .isEqualTo(
              "127.0.0.1:%d, held by process %d (java)"
                  .formatted(socket.getLocalPort(), ProcessHandle.current().pid()));
    }
  }

  @Test
  void onlyTheSocketThatListensCounts() {
    List<String> table =
        List.of(
            "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid",
            "   0: 0100007F:63B4 00000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0 111 1",
            "   1: 0100007F:63B4 0100007F:A000 01 00000000:00000000 00:00000000 00000000 0 0 222 1",
            "   2: 0100007F:63B5 00000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0 333 1");
    assertThat(PortHolder.listening(table, 0x63b4)).containsExactly("socket:[111]");
  }

  @Test
  void ourOwnCommandIsShownAsItWasTyped() {
    assertThat(
            PortHolder.typed(
                List.of(
                    "/jdk/bin/java", "-cp", "x", "io.lockstep.cli.Lockstep", "worker", "c.yaml")))
        .isEqualTo("lockstep worker c.yaml");
    assertThat(PortHolder.typed(List.of("/usr/sbin/nginx", "-g", "daemon off;")))
        .isEqualTo("nginx");
  }
}
