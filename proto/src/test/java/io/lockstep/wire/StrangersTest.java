package io.lockstep.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.lockstep.proto.v1.CoordinationGrpc;
import io.lockstep.proto.v1.RegisterReply;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Whoever comes to the port and is no worker of ours: it is sent away with one line in a minute,
/// no layer below shows a stack trace, and workers go on.
@Timeout(60)
final class StrangersTest {

  private static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] EMPTY_SETTINGS = {0, 0, 0, 4, 0, 0, 0, 0, 0};
  private static final int HEADER_BYTES = 9;
  private static final int SETTINGS = 4;
  private static final int GOAWAY = 7;
  private static final int SETTING_BYTES = 6;

  private final List<String> logged = Collections.synchronizedList(new ArrayList<>());
  private final Handler listening =
      new Handler() {
        @Override
        public void publish(LogRecord line) {
          if (line.getLevel().intValue() >= Level.WARNING.intValue()) {
            logged.add(line.getLoggerName() + ": " + line.getMessage());
          }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };
  private TestCoordinator coordinator;

  @BeforeEach
  void begin() {
    Logger.getLogger("").addHandler(listening);
    coordinator =
        new TestCoordinator(
            new WireLimits(64 << 20, Duration.ofSeconds(10), Duration.ofMillis(300), 1 << 20, 2));
  }

  @AfterEach
  void end() {
    coordinator.close();
    Logger.getLogger("").removeHandler(listening);
    assertThat(logged).as("lines of gRPC and Netty").isEmpty();
  }

  @Test
  void whoSpeaksHttp1IsToldApartAndSentAway() throws Exception {
    assertRefused(
        "GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII),
        "HTTP/1 or another protocol of text, this port speaks gRPC");
  }

  @Test
  void whoSpeaksTlsIsToldApartAndSentAway() throws Exception {
    assertRefused(
        new byte[] {0x16, 3, 1, 0, (byte) 200, 1, 0, 0, (byte) 196, 3, 3},
        "a TLS handshake, this port speaks plaintext");
  }

  @Test
  void randomBytesAreSentAway() throws Exception {
    byte[] bytes = new byte[100_000];
    new SplittableRandom(1).nextBytes(bytes);
    bytes[0] = 1;
    assertRefused(bytes, "bytes that are no HTTP/2, this port speaks gRPC");
  }

  @Test
  void aPrefaceThatGoesWrongIsSentAway() throws Exception {
    assertRefused(
        "PRI * HTTP/3.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII), "no HTTP/2 after 11 bytes");
  }

  @Test
  void whoSaysNothingIsSentAwayInTime() throws Exception {
    assertRefused(new byte[0], "a connection that says nothing");
  }

  @Test
  void whoStopsInTheMiddleOfThePrefaceIsSentAwayInTime() throws Exception {
    assertRefused("PRI * HT".getBytes(StandardCharsets.US_ASCII), "a connection that says nothing");
  }

  @Test
  void twoHundredStrangersGetOneLineAndWorkersGoOn() throws Exception {
    for (int i = 0; i < 200; i++) {
      try (Socket socket = connect()) {
        writeAnyway(socket.getOutputStream(), new byte[] {(byte) i, 2, 3});
        assertEnds(socket);
      }
    }
    try (var client = coordinator.connect(Frames.limits())) {
      assertThat(client.register(Frames.handshake(), Frames.PATIENCE))
          .isInstanceOf(RegisterOutcome.Accepted.class);
    }
    assertThat(coordinator.refusals).hasSize(1);
  }

  @Test
  void framesThatAreNoHttp2EndTheirConnectionQuietly() throws Exception {
    try (Socket socket = connect()) {
      OutputStream out = socket.getOutputStream();
      out.write(PREFACE);
      out.write(EMPTY_SETTINGS);
      byte[] garbage = new byte[64 << 10];
      new SplittableRandom(2).nextBytes(garbage);
      writeAnyway(out, garbage);
      assertEnds(socket);
    }
  }

  @Test
  void streamsThatAreResetAsFastAsTheyAreOpenedEndTheirConnection() throws Exception {
    try (Socket socket = connect()) {
      OutputStream out = socket.getOutputStream();
      out.write(PREFACE);
      out.write(EMPTY_SETTINGS);
      for (int stream = 1; stream < 2 * 4 * Connection.RESETS_MAX; stream += 2) {
        // POST / over http, as indices of the static table (RFC 7541, appendix A).
        writeAnyway(out, frame(1, 4, stream, new byte[] {(byte) 0x83, (byte) 0x86, (byte) 0x84}));
        writeAnyway(out, frame(3, 0, stream, new byte[] {0, 0, 0, 8}));
      }
      assertEnds(socket);
    }
  }

  @Test
  void theBoundsOfAConnectionAreTold() throws Exception {
    try (Socket socket = connect()) {
      OutputStream out = socket.getOutputStream();
      out.write(PREFACE);
      out.write(EMPTY_SETTINGS);
      Map<Integer, Integer> settings = settings(new DataInputStream(socket.getInputStream()));
      int concurrentStreams = 3;
      int headerBytes = 6;
      assertThat(settings)
          .containsEntry(concurrentStreams, Connection.CALLS_MAX)
          .containsEntry(headerBytes, Connection.METADATA_BYTES_MAX);
    }
  }

  @Test
  void aQuestionThatIsNoMessageIsRefusedAndCounted() {
    byte[] garbage = new byte[300];
    new SplittableRandom(3).nextBytes(garbage);
    garbage[0] = (byte) 0xff;
    for (int i = 0; i < 50; i++) {
      assertThat(ask(CoordinationGrpc.getRegisterMethod(), garbage).getCode())
          .isEqualTo(Status.Code.INVALID_ARGUMENT);
    }
    assertThat(ask(HealthGrpc.getCheckMethod(), garbage).getCode())
        .isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(coordinator.refusals)
        .singleElement()
        .asString()
        .contains("127.0.0.1", "not a message of lockstep.v1.Coordination/Register");
  }

  @Test
  void aQuestionThatIsTooLongIsRefused() {
    assertThat(
            ask(CoordinationGrpc.getRegisterMethod(), new byte[UnaryCalls.QUESTION_BYTES_MAX + 1])
                .getCode())
        .isEqualTo(Status.Code.INVALID_ARGUMENT);
  }

  @Test
  void aQuestionThatIsPackedIsNotUnpacked() {
    ManagedChannel channel = channel();
    try {
      var stub = CoordinationGrpc.newBlockingStub(channel).withCompression("gzip");
      assertThat(
              statusOf(() -> stub.register(CoordinationTranslator.message(Frames.handshake())))
                  .getCode())
          .isEqualTo(Status.Code.UNIMPLEMENTED);
    } finally {
      channel.shutdownNow();
    }
  }

  @Test
  void namesOfMegabytesAreRefusedBeforeAnythingIsKept() {
    var wide = CoordinationTranslator.message(Frames.handshake()).toBuilder();
    for (int i = 0; i < 250; i++) {
      byte[] bytes = wide.setWorker("n".repeat(800_000) + i).build().toByteArray();
      assertThat(ask(CoordinationGrpc.getRegisterMethod(), bytes).getDescription())
          .matches("a worker's name of 800,00\\d characters, at most 253 are taken");
    }
    assertThat(coordinator.refusals).hasSize(1);
    assertThat(coordinator.refusals.peek()).hasSizeLessThan(300);
  }

  @Test
  void aHostOrAHashOfMegabytesIsRefused() {
    var message = CoordinationTranslator.message(Frames.handshake());
    String wide = "h".repeat(500_000);
    for (var each :
        List.of(
            message.toBuilder().setHost(wide),
            message.toBuilder().setBuildVersion(wide),
            message.toBuilder().setConfigurationHash(wide),
            message.toBuilder().setDataFingerprint(wide),
            message.toBuilder().setLayoutHash(wide))) {
      assertThat(
              ask(CoordinationGrpc.getRegisterMethod(), each.build().toByteArray())
                  .getDescription())
          .contains("of 500,000 characters, at most 253 are taken");
    }
  }

  @Test
  void aNameIsKnownAsItIsShown() {
    var forged =
        CoordinationTranslator.handshake(
            CoordinationTranslator.message(Frames.handshake()).toBuilder()
                .setWorker("w1\n12:00 ERROR forged\u001b[2J")
                .build());
    assertThat(forged.worker()).isEqualTo("w1\\n12:00 ERROR forged\\u001b[2J");
    assertThat(new WorkerFrame.Hello(Frames.REIGN, forged.worker(), 1).worker())
        .isEqualTo(forged.worker());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new WorkerFrame.Hello(Frames.REIGN, " ", 1));
    assertThat(new WorkerFrame.Leave(Frames.REIGN, "a\r\nb" + "c".repeat(9_000)).reason())
        .startsWith("a\\r\\nbccc")
        .endsWith("… (9,004 characters)");
  }

  @Test
  void aStrangerHearsWhichFieldDiffersAndNotWhatTheRunIsAbout() {
    var ours = CoordinationTranslator.message(Frames.handshake());
    for (var each :
        List.of(
            ours.toBuilder().setConfigurationHash("x"),
            ours.toBuilder().setDataFingerprint("x"),
            ours.toBuilder().setLayoutHash("x"),
            ours.toBuilder().putConfiguration("train.batch", "x"))) {
      RegisterReply reply = register(each.build());
      assertThat(reply.getRefused().getTheirs()).isEqualTo("x");
      assertThat(reply.toString()).doesNotContain("c0ffee", "da7a", "1a70", "128");
    }
    assertThat(coordinator.refusals.peek()).contains("theirs x, ours c0ffee");
  }

  private RegisterReply register(io.lockstep.proto.v1.Handshake handshake) {
    ManagedChannel channel = channel();
    try {
      return CoordinationGrpc.newBlockingStub(channel).register(handshake);
    } finally {
      channel.shutdownNow();
    }
  }

  private void assertRefused(byte[] bytes, String why) throws Exception {
    try (Socket socket = connect()) {
      writeAnyway(socket.getOutputStream(), bytes);
      assertEnds(socket);
    }
    assertThat(coordinator.refusals.poll(Frames.PATIENCE.toSeconds(), TimeUnit.SECONDS))
        .startsWith("refused what came from /127.0.0.1:")
        .endsWith(": " + why);
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), coordinator.server.port());
    socket.setSoTimeout((int) Frames.PATIENCE.toMillis());
    return socket;
  }

  /// The other end may be gone already.
  private static void writeAnyway(OutputStream out, byte[] bytes) throws IOException {
    try {
      out.write(bytes);
    } catch (SocketException gone) {
      assertThat(gone).hasMessageMatching("(?i).*(broken pipe|reset).*");
    }
  }

  private static void assertEnds(Socket socket) throws IOException {
    try {
      socket.getInputStream().readAllBytes();
    } catch (SocketException reset) {
      assertThat(reset).hasMessageContaining("reset");
    }
  }

  private static byte[] frame(int type, int flags, int stream, byte[] body) {
    return ByteBuffer.allocate(HEADER_BYTES + body.length)
        .put((byte) 0)
        .putShort((short) body.length)
        .put((byte) type)
        .put((byte) flags)
        .putInt(stream)
        .put(body)
        .array();
  }

  /// Of the first frame with settings.
  private static Map<Integer, Integer> settings(DataInputStream in) throws IOException {
    while (true) {
      byte[] header = new byte[HEADER_BYTES];
      in.readFully(header);
      byte[] body = new byte[ByteBuffer.wrap(header).getInt() >>> 8];
      in.readFully(body);
      assertThat(header[3]).isNotEqualTo((byte) GOAWAY);
      if (header[3] == SETTINGS) {
        Map<Integer, Integer> settings = new HashMap<>();
        for (int at = 0; at < body.length; at += SETTING_BYTES) {
          ByteBuffer setting = ByteBuffer.wrap(body, at, SETTING_BYTES);
          settings.put((int) setting.getShort(), setting.getInt());
        }
        return settings;
      }
    }
  }

  private ManagedChannel channel() {
    return NettyChannelBuilder.forAddress("127.0.0.1", coordinator.server.port())
        .usePlaintext()
        .build();
  }

  /// The status after a question of these bytes.
  private Status ask(MethodDescriptor<?, ?> method, byte[] question) {
    ManagedChannel channel = channel();
    try {
      var raw = method.toBuilder(new RawBytes(), new RawBytes()).build();
      return statusOf(
          () -> ClientCalls.blockingUnaryCall(channel, raw, CallOptions.DEFAULT, question));
    } finally {
      channel.shutdownNow();
    }
  }

  private static Status statusOf(Runnable call) {
    try {
      call.run();
      return Status.OK;
    } catch (StatusRuntimeException e) {
      return e.getStatus();
    }
  }
}
