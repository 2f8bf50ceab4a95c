package io.lockstep.run;

import io.lockstep.failure.LockstepException;
import io.lockstep.format.DurableFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/// A file that grows by whole lines. What a disk without room does not take waits in memory and is
/// tried again, while patience lasts; nothing is lost meanwhile and nothing goes out twice. Lines
/// come from one thread at a time; [#sync] may be called from another.
final class BookFile implements AutoCloseable {

  private static final int BUFFER_BYTES = 1 << 16;

  /// Lines that wait for a disk with room: many minutes of a ledger.
  private static final int WAITING_BYTES_MAX = 64 << 20;

  /// When lines go to the file.
  enum Flush {
    EACH_LINE(1),
    IN_BULK(BUFFER_BYTES / 2);

    private final int bytes;

    Flush(int bytes) {
      this.bytes = bytes;
    }
  }

  private final Book book;
  private final Path file;
  private final Flush rule;
  private final Patience patience;
  private FileChannel channel;
  private ByteBuffer waiting = ByteBuffer.allocateDirect(BUFFER_BYTES);

  /// A force has failed: the kernel may have dropped what it was to write, and would call a second
  /// force on the same file a success.
  private boolean doubtful;

  /// Which file it is.
  ///
  /// @param name in words, such as `the ledger`
  record Book(Path file, String name, Fence fence) {}

  BookFile(Book book, FileChannel channel, Flush rule, Patience patience) {
    this.book = book;
    this.file = book.file();
    this.channel = channel;
    this.rule = rule;
    this.patience = patience;
  }

  /// Adds `bytes[0, length)`, whole lines with their ends.
  ///
  /// @throws LockstepException with exit code 5 when patience is over
  synchronized void append(byte[] bytes, int length) {
    if (waiting.remaining() < length) {
      flush();
      reserve(length);
    }
    waiting.put(bytes, 0, length);
    if (waiting.position() >= rule.bytes) {
      flush();
    }
  }

  private void reserve(int length) {
    if (waiting.remaining() >= length) {
      return;
    }
    long needed = (long) waiting.position() + length;
    if (needed > WAITING_BYTES_MAX) {
      throw Trouble.of(
          cannotBeWritten(),
          file,
          new IOException("more than %d MiB wait for it".formatted(WAITING_BYTES_MAX >> 20)));
    }
    int twice = Math.clamp(2 * needed, BUFFER_BYTES, WAITING_BYTES_MAX);
    waiting = ByteBuffer.allocateDirect(twice).put(waiting.flip());
  }

  /// Sends all lines to the file. A fault is borne: the lines wait for the next time.
  ///
  /// @throws LockstepException with exit code 5 when patience is over
  synchronized void flush() {
    if (!patience.isDue()) {
      return;
    }
    try {
      send();
      patience.succeeded();
    } catch (IOException fault) {
      if (patience.failed() || isGone()) {
        throw trouble(fault);
      }
    }
  }

  private void send() throws IOException {
    if (doubtful) {
      startAfresh();
    }
    try {
      waiting.flip();
      while (waiting.hasRemaining()) {
        channel.write(waiting);
      }
    } finally {
      waiting.compact();
    }
  }

  /// Somebody has removed the file. Its lines are there as long as it is open.
  private boolean isLost() {
    return Files.notExists(file) && !isGone();
  }

  /// Copies what was written so far to a file whose every byte is forced.
  private void startAfresh() throws IOException {
    Path fresh = book.fence().fresh(file);
    boolean lost = Files.notExists(file);
    if (!lost) {
      Files.copy(file, fresh, StandardCopyOption.REPLACE_EXISTING);
    }
    FileChannel forced =
        FileChannel.open(
            fresh, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      if (lost) {
        copyOpenTo(forced.truncate(0));
      }
      forced.position(forced.size());
      forced.force(true);
      book.fence().beforeItTakesTheName(file);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      DurableFiles.syncFolder(file.toAbsolutePath().getParent());
    } catch (IOException | RuntimeException refused) {
      forced.close();
      throw refused;
    }
    channel.close();
    channel = forced;
    doubtful = false;
  }

  private void copyOpenTo(FileChannel target) throws IOException {
    long size = channel.size();
    for (long copied = 0; copied < size; ) {
      copied += channel.transferTo(copied, size - copied, target);
    }
  }

  /// Returns when all lines added before are on the disk.
  ///
  /// @throws LockstepException with exit code 5 if that fails; it may be tried again
  void sync() {
    try {
      force();
    } catch (IOException fault) {
      patience.failed();
      throw trouble(fault);
    }
  }

  /// As [#sync], but tries again while patience lasts.
  void settle() {
    while (true) {
      try {
        force();
        return;
      } catch (IOException fault) {
        if (patience.failed() || isGone() || Thread.currentThread().isInterrupted()) {
          throw trouble(fault);
        }
        patience.pause();
      }
    }
  }

  /// Lines may be added while the disk is waited for.
  private void force() throws IOException {
    FileChannel written;
    synchronized (this) {
      send();
      if (isLost()) {
        startAfresh();
      }
      written = channel;
    }
    try {
      written.force(false);
    } catch (IOException fault) {
      synchronized (this) {
        doubtful = true;
      }
      throw fault;
    }
    patience.succeeded();
  }

  private boolean isGone() {
    return Trouble.isGone(file.toAbsolutePath().getParent());
  }

  private LockstepException trouble(IOException fault) {
    return Trouble.of(cannotBeWritten(), file, fault);
  }

  private String cannotBeWritten() {
    return book.name() + " cannot be written";
  }

  @Override
  public void close() {
    try (FileChannel closing = channel) {
      if (closing.isOpen()) {
        settle();
      }
    } catch (IOException fault) {
      throw trouble(fault);
    }
  }
}
