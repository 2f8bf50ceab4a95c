package io.lockstep.run;

import io.lockstep.failure.LockstepException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/// Appends one line for each step to `ledger.jsonl`: which version came out, who computed which
/// shards, and what the line before was.
///
/// ```
/// {"step":812,"version":"0123456789abcdef","blocks":[{"shards":"0..3","worker":"w1"}],"before":"<64 digits>","check":"0820c2c6"}
/// ```
///
/// It is tied to the line before by a [LineChain], whoever wrote that: an earlier start of the run,
/// an earlier reign. The check is that of [LineCheck].
///
/// `begin`, `block` and `end` allocate nothing; they write to the file only when the buffer is
/// full. A disk without room is borne while patience lasts: rows wait in memory. A kill can leave a
/// torn last line and rows beyond the last checkpoint; `open` drops both. One thread at a time, but
/// for `sync` and `head`.
public final class Ledger implements AutoCloseable {

  private static final int ROW_BYTES = 1 << 10;
  private static final byte[] HEX = ascii("0123456789abcdef");
  private static final byte[] STEP = ascii("{\"step\":");
  private static final byte[] VERSION = ascii(",\"version\":\"");
  private static final byte[] BLOCKS = ascii("\",\"blocks\":[");
  private static final byte[] SHARDS = ascii("{\"shards\":\"");
  private static final byte[] WORKER = ascii("\",\"worker\":\"");
  private static final byte[] BLOCK_END = ascii("\"}");

  private final BookFile book;
  private final byte[] digits = new byte[19];
  private final LineCheck check = new LineCheck();
  private final LineChain chain;
  private final LineTap tap;
  private long lines;
  private byte[] row = new byte[ROW_BYTES];
  private int rowBytes;
  private long step;
  private boolean firstBlock;

  Ledger(BookFile book, BookHead kept, LineTap tap) {
    this.book = book;
    this.tap = tap;
    this.lines = kept.lines();
    this.chain = new LineChain(kept.sha256());
  }

  /// Opens the ledger, creating it if need be, and drops all rows after `lastStep`, as well as a
  /// torn last line and whatever is no row.
  ///
  /// @param lastStep step of the checkpoint from which the run goes on; 0 for a new run
  public static Ledger open(Path file, long lastStep, Patience patience, Fence fence) {
    return open(file, lastStep, patience, fence, LineTap.NONE);
  }

  /// As `open` without it; the tap is told of every row.
  public static Ledger open(Path file, long lastStep, Patience patience, Fence fence, LineTap tap) {
    try {
      JsonLines.Opened opened = JsonLines.append(file, lastStep, JsonLines.Kind.LEDGER, fence);
      return new Ledger(
          new BookFile(
              new BookFile.Book(file, "the ledger", fence),
              opened.channel(),
              BookFile.Flush.IN_BULK,
              patience),
          opened.kept(),
          tap);
    } catch (IOException fault) {
      throw Trouble.of("the ledger cannot be opened", file, fault);
    }
  }

  /// Begins the row of a step.
  ///
  /// @param fingerprint of the version after this step
  public void begin(long step, long fingerprint) {
    this.step = step;
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
  ///
  /// @throws LockstepException with exit code 5 when the disk takes nothing and patience is over
  public void end() {
    put((byte) ']');
    reserve(LineChain.BYTES + LineCheck.BYTES);
    tie();
    book.append(row, rowBytes);
    tap.line(step, row, rowBytes);
    rowBytes = 0;
  }

  /// Adds a row as another ledger of the same run has it.
  ///
  /// @param line with its line end
  /// @return false, and nothing is added, when it does not carry the hash of the row before
  public boolean follow(byte[] line) {
    int length = line.length - 1 - LineCheck.BYTES;
    if (length < LineChain.BYTES || line[line.length - 1] != '\n') {
      return false;
    }
    byte[] right = Arrays.copyOf(line, line.length);
    synchronized (this) {
      chain.link(right, length - LineChain.BYTES);
      check.end(right, length);
      if (!Arrays.equals(right, line)) {
        return false;
      }
      chain.follow(line, line.length);
      lines++;
    }
    book.append(line, line.length);
    return true;
  }

  private synchronized void tie() {
    chain.link(row, rowBytes);
    rowBytes += LineChain.BYTES;
    check.end(row, rowBytes);
    rowBytes += LineCheck.BYTES;
    put((byte) '\n');
    chain.follow(row, rowBytes);
    lines++;
  }

  /// How far it has come, also with lines that are still on their way to the file. Any thread.
  public synchronized BookHead head() {
    return new BookHead(lines, chain.sha256());
  }

  /// Waits until all rows are on the disk. Before a checkpoint is sealed: then a resumed run finds
  /// a row for each step up to its checkpoint. Any thread.
  ///
  /// @throws LockstepException with exit code 5 if the disk does not take them; it may be tried
  ///   again
  public void sync() {
    book.sync();
  }

  /// As `sync`, but tries again while patience lasts.
  public void settle() {
    book.settle();
  }

  @Override
  public void close() {
    book.close();
  }

  private void put(byte[] text) {
    for (byte each : text) {
      put(each);
    }
  }

  private void put(byte each) {
    reserve(1);
    row[rowBytes++] = each;
  }

  private void reserve(int bytes) {
    if (row.length - rowBytes < bytes) {
      row = Arrays.copyOf(row, 2 * row.length);
    }
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

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
