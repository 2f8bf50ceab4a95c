package io.lockstep.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Two ends of the probe on loopback, and ends that are something else.
@Timeout(60)
final class LinkProbeTest {

  private static final String HERE = "127.0.0.1";

  @Test
  void aWayIsMeasuredInBothDirections() throws Exception {
    int port = ScriptedCluster.firstOfFree(1);
    try (LinkProbe _ = LinkProbe.listen(HERE, port)) {
      Optional<LinkProbe.Figures> figures = LinkProbe.measure(new Socket(HERE, port));

      assertThat(figures).isPresent();
      assertThat(figures.get().thereMegabytes()).isPositive();
      assertThat(figures.get().backMegabytes()).isPositive();
    }
  }

  @Test
  void anotherListenerIsSentNothing() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName(HERE))) {
      CompletableFuture<Integer> received =
          CompletableFuture.supplyAsync(() -> {
            try (Socket caller = other.accept()) {
              caller
                  .getOutputStream()
                  .write("220 mail ready\r\n".getBytes(StandardCharsets.US_ASCII));
              return caller.getInputStream().read();
            } catch (IOException e) {
              throw new java.io.UncheckedIOException(e);
            }
          });

      assertThat(LinkProbe.measure(new Socket(HERE, other.getLocalPort()))).isEmpty();
      assertThat(received.join()).as("the end of the stream").isEqualTo(-1);
    }
  }

  @Test
  void aConnectionThatBreaksInBetweenIsAFault() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName(HERE))) {
      CompletableFuture<Void> greeting =
          CompletableFuture.runAsync(() -> {
            try (Socket caller = other.accept()) {
              caller
                  .getOutputStream()
                  .write("lockstep-probe\n".getBytes(StandardCharsets.US_ASCII));
              caller.getInputStream().read();
            } catch (IOException e) {
              throw new java.io.UncheckedIOException(e);
            }
          });
      Socket socket = new Socket(HERE, other.getLocalPort());

      assertThatThrownBy(() -> LinkProbe.measure(socket)).isInstanceOf(IOException.class);
      greeting.join();
    }
  }

  @Test
  void whoWishesForTooMuchGetsNothing() throws Exception {
    int port = ScriptedCluster.firstOfFree(1);
    try (LinkProbe _ = LinkProbe.listen(HERE, port);
        Socket caller = new Socket(HERE, port)) {
      caller.getInputStream().readNBytes("lockstep-probe\n".length());
      DataOutputStream out = new DataOutputStream(caller.getOutputStream());
      out.write(3);
      out.writeInt(Integer.MAX_VALUE);

      assertThat(caller.getInputStream().read()).as("the end of the stream").isEqualTo(-1);
    }
  }
}
