package io.lockstep.wire;

import io.lockstep.measure.Tally;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/// The checksum of one frame on which a version depends, as `reduction.proto` and `following.proto`
/// define it. Of a tensor: payload first, then seven numbers, so that it can be taken while the
/// payload passes by.
final class Checksum {

  private static final int NUMBERS = 7;
  private static final int DONE_NUMBERS = 8;
  private static final int PRINTS_NUMBERS = 6;
  private static final int MEASURED_NUMBERS = 6;
  private static final int BEGINS_NUMBERS = 5;
  private static final int LINE_NUMBERS = 5;
  private static final int RESUMABLE_NUMBERS = 5;

  private final CRC32C crc = new CRC32C();

  void payload(byte[] bytes, int length) {
    crc.update(bytes, 0, length);
  }

  /// Of the sums that come beside a gradient.
  static int of(WorkerFrame.BlockDone done) {
    return sum(
        numbers(DONE_NUMBERS * Long.BYTES, done.reign())
            .putLong(done.step())
            .putLong(done.block().level())
            .putLong(done.block().index())
            .putDouble(done.lossSum())
            .putLong(done.correct())
            .putLong(done.examples()));
  }

  static int of(WorkerFrame.BlockPrints prints) {
    ByteBuffer numbers =
        numbers((PRINTS_NUMBERS + prints.chunks().size()) * Long.BYTES, prints.reign())
            .putLong(prints.step())
            .putLong(prints.block().level())
            .putLong(prints.block().index())
            .putLong(prints.tally());
    prints.chunks().forEach(numbers::putLong);
    return sum(numbers);
  }

  static int of(WorkerFrame.BlockMeasured measured) {
    Tally tally = measured.tally();
    int length =
        tally.sums().length
            + tally.counts().length
            + tally.scores().length
            + tally.classes().length;
    ByteBuffer numbers =
        numbers((MEASURED_NUMBERS + length) * Long.BYTES, measured.reign())
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
    return sum(numbers);
  }

  static int of(LeaderFrame.StepBegins begins) {
    return sum(
        numbers(BEGINS_NUMBERS * Long.BYTES, begins.reign())
            .putLong(begins.step())
            .putDouble(begins.rate())
            .putLong(begins.examples()));
  }

  static int of(LeaderFrame.BookLine line) {
    ByteBuffer numbers =
        numbers(LINE_NUMBERS * Long.BYTES + line.line().length, line.reign())
            .putLong(Books.message(line.book()).getNumber())
            .putLong(line.step());
    return sum(sized(numbers, line.line()));
  }

  static int of(LeaderFrame.Resumable resumable) {
    SortedMap<String, String> facts = new TreeMap<>(resumable.facts());
    ByteBuffer numbers =
        numbers(
                RESUMABLE_NUMBERS * Long.BYTES + Math.toIntExact(resumable.factsBytes()),
                resumable.reign())
            .putLong(resumable.version())
            .putLong(resumable.fingerprint())
            .putLong(facts.size());
    facts.forEach((name, value) -> {
      sized(numbers, name.getBytes(StandardCharsets.UTF_8));
      sized(numbers, value.getBytes(StandardCharsets.UTF_8));
    });
    return sum(numbers);
  }

  private static ByteBuffer numbers(int bytes, Reign reign) {
    return ByteBuffer.allocate(bytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(reign.run())
        .putLong(reign.term());
  }

  private static ByteBuffer sized(ByteBuffer numbers, byte[] bytes) {
    return numbers.putLong(bytes.length).put(bytes);
  }

  /// Of all that was put into the buffer.
  private static int sum(ByteBuffer numbers) {
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
