package io.lockstep.wire;

import io.grpc.Drainable;
import io.grpc.KnownLength;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.OptionalInt;

/// The bytes of one tensor frame, the same as generated code would write. gRPC drains it inside
/// `sendMessage`, on the sending thread: floats pass through a scratch that stays in the
/// first-level cache, where the checksum is taken, straight into gRPC's buffer. A payload that goes
/// to several workers is summed once.
final class TensorStream extends InputStream implements Drainable, KnownLength {

  private static final int SCRATCH_BYTES = 8 * 1024;
  private static final int TRAILER_BYTES = 1 + Integer.BYTES;
  private static final int HEAD_BYTES_MAX = 96;

  private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
  private static final ThreadLocal<byte[]> SCRATCH =
      ThreadLocal.withInitial(() -> new byte[SCRATCH_BYTES]);

  static {
    if (ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
      throw new ExceptionInInitializerError("payloads are little-endian; so must this machine be");
    }
  }

  private final Reign reign;
  private final ChunkNumbers numbers;
  private final Payload payload;
  private final byte[] head = new byte[HEAD_BYTES_MAX];
  private final int headBytes;
  private final int totalBytes;
  private boolean drained;
  private InputStream whole;

  TensorStream(TensorFrame frame) {
    reign = frame.reign();
    numbers = ChunkNumbers.of(frame);
    payload = frame.payload();
    int inner = writeFields(0) + payloadBytes() + TRAILER_BYTES;
    headBytes = writeHead(inner);
    totalBytes = headBytes + payloadBytes() + TRAILER_BYTES;
  }

  /// Bytes of the whole message.
  int totalBytes() {
    return totalBytes;
  }

  @Override
  public int available() throws IOException {
    if (whole != null) {
      return whole.available();
    }
    return drained ? 0 : totalBytes;
  }

  @Override
  public int drainTo(OutputStream out) throws IOException {
    if (drained) {
      return 0;
    }
    drained = true;
    out.write(head, 0, headBytes);
    OptionalInt known = payload.checksum(reign, numbers);
    var checksum = new Checksum();
    byte[] scratch = SCRATCH.get();
    MemorySegment floats = MemorySegment.ofArray(payload.array());
    long from = (long) payload.at() * Float.BYTES;
    long end = from + payloadBytes();
    while (from < end) {
      int length = (int) Math.min(SCRATCH_BYTES, end - from);
      MemorySegment.copy(floats, BYTE, from, scratch, 0, length);
      if (known.isEmpty()) {
        checksum.payload(scratch, length);
      }
      out.write(scratch, 0, length);
      from += length;
    }
    scratch[0] = (byte) Tags.CRC32C;
    putInt(scratch, 1, known.isPresent() ? known.getAsInt() : sealed(checksum));
    out.write(scratch, 0, TRAILER_BYTES);
    return totalBytes;
  }

  private int sealed(Checksum checksum) {
    int sum = checksum.of(reign, numbers);
    payload.seal(reign, numbers, sum);
    return sum;
  }

  @Override
  public int read() throws IOException {
    return whole().read();
  }

  @Override
  public int read(byte[] bytes, int at, int length) throws IOException {
    return whole().read(bytes, at, length);
  }

  /// Only for a reader that cannot drain; gRPC over a socket can.
  private InputStream whole() throws IOException {
    if (whole == null) {
      var bytes = new ByteArrayOutputStream(totalBytes);
      drainTo(bytes);
      whole = new ByteArrayInputStream(bytes.toByteArray());
    }
    return whole;
  }

  private int payloadBytes() {
    return payload.length() * Float.BYTES;
  }

  /// Zero is the default of every field and is left out, as generated code does.
  private int writeHead(int innerBytes) {
    int at = 0;
    if (reign.run() != 0) {
      head[at++] = Tags.RUN;
      putInt(head, at, (int) reign.run());
      putInt(head, at + Integer.BYTES, (int) (reign.run() >>> Integer.SIZE));
      at += Long.BYTES;
    }
    at = putField(at, Tags.TERM, reign.term());
    head[at++] = Tags.TENSOR;
    at = putVarint(at, innerBytes);
    return writeFields(at);
  }

  private int writeFields(int begin) {
    int at = putField(begin, Tags.STEP, numbers.step());
    at = putField(at, Tags.BLOCK_LEVEL, numbers.level());
    at = putField(at, Tags.BLOCK_INDEX, numbers.index());
    at = putField(at, Tags.CHUNK, numbers.chunk());
    at = putField(at, Tags.OFFSET, numbers.offset());
    return putField(at, Tags.PAYLOAD, payloadBytes());
  }

  private int putField(int at, int tag, long value) {
    if (value == 0) {
      return at;
    }
    head[at] = (byte) tag;
    return putVarint(at + 1, value);
  }

  private int putVarint(int begin, long value) {
    int at = begin;
    long left = value;
    while ((left & ~0x7fL) != 0) {
      head[at++] = (byte) (left | 0x80);
      left >>>= 7;
    }
    head[at++] = (byte) left;
    return at;
  }

  private static void putInt(byte[] bytes, int at, int value) {
    bytes[at] = (byte) value;
    bytes[at + 1] = (byte) (value >>> 8);
    bytes[at + 2] = (byte) (value >>> 16);
    bytes[at + 3] = (byte) (value >>> 24);
  }
}
