package io.lockstep.wire;

import io.grpc.HasByteBuffer;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;

/// Reads protobuf fields of one message. Nothing is allocated that the message is too short to
/// fill.
final class WireInput {

  private static final int SCRATCH_BYTES = 8 * 1024;
  private static final int VARINT_BITS = 64;

  private final InputStream in;
  private long left;

  /// @param length bytes of the message
  WireInput(InputStream in, int length) {
    this.in = in;
    this.left = length;
  }

  /// Bytes of the message that were not read yet.
  long left() {
    return left;
  }

  int read() throws IOException {
    int value = left > 0 ? in.read() : -1;
    if (value < 0) {
      throw new MalformedFrameException("frame ends in the middle of a field");
    }
    left--;
    return value;
  }

  int tag() throws IOException {
    return between(1, Integer.MAX_VALUE, "tag");
  }

  long varint() throws IOException {
    long value = 0;
    for (int shift = 0; shift < VARINT_BITS; shift += 7) {
      int next = read();
      value |= (long) (next & 0x7f) << shift;
      if (next < 0x80) {
        return value;
      }
    }
    throw new MalformedFrameException("number of more than ten bytes");
  }

  int between(int least, int most, String what) throws IOException {
    long value = varint();
    if (value < least || value > most) {
      throw new MalformedFrameException(
          "%s %s is outside of %d..%d".formatted(what, Long.toUnsignedString(value), least, most));
    }
    return (int) value;
  }

  long nonNegative(String what) throws IOException {
    long value = varint();
    if (value < 0) {
      throw new MalformedFrameException(
          "%s %s is too large".formatted(what, Long.toUnsignedString(value)));
    }
    return value;
  }

  int fixed32() throws IOException {
    return read() | read() << 8 | read() << 16 | read() << 24;
  }

  long fixed64() throws IOException {
    return Integer.toUnsignedLong(fixed32()) | (long) fixed32() << Integer.SIZE;
  }

  /// Length of a field, checked against what the message can hold.
  int length(int most, String what) throws IOException {
    int length = between(0, most, what + " length");
    if (length > left) {
      throw new MalformedFrameException(
          "%s of %d bytes in a frame with %d left".formatted(what, length, left));
    }
    return length;
  }

  byte[] bytes(int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    left -= bytes.length;
    if (bytes.length < length) {
      throw new MalformedFrameException("frame ends in the middle of a field");
    }
    return bytes;
  }

  void skip(int tag) throws IOException {
    switch (tag & 7) {
      case Tags.VARINT -> varint();
      case Tags.FIXED64 -> fixed64();
      case Tags.FIXED32 -> fixed32();
      case Tags.LENGTH -> bytes(length(FrameReader.SMALL_FRAME_BYTES_MAX, "unknown field"));
      default -> throw new MalformedFrameException("wire type " + (tag & 7));
    }
  }

  /// Fills the payload with one pass over the bytes: from gRPC's buffers where it shows them.
  void floats(Payload payload, Checksum checksum) throws IOException {
    MemorySegment floats = MemorySegment.ofArray(payload.array());
    long bytes = (long) payload.length() * Float.BYTES;
    if (in instanceof HasByteBuffer shown && shown.byteBufferSupported()) {
      fromBuffers(shown, floats, bytes, checksum);
    } else {
      fromStream(floats, bytes, checksum);
    }
    left -= bytes;
  }

  private void fromBuffers(HasByteBuffer shown, MemorySegment floats, long bytes, Checksum checksum)
      throws IOException {
    long at = 0;
    while (at < bytes) {
      ByteBuffer buffer = shown.getByteBuffer();
      if (buffer == null || !buffer.hasRemaining()) {
        throw new MalformedFrameException("frame ends in the middle of its payload");
      }
      int length = (int) Math.min(buffer.remaining(), bytes - at);
      buffer.limit(buffer.position() + length);
      MemorySegment bytesHere = MemorySegment.ofBuffer(buffer);
      // Piece by piece, so that the checksum finds in the first-level cache what was just copied.
      for (int from = 0; from < length; from += SCRATCH_BYTES) {
        int piece = Math.min(SCRATCH_BYTES, length - from);
        MemorySegment.copy(bytesHere, from, floats, at + from, piece);
        buffer.limit(buffer.position() + piece);
        checksum.payload(buffer);
      }
      in.skipNBytes(length);
      at += length;
    }
  }

  private void fromStream(MemorySegment floats, long bytes, Checksum checksum) throws IOException {
    byte[] scratch = new byte[SCRATCH_BYTES];
    long at = 0;
    while (at < bytes) {
      int length = in.read(scratch, 0, (int) Math.min(SCRATCH_BYTES, bytes - at));
      if (length < 0) {
        throw new MalformedFrameException("frame ends in the middle of its payload");
      }
      MemorySegment.copy(scratch, 0, floats, ValueLayout.JAVA_BYTE, at, length);
      checksum.payload(scratch, length);
      at += length;
    }
  }
}
