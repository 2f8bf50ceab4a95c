package io.lockstep.data;

import java.io.IOException;
import java.io.InputStream;

/// Rows of bytes of one width, in segments of a power of two rows: more than 2 GiB fit, and memory
/// is taken a segment at a time as bytes really come. Immutable after reading.
final class ByteRows {

  private static final int SEGMENT_BYTES = 16 << 20;

  /// Bytes that are read before they are hashed: few enough for little to be left at the end.
  private static final int PIECE_BYTES = 1 << 20;

  private final int width;
  private final int count;
  private final int shift;
  private final byte[][] segments;

  private ByteRows(int width, int count) {
    this.width = width;
    this.count = count;
    int rows = Integer.highestOneBit(Math.max(1, SEGMENT_BYTES / width));
    shift = Integer.numberOfTrailingZeros(rows);
    segments = new byte[(int) (((long) count + rows - 1) >> shift)][];
  }

  /// What was read, and how many bytes that were.
  record Reading(ByteRows rows, long bytes) {}

  /// Reads `count` rows, or as many bytes as there are.
  static Reading read(InputStream in, int count, int width, ContentDigest digest)
      throws IOException {
    ByteRows rows = new ByteRows(width, count);
    long bytes = 0;
    for (int i = 0; i < rows.segments.length; i++) {
      int first = i << rows.shift;
      int wanted = Math.multiplyExact(Math.min(count - first, 1 << rows.shift), width);
      byte[] segment = new byte[wanted];
      rows.segments[i] = segment;
      int got = fill(segment, in, digest);
      bytes += got;
      if (got < wanted) {
        break;
      }
    }
    return new Reading(rows, bytes);
  }

  /// @return bytes read, fewer than the segment has only at the end of the stream
  private static int fill(byte[] segment, InputStream in, ContentDigest digest) throws IOException {
    int filled = 0;
    while (filled < segment.length) {
      int wanted = Math.min(PIECE_BYTES, segment.length - filled);
      int got = in.readNBytes(segment, filled, wanted);
      digest.add(segment, filled, got);
      filled += got;
      if (got < wanted) {
        break;
      }
    }
    return filled;
  }

  int count() {
    return count;
  }

  int width() {
    return width;
  }

  /// The segment that holds a row.
  byte[] segment(int row) {
    return segments[row >> shift];
  }

  /// Where in its segment a row begins.
  int at(int row) {
    return (row & ((1 << shift) - 1)) * width;
  }

  /// The byte of a row that has one, unsigned.
  int byteAt(int row) {
    return segment(row)[at(row)] & 0xff;
  }

  /// All bytes of one-byte rows, in order.
  byte[] column() {
    byte[] column = new byte[count];
    for (int row = 0; row < count; row++) {
      column[row] = segment(row)[at(row)];
    }
    return column;
  }
}
