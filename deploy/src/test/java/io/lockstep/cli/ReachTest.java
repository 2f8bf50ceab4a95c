package io.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.wire.NodeAddress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What a person is told of a place that cannot be reached.
@Timeout(60)
final class ReachTest {

  private static final int PATIENCE_MILLIS = 200;
  private static final int QUEUE_MAX = 64;

  /// Nobody accepts there and the queue is full, so that what comes is dropped, as a firewall
  /// would.
  @Test
  void packetsThatVanishAreToldWithAddressPortAndDirection() throws IOException {
    Deque<Socket> waiting = new ArrayDeque<>();
    try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      fill(full, waiting);
      NodeAddress to = new NodeAddress("127.0.0.1", full.getLocalPort());

      Reach reach = Reach.of(to, PATIENCE_MILLIS);

      assertThat(reach.outcome()).isEqualTo(Reach.Outcome.SILENT);
      assertThat(Machine.look(Path.of(".")).reaching(List.of(reach)).findings())
          .contains(
              new Machine.Finding(
                  false,
                  to
                      + " cannot be reached from here: nobody answers: a firewall drops it, or the machine is down",
                  "let TCP to that port pass, from this machine to that one; coordinators dial each other, so look from there, too"));
    } finally {
      for (Socket socket : waiting) {
        socket.close();
      }
    }
  }

  @Test
  void aDoctorThatListensTellsHowFastTheWayIsUntilItsInputEnds() throws Exception {
    NodeAddress place;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      place = new NodeAddress("127.0.0.1", free.getLocalPort());
    }
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(said, true, StandardCharsets.UTF_8);
    PipedOutputStream input = new PipedOutputStream();
    PipedInputStream wish = new PipedInputStream(input);
    CompletableFuture<Void> duty =
        CompletableFuture.runAsync(() ->
            ProbeDuty.serve(List.of(place), wish, new Output(stream, stream, Output.Screen.NONE)));
    Reach reach = Reach.of(place, PATIENCE_MILLIS);
    while (reach.outcome() == Reach.Outcome.REFUSED) {
      reach = Reach.of(place, PATIENCE_MILLIS);
    }

    assertThat(reach.figures()).isPresent();
    assertThat(reach.words()).matches("round trip .* ms, \\d+ MB/s there, \\d+ MB/s back");
    assertThat(duty).isNotDone();
    input.close();
    duty.get(30, TimeUnit.SECONDS);
    assertThat(said.toString(StandardCharsets.UTF_8)).startsWith("listening on " + place + "\n");
    assertThat(Reach.of(place, PATIENCE_MILLIS).outcome()).isEqualTo(Reach.Outcome.REFUSED);
  }

  private static void fill(ServerSocket server, Deque<Socket> waiting) throws IOException {
    InetSocketAddress address =
        new InetSocketAddress(server.getInetAddress(), server.getLocalPort());
    while (waiting.size() < QUEUE_MAX) {
      waiting.add(new Socket());
      try {
        waiting.getLast().connect(address, PATIENCE_MILLIS);
      } catch (SocketTimeoutException isFull) {
        return;
      }
    }
  }
}
