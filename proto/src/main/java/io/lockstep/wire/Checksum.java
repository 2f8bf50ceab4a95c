package io.lockstep.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/// The checksum of one tensor frame, as `reduction.proto` defines it: payload first, then seven
/// numbers, so that it can be taken while the payload passes by.
final class Checksum {

  private static final int NUMBERS = 7;

  private final CRC32C crc = new CRC32C();

  void payload(byte[] bytes, int length) {
    crc.update(bytes, 0, length);
  }

  /// Takes all that remains in the buffer.
  void payload(ByteBuffer bytes) {
    crc.update(bytes);
  }

  /// Adds the numbers and gives the sum.
  int of(Reign reign, ChunkNumbers numbers) {
    byte[] tail = new byte[NUMBERS * Long.BYTES];
    ByteBuffer.wrap(tail)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(reign.run())
        .putLong(reign.term())
        .putLong(numbers.step())
        .putLong(numbers.level())
        .putLong(numbers.index())
        .putLong(numbers.chunk())
        .putLong(numbers.offset());
    crc.update(tail);
    return (int) crc.getValue();
  }
}
