package io.lockstep.wire;

import io.lockstep.measure.Tally;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/// The checksum of one frame whose numbers are added, as `reduction.proto` defines it. Of a tensor:
/// payload first, then seven numbers, so that it can be taken while the payload passes by.
final class Checksum {

  private static final int NUMBERS = 7;
  private static final int DONE_NUMBERS = 8;
  private static final int PRINTS_NUMBERS = 6;
  private static final int MEASURED_NUMBERS = 6;

  private final CRC32C crc = new CRC32C();

  void payload(byte[] bytes, int length) {
    crc.update(bytes, 0, length);
  }

  /// Of the sums that come beside a gradient.
  static int of(WorkerFrame.BlockDone done) {
    byte[] numbers = new byte[DONE_NUMBERS * Long.BYTES];
    ByteBuffer.wrap(numbers)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(done.reign().run())
        .putLong(done.reign().term())
        .putLong(done.step())
        .putLong(done.block().level())
        .putLong(done.block().index())
        .putDouble(done.lossSum())
        .putLong(done.correct())
        .putLong(done.examples());
    CRC32C crc = new CRC32C();
    crc.update(numbers);
    return (int) crc.getValue();
  }

  static int of(WorkerFrame.BlockPrints prints) {
    ByteBuffer numbers =
        ByteBuffer.allocate((PRINTS_NUMBERS + prints.chunks().size()) * Long.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(prints.reign().run())
            .putLong(prints.reign().term())
            .putLong(prints.step())
            .putLong(prints.block().level())
            .putLong(prints.block().index())
            .putLong(prints.tally());
    prints.chunks().forEach(numbers::putLong);
    CRC32C crc = new CRC32C();
    crc.update(numbers.flip());
    return (int) crc.getValue();
  }

  static int of(WorkerFrame.BlockMeasured measured) {
    Tally tally = measured.tally();
    int length =
        tally.sums().length
            + tally.counts().length
            + tally.scores().length
            + tally.classes().length;
    ByteBuffer numbers =
        ByteBuffer.allocate((MEASURED_NUMBERS + length) * Long.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(measured.reign().run())
            .putLong(measured.reign().term())
            .putLong(measured.version())
            .putLong(Parts.message(measured.part()).getNumber())
            .putLong(measured.block())
            .putLong(tally.examples());
    for (double sum : tally.sums()) {
      numbers.putDouble(sum);
    }
    for (long count : tally.counts()) {
      numbers.putLong(count);
    }
    for (float score : tally.scores()) {
      numbers.putLong(Float.floatToRawIntBits(score));
    }
    for (int one : tally.classes()) {
      numbers.putLong(one);
    }
    CRC32C crc = new CRC32C();
    crc.update(numbers.flip());
    return (int) crc.getValue();
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
