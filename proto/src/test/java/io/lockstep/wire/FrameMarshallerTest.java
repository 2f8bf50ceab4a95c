package io.lockstep.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.lockstep.proto.v1.CoordinatorFrame.FrameCase;
import io.lockstep.proto.v1.GradientChunk;
import io.lockstep.proto.v1.ParameterChunk;
import io.lockstep.shard.Block;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FrameMarshallerTest {

  private final ChunkPool pool = new ChunkPool(64 << 20);
  private final FrameMarshaller<WorkerFrame> worker =
      new FrameMarshaller<>(new WorkerTranslator(), pool);
  private final FrameMarshaller<CoordinatorFrame> coordinator =
      new FrameMarshaller<>(new CoordinatorTranslator(), pool);

  private final FrameMarshaller<FollowerFrame> follower =
      new FrameMarshaller<>(new FollowerFrameTranslator(), pool);
  private final FrameMarshaller<LeaderFrame> leader =
      new FrameMarshaller<>(new LeaderFrameTranslator(), pool);

  @Test
  void everyControlFrameComesBackEqual() throws IOException {
    for (FollowerFrame frame : Frames.followerControls()) {
      assertThat(roundTrip(follower, frame)).isEqualTo(frame);
    }
    for (LeaderFrame frame : Frames.leaderControls()) {
      assertThat(roundTrip(leader, frame)).usingRecursiveComparison().isEqualTo(frame);
    }
    for (WorkerFrame frame : Frames.workerControls()) {
      assertThat(roundTrip(worker, frame)).isEqualTo(frame);
    }
    for (CoordinatorFrame frame : Frames.coordinatorControls()) {
      assertThat(roundTrip(coordinator, frame)).isEqualTo(frame);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 31, 32, 2048, 4095, 70_001, WireLimits.CHUNK_FLOATS_MAX})
  void aGradientChunkHasTheBytesOfGeneratedCode(int length) throws IOException {
    var frame = Frames.gradient(812, 3, Payload.borrowed(Frames.floats(length + 9, 1), 7, length));
    byte[] ours = bytes(worker, frame);
    var parsed = io.lockstep.proto.v1.WorkerFrame.parseFrom(ours);

    assertThat(parsed.toByteArray()).isEqualTo(ours);
    assertThat(parsed.getRun()).isEqualTo(Frames.REIGN.run());
    assertThat(parsed.getTerm()).isEqualTo(Frames.REIGN.term());
    assertThat(parsed.getGradient().getStep()).isEqualTo(812);
    assertThat(parsed.getGradient().getBlockLevel()).isEqualTo(2);
    assertThat(parsed.getGradient().getBlockIndex()).isEqualTo(5);
    assertThat(parsed.getGradient().getChunk()).isEqualTo(3);
    assertThat(parsed.getGradient().getOffset()).isEqualTo(3 * 65_536);
    assertThat(parsed.getGradient().getPayload()).isEqualTo(Frames.bytes(frame.payload()));
    assertThat(parsed.getGradient().hasCrc32C()).isTrue();
  }

  @Test
  void aSumHasTheBytesOfGeneratedCode() throws IOException {
    var frame = Frames.sum(812, 3, Payload.borrowed(Frames.floats(70_001, 1), 1, 70_000));
    byte[] ours = bytes(leader, frame);
    var parsed = io.lockstep.proto.v1.LeaderFrame.parseFrom(ours);

    assertThat(parsed.toByteArray()).isEqualTo(ours);
    assertThat(parsed.getRun()).isEqualTo(Frames.REIGN.run());
    assertThat(parsed.getTerm()).isEqualTo(Frames.REIGN.term());
    assertThat(parsed.getSum().getStep()).isEqualTo(812);
    assertThat(parsed.getSum().getChunk()).isEqualTo(3);
    assertThat(parsed.getSum().getOffset()).isEqualTo(3 * 65_536);
    assertThat(parsed.getSum().getPayload()).isEqualTo(Frames.bytes(frame.payload()));
  }

  @Test
  void aParameterChunkOfZerosHasTheBytesOfGeneratedCode() throws IOException {
    var frame =
        new CoordinatorFrame.ParameterChunk(
            new Reign(0, 0), 0, 0, 0, Payload.borrowed(new float[16], 0, 16));
    byte[] ours = bytes(coordinator, frame);
    var parsed = io.lockstep.proto.v1.CoordinatorFrame.parseFrom(ours);

    assertThat(parsed.toByteArray()).isEqualTo(ours);
    assertThat(parsed.getFrameCase()).isEqualTo(FrameCase.PARAMETERS);
    assertThat(parsed.getParameters().getPayload()).isEqualTo(Frames.bytes(frame.payload()));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2047, 2048, 2049, 262_000})
  void tensorFramesComeBackEqual(int length) throws IOException {
    var sent = Frames.parameters(9, 2, Payload.borrowed(Frames.floats(length + 3, 5), 3, length));
    var got = (CoordinatorFrame.ParameterChunk) roundTrip(coordinator, sent);

    assertThat(got.reign()).isEqualTo(Frames.REIGN);
    assertThat(got.version()).isEqualTo(9);
    assertThat(got.chunk()).isEqualTo(2);
    assertThat(got.offset()).isEqualTo(2 * 65_536);
    assertThat(Frames.littleEndian(got.payload())).isEqualTo(Frames.littleEndian(sent.payload()));
  }

  @Test
  void aPayloadSentToSeveralHasTheChecksumOfWhatEachFrameSays() throws IOException {
    Payload shared = Payload.borrowed(Frames.floats(5000, 2), 0, 5000);
    byte[] first = bytes(coordinator, Frames.parameters(9, 2, shared));
    assertThat(bytes(coordinator, Frames.parameters(9, 2, shared))).isEqualTo(first);
    for (var other : List.of(Frames.parameters(10, 2, shared), Frames.parameters(9, 3, shared))) {
      assertThat(parse(coordinator, bytes(coordinator, other)).frame())
          .isInstanceOf(CoordinatorFrame.ParameterChunk.class);
    }
  }

  @Test
  void aStreamThatIsReadInsteadOfDrainedGivesTheSameBytes() throws IOException {
    var frame = Frames.gradient(1, 0, Payload.borrowed(Frames.floats(5000, 2), 0, 5000));
    try (InputStream read = worker.stream(Envelope.of(frame))) {
      assertThat(((KnownLength) read).available()).isEqualTo(bytes(worker, frame).length);
      assertThat(read.readAllBytes()).isEqualTo(bytes(worker, frame));
    }
  }

  @Test
  void fieldsInAnotherOrderAndUnknownOnesAreAccepted() {
    var sent = Frames.parameters(9, 2, Payload.borrowed(Frames.floats(40, 5), 0, 40));
    int crc = crcOf(sent);
    var later =
        UnknownFieldSet.newBuilder()
            .addField(200, UnknownFieldSet.Field.newBuilder().addVarint(9).addFixed32(1).build())
            .addField(
                201,
                UnknownFieldSet.Field.newBuilder()
                    .addFixed64(2)
                    .addLengthDelimited(ByteString.copyFromUtf8("later"))
                    .build())
            .build();
    // Concatenated messages are one message: the payload now comes before the numbers.
    var first =
        ParameterChunk.newBuilder().setPayload(Frames.bytes(sent.payload())).setCrc32C(crc).build();
    var second =
        ParameterChunk.newBuilder().setVersion(9).setChunk(2).setOffset(2 * 65_536).build();
    byte[] chunk = concat(first.toByteArray(), later.toByteArray(), second.toByteArray());
    byte[] tensor =
        UnknownFieldSet.newBuilder()
            .addField(
                4,
                UnknownFieldSet.Field.newBuilder()
                    .addLengthDelimited(ByteString.copyFrom(chunk))
                    .build())
            .build()
            .toByteArray();
    byte[] reign =
        io.lockstep.proto.v1.CoordinatorFrame.newBuilder()
            .setRun(Frames.REIGN.run())
            .setTerm(Frames.REIGN.term())
            .build()
            .toByteArray();

    Envelope<CoordinatorFrame> got = parse(coordinator, concat(tensor, later.toByteArray(), reign));

    assertThat(got.malformed()).isEmpty();
    var frame = (CoordinatorFrame.ParameterChunk) got.frame();
    assertThat(frame.version()).isEqualTo(9);
    assertThat(Frames.littleEndian(frame.payload())).isEqualTo(Frames.littleEndian(sent.payload()));
  }

  @Test
  void anyFlippedBitOfATensorFrameIsNoticed() throws IOException {
    var frame = Frames.gradient(812, 3, Payload.borrowed(Frames.floats(30, 1), 0, 30));
    byte[] good = bytes(worker, frame);
    for (int bit = 0; bit < good.length * 8; bit++) {
      byte[] bad = good.clone();
      bad[bit / 8] ^= (byte) (1 << bit % 8);
      Envelope<WorkerFrame> got = parse(worker, bad);
      assertThat(got.malformed().isEmpty() && got.frame() instanceof WorkerFrame.GradientChunk)
          .as("bit %d passes unnoticed: %s", bit, got.frame())
          .isFalse();
    }
    assertThat(pool.allocatedArrays()).as("arrays all came back").isEqualTo(1);
  }

  @Test
  void aDamagedPayloadIsReportedWithItsPlace() throws IOException {
    byte[] bytes = bytes(worker, Frames.gradient(812, 3, Payload.borrowed(new float[100], 0, 100)));
    bytes[bytes.length - 50] ^= 1;
    var damaged = (WorkerFrame.Damaged) parse(worker, bytes).frame();

    assertThat(damaged.step()).isEqualTo(812);
    assertThat(damaged.block()).isEqualTo(new Block(2, 5));
    assertThat(damaged.chunk()).isEqualTo(3);
    assertThat(damaged.reason()).contains("checksum", "step 812", "chunk 3");
    assertThat(pool.freeBytes()).isPositive();
  }

  @Test
  void aFrameCutAnywhereIsMalformedAndLeaksNoArray() throws IOException {
    byte[] whole = bytes(worker, Frames.gradient(1, 0, Payload.borrowed(new float[50], 0, 50)));
    for (int length = 0; length < whole.length; length++) {
      assertThat(parse(worker, Arrays.copyOf(whole, length)).malformed())
          .as("cut after %d bytes", length)
          .isNotEmpty();
    }
    assertThat(pool.allocatedArrays()).isLessThanOrEqualTo(1);
  }

  @Test
  void lengthsThatLieAreRefusedBeforeAnythingIsAllocated() {
    var lie = new byte[] {0x22, 0x7f, 0x72, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x7f, 0};
    assertThat(parse(worker, lie).malformed()).contains("127 bytes");
    var inner = new byte[] {0x22, 6, 0x72, (byte) 0x80, (byte) 0x80, (byte) 0x80, 0x01, 0};
    assertThat(parse(worker, inner).malformed()).contains("payload length");
    assertThat(pool.allocatedArrays()).isZero();
  }

  @Test
  void payloadsThatAreNoFloatsOrTooManyAreRefused() {
    assertThat(parse(worker, chunkOf(new byte[7])).malformed()).contains("7 bytes of floats");
    byte[] tooLong = new byte[(WireLimits.CHUNK_FLOATS_MAX + 1) * Float.BYTES];
    assertThat(parse(worker, chunkOf(tooLong)).malformed()).contains("payload length 1048004");
    assertThat(pool.allocatedArrays()).isZero();
  }

  @Test
  void impossibleNumbersAndEmptyFramesAreRefused() {
    var impossible =
        io.lockstep.proto.v1.CoordinatorFrame.newBuilder()
            .setAssignment(
                io.lockstep.proto.v1.Assignment.newBuilder()
                    .setFromStep(1)
                    .setBegin(3)
                    .setEnd(2)
                    .setOf(4))
            .build();
    assertThat(parse(coordinator, impossible.toByteArray()).malformed())
        .contains("share 3..2 of 4");
    assertThat(parse(coordinator, new byte[0]).malformed()).contains("neither");
    var twice = concat(impossible.toByteArray(), impossible.toByteArray());
    assertThat(parse(coordinator, twice).malformed()).contains("two frames");
  }

  private int crcOf(CoordinatorFrame.ParameterChunk frame) {
    var checksum = new Checksum();
    byte[] payload = Frames.littleEndian(frame.payload());
    checksum.payload(payload, payload.length);
    return checksum.of(frame.reign(), ChunkNumbers.of(frame));
  }

  private static byte[] chunkOf(byte[] payload) {
    return io.lockstep.proto.v1.WorkerFrame.newBuilder()
        .setGradient(GradientChunk.newBuilder().setStep(1).setPayload(ByteString.copyFrom(payload)))
        .build()
        .toByteArray();
  }

  private static <F extends Frame> byte[] bytes(FrameMarshaller<F> marshaller, F frame)
      throws IOException {
    var out = new ByteArrayOutputStream();
    try (InputStream in = marshaller.stream(Envelope.of(frame))) {
      if (in instanceof Drainable drainable) {
        drainable.drainTo(out);
      } else {
        in.transferTo(out);
      }
    }
    return out.toByteArray();
  }

  private static <F extends Frame> Envelope<F> parse(FrameMarshaller<F> marshaller, byte[] bytes) {
    return marshaller.parse(new ByteArrayInputStream(bytes));
  }

  private static <F extends Frame> F roundTrip(FrameMarshaller<F> marshaller, F frame)
      throws IOException {
    Envelope<F> got = parse(marshaller, bytes(marshaller, frame));
    assertThat(got.malformed()).isEmpty();
    return got.frame();
  }

  private static byte[] concat(byte[]... parts) {
    var out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  /// gRPC would hide what a marshaller throws.
  @ParameterizedTest
  @ValueSource(classes = {NullPointerException.class, IllegalArgumentException.class})
  void whateverATranslatorStumblesOverIsARefusalWithAReason(Class<RuntimeException> fault)
      throws Exception {
    RuntimeException wordless = fault.getConstructor().newInstance();
    var stumbling = new FrameMarshaller<>(new Stumbling(wordless), pool);
    byte[] hello = bytes(worker, new WorkerFrame.Hello(Frames.REIGN, "w1", 17));

    Envelope<WorkerFrame> read = stumbling.parse(new ByteArrayInputStream(hello));

    assertThat(read.frame()).isNull();
    assertThat(read.malformed()).isEqualTo(fault.getName());
  }

  private record Stumbling(RuntimeException fault) implements Translator<WorkerFrame> {
    @Override
    public com.google.protobuf.MessageLite message(WorkerFrame frame) {
      throw fault;
    }

    @Override
    public boolean knows(int field) {
      return true;
    }

    @Override
    public WorkerFrame small(Reign reign, int field, byte[] bytes) {
      throw fault;
    }

    @Override
    public WorkerFrame tensor(Reign reign, ChunkNumbers numbers, Payload payload) {
      throw fault;
    }

    @Override
    public WorkerFrame damaged(Reign reign, ChunkNumbers numbers, String reason) {
      throw fault;
    }
  }
}
