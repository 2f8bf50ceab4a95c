package io.lockstep.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Whoever wants to take all the room that there is.
@Timeout(60)
final class FloodTest {

  private static final int IDLE = 1_000;
  private static final int HEADERS = 1;
  private static final int RESET = 3;
  private static final int END_STREAM = 1;
  private static final int END_HEADERS = 4;

  private TestCoordinator coordinator;

  @BeforeEach
  void begin() {
    coordinator = new TestCoordinator(Frames.limits());
  }

  @AfterEach
  void end() {
    coordinator.close();
  }

  @Test
  void aThousandIdleConnectionsOfOneAddressLeaveRoomForAWorker() throws Exception {
    List<Socket> idle = new ArrayList<>();
    try {
      for (int i = 0; i < IDLE; i++) {
        Socket socket = new Socket();
        idle.add(socket);
        socket.bind(new InetSocketAddress("127.0.0.2", 0));
        socket.connect(TestCoordinator.loopback(coordinator.server.port()));
        if (i % 100 == 99) {
          assertThatAWorkerIsLetIn();
        }
      }
      assertThat(coordinator.refusals.take())
          .contains("/127.0.0.2:")
          .endsWith(" connections from this address, no more are taken");
    } finally {
      for (Socket socket : idle) {
        socket.close();
      }
    }
  }

  /// The length is refused, and not one byte of the message is waited for.
  @Test
  void aMessageOfTwoGigabytesIsRefusedByItsLength() throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), coordinator.server.port())) {
      socket.setSoTimeout((int) Frames.PATIENCE.toMillis());
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.writeBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      out.writeBytes(frame(4, 0, 0, new byte[0]));
      out.writeBytes(frame(HEADERS, END_HEADERS, 1, question()));
      out.writeBytes(
          frame(0, 0, 1, ByteBuffer.allocate(5).put((byte) 0).putInt(Integer.MAX_VALUE).array()));
      socket.getOutputStream().write(out.toByteArray());

      assertThat(streamEnds(new DataInputStream(socket.getInputStream()))).isTrue();
    }
    assertThatAWorkerIsLetIn();
  }

  private void assertThatAWorkerIsLetIn() {
    try (WireClient worker = coordinator.connect(Frames.limits())) {
      assertThat(worker.register(Frames.handshake(), Frames.PATIENCE))
          .isInstanceOf(RegisterOutcome.Accepted.class);
    }
  }

  /// Headers of a call, with indices of the static table (RFC 7541, appendix A).
  private static byte[] question() {
    ByteArrayOutputStream headers = new ByteArrayOutputStream();
    headers.writeBytes(new byte[] {(byte) 0x83, (byte) 0x86});
    headers.write(0x04);
    text(headers, "/lockstep.v1.Coordination/Register");
    headers.write(0x01);
    text(headers, "localhost");
    headers.writeBytes(new byte[] {0x0f, 0x10});
    text(headers, "application/grpc");
    headers.write(0x00);
    text(headers, "te");
    text(headers, "trailers");
    return headers.toByteArray();
  }

  private static void text(ByteArrayOutputStream headers, String text) {
    headers.write(text.length());
    headers.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static byte[] frame(int type, int flags, int stream, byte[] body) {
    return ByteBuffer.allocate(9 + body.length)
        .put((byte) 0)
        .putShort((short) body.length)
        .put((byte) type)
        .put((byte) flags)
        .putInt(stream)
        .put(body)
        .array();
  }

  /// Whether stream 1 ends while its message is still to come.
  private static boolean streamEnds(DataInputStream in) throws IOException {
    while (true) {
      int lengthAndType = in.readInt();
      int type = lengthAndType & 0xff;
      int flags = in.readUnsignedByte();
      int stream = in.readInt();
      in.skipNBytes(lengthAndType >>> 8);
      if (stream == 1 && (type == RESET || type == HEADERS && (flags & END_STREAM) != 0)) {
        return true;
      }
    }
  }
}
