package io.lockstep.run;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.LockstepException;
import io.lockstep.failure.StorageFault;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// Appends one line for each step to `ledger.jsonl`: which version came out and who computed which
/// shards.
///
/// ```
/// {"step":812,"version":"0123456789abcdef","blocks":[{"shards":"0..3","worker":"w1"}]}
/// ```
///
/// `begin`, `block` and `end` allocate nothing; they write to the file only when the buffer is
/// full. A kill can leave a torn last line and rows beyond the last checkpoint; `open` drops both.
/// One thread at a time.
public final class Ledger implements AutoCloseable {

  private static final int BUFFER_BYTES = 1 << 16;

  /// Reached at the end of a line, it sends the lines to the file.
  private static final int FLUSH_BYTES = BUFFER_BYTES / 2;

  private static final byte[] HEX = ascii("0123456789abcdef");
  private static final byte[] STEP = ascii("{\"step\":");
  private static final byte[] VERSION = ascii(",\"version\":\"");
  private static final byte[] BLOCKS = ascii("\",\"blocks\":[");
  private static final byte[] SHARDS = ascii("{\"shards\":\"");
  private static final byte[] WORKER = ascii("\",\"worker\":\"");
  private static final byte[] BLOCK_END = ascii("\"}");
  private static final byte[] ROW_END = ascii("]}\n");

  private final Path file;
  private final FileChannel channel;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
  private final byte[] digits = new byte[19];
  private boolean firstBlock;

  Ledger(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /// Opens the ledger, creating it if need be, and drops all rows after `lastStep`, as well as a
  /// torn last line.
  ///
  /// @param lastStep step of the checkpoint from which the run goes on; 0 for a new run
  public static Ledger open(Path file, long lastStep) {
    try {
      return new Ledger(file, JsonLines.append(file, lastStep, lastStep));
    } catch (IOException fault) {
      throw failure(file, fault);
    }
  }

  /// Begins the row of a step.
  ///
  /// @param fingerprint of the version after this step
  public void begin(long step, long fingerprint) {
    put(STEP);
    putNumber(step);
    put(VERSION);
    for (int shift = 60; shift >= 0; shift -= 4) {
      put(HEX[(int) (fingerprint >>> shift) & 15]);
    }
    put(BLOCKS);
    firstBlock = true;
  }

  /// Adds a block to the row: the shards `firstShard..lastShard`, both included.
  ///
  /// @param worker its name; characters that would need an escape are written as `?`
  public void block(int firstShard, int lastShard, String worker) {
    if (!firstBlock) {
      put((byte) ',');
    }
    firstBlock = false;
    put(SHARDS);
    putNumber(firstShard);
    put((byte) '.');
    put((byte) '.');
    putNumber(lastShard);
    put(WORKER);
    for (int i = 0; i < worker.length(); i++) {
      char c = worker.charAt(i);
      put(c < ' ' || c > '~' || c == '"' || c == '\\' ? (byte) '?' : (byte) c);
    }
    put(BLOCK_END);
  }

  /// Ends the row.
  public void end() {
    put(ROW_END);
    if (buffer.position() >= FLUSH_BYTES) {
      flush();
    }
  }

  /// Sends all rows to the file. Call it between rows, before a checkpoint is sealed: then a
  /// resumed run finds a row for each step up to its checkpoint.
  public void flush() {
    try {
      buffer.flip();
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
    } catch (IOException fault) {
      throw failure(file, fault);
    } finally {
      buffer.compact(); // After a fault the rest waits for the next time; nothing goes out twice.
    }
  }

  /// Waits until what was flushed is on the disk. Any thread.
  public void sync() {
    try {
      channel.force(false);
    } catch (IOException fault) {
      throw failure(file, fault);
    }
  }

  @Override
  public void close() {
    try (channel) {
      flush();
      channel.force(true);
    } catch (IOException fault) {
      throw failure(file, fault);
    }
  }

  private void put(byte[] text) {
    for (byte each : text) {
      put(each);
    }
  }

  private void put(byte each) {
    if (!buffer.hasRemaining()) {
      flush();
    }
    buffer.put(each);
  }

  private void putNumber(long number) {
    int count = 0;
    long rest = number;
    do {
      digits[count++] = (byte) ('0' + rest % 10);
      rest /= 10;
    } while (rest != 0);
    while (count > 0) {
      put(digits[--count]);
    }
  }

  private static LockstepException failure(Path file, IOException fault) {
    StorageFault told = StorageFault.of(fault, file);
    return told.failure(ExitCode.STORAGE, "the ledger cannot be used")
        .keeping("all checkpoints written before")
        .advising(told.advice() + ", then resume the run")
        .exception(fault);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
