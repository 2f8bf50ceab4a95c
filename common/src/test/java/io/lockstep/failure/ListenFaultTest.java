package io.lockstep.failure;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

final class ListenFaultTest {

  private static Failure refused(String host, int port, String words) {
    return ListenFault.of(
        "membership cannot listen on",
        InetSocketAddress.createUnresolved(host, port),
        "--port",
        new IllegalStateException("the transport failed", new BindException(words)));
  }

  @Test
  void aPortInUseIsNamedWithWhoHoldsIt() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      Failure failure = refused("127.0.0.1", port, "bind failed: Address already in use");
      assertThat(failure.error()).isEqualTo("port in use: membership cannot listen on " + port);
      assertThat(failure.cause()).startsWith("127.0.0.1:" + port);
      assertThat(failure.advice())
          .isEqualTo("choose another port with --port, or end the process that holds it");
    }
  }

  @Test
  void anAddressOfAnotherMachineAndAPortOfRootAreNotInUse() {
    assertThat(refused("192.0.2.1", 80, "Cannot assign requested address").error())
        .isEqualTo("192.0.2.1 is no address of this machine");
    assertThat(refused("127.0.0.1", 80, "Permission denied").advice())
        .isEqualTo("choose a port above 1023 with --port");
    assertThat(refused("127.0.0.1", 80, "No buffer space").error())
        .isEqualTo("membership cannot listen on 80: No buffer space");
  }
}
