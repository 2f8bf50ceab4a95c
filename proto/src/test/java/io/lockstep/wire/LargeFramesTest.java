package io.lockstep.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/// Both ends against a peer that speaks bare HTTP/2 (RFC 9113).
final class LargeFramesTest {

  private static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] EMPTY_SETTINGS = {0, 0, 0, 4, 0, 0, 0, 0, 0};
  private static final int HEADER_BYTES = 9;
  private static final int SETTINGS = 4;
  private static final int SETTING_BYTES = 6;
  private static final int MAX_FRAME_SIZE = 5;

  @Test
  void theCoordinatorTakesAChunkInOneFrame() throws Exception {
    try (var coordinator = new TestCoordinator(Frames.limits());
        var socket = new Socket(InetAddress.getLoopbackAddress(), coordinator.server.port())) {
      socket.setSoTimeout((int) Frames.PATIENCE.toMillis());
      OutputStream out = socket.getOutputStream();
      out.write(PREFACE);
      out.write(EMPTY_SETTINGS);
      assertThat(announced(socket)).isEqualTo(LargeFrames.FRAME_BYTES_MAX);
    }
  }

  @Test
  void aWorkerTakesAChunkInOneFrame() throws Exception {
    try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var client =
            WireClient.connect(
                "127.0.0.1", listener.getLocalPort(), Frames.limits(), WireSecurity.loopback())) {
      client.open(new WorkerFrame.Hello(Frames.REIGN, "w1", 11), new Inbox<>());
      listener.setSoTimeout((int) Frames.PATIENCE.toMillis());
      try (Socket socket = listener.accept()) {
        socket.setSoTimeout((int) Frames.PATIENCE.toMillis());
        assertThat(socket.getInputStream().readNBytes(PREFACE.length)).isEqualTo(PREFACE);
        socket.getOutputStream().write(EMPTY_SETTINGS);
        assertThat(announced(socket)).isEqualTo(LargeFrames.FRAME_BYTES_MAX);
      }
    }
  }

  @Test
  void theLongestChunkFitsIntoAFrame() {
    Payload longest = Payload.borrowed(new float[WireLimits.CHUNK_FLOATS_MAX], 0, 262_000);
    var frame = Frames.gradient(Long.MAX_VALUE, 3, longest);
    int grpcHeader = 5;
    assertThat(new TensorStream(frame).totalBytes() + grpcHeader)
        .isLessThanOrEqualTo(LargeFrames.FRAME_BYTES_MAX);
  }

  /// Reads frames up to the one that sets the largest frame size.
  private static int announced(Socket socket) throws IOException {
    var in = new DataInputStream(socket.getInputStream());
    while (true) {
      byte[] header = new byte[HEADER_BYTES];
      in.readFully(header);
      int length = ByteBuffer.wrap(header).getInt() >>> 8;
      byte[] body = new byte[length];
      in.readFully(body);
      for (int at = 0; header[3] == SETTINGS && at < length; at += SETTING_BYTES) {
        ByteBuffer setting = ByteBuffer.wrap(body, at, SETTING_BYTES);
        if (setting.getShort() == MAX_FRAME_SIZE) {
          return setting.getInt();
        }
      }
    }
  }
}
