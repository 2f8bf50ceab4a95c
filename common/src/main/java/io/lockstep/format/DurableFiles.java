package io.lockstep.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/// Writes that are on the disk when the method returns. A failed write or force is never tried
/// again on the same file: after an error the kernel may have dropped the pages, and a second force
/// would then succeed without them. The caller starts over with a fresh file.
public final class DurableFiles {

  private static final String FRESH_SUFFIX = ".tmp";

  private static final AtomicLong REPLACEMENTS = new AtomicLong();

  private DurableFiles() {}

  /// Creates the file, writes all bytes and forces them.
  public static void writeNew(Path file, byte[] bytes) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      writeFully(channel, ByteBuffer.wrap(bytes));
      channel.force(true);
    }
  }

  /// Puts the bytes at `file`, in place of what was there. Whoever reads at any moment, and whoever
  /// reads after a crash, finds the old bytes or the new ones.
  public static void replace(Path file, byte[] bytes) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    String unique =
        ProcessHandle.current().pid() + "-" + Long.toHexString(REPLACEMENTS.incrementAndGet());
    Path fresh = folder.resolve(freshPrefix(file) + unique + FRESH_SUFFIX);
    Files.deleteIfExists(fresh); // Of a process that had this number before.
    try {
      writeNew(fresh, bytes);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(fresh);
    }
    syncFolder(folder);
  }

  /// Deletes what a [#replace] of this file that was killed has left. Only for who alone may write
  /// the file.
  public static void removeLeftovers(Path file) throws IOException {
    List<Path> leftovers;
    try (Stream<Path> entries = Files.list(file.toAbsolutePath().getParent())) {
      leftovers =
          entries.filter(entry -> isLeftover(file, entry.getFileName().toString())).toList();
    }
    for (Path leftover : leftovers) {
      Files.deleteIfExists(leftover);
    }
  }

  private static boolean isLeftover(Path file, String name) {
    return name.startsWith(freshPrefix(file)) && name.endsWith(FRESH_SUFFIX);
  }

  private static String freshPrefix(Path file) {
    return "." + file.getFileName() + "-";
  }

  /// Creates the folder, with those above it, and makes their names durable. Nothing happens when
  /// it exists.
  public static void createFolder(Path folder) throws IOException {
    List<Path> absent = new ArrayList<>();
    for (Path path = folder.toAbsolutePath();
        path != null && !Files.isDirectory(path);
        path = path.getParent()) {
      absent.add(path);
    }
    if (absent.isEmpty()) {
      return;
    }
    Files.createDirectories(folder);
    for (Path made : absent) {
      syncFolder(made.getParent());
    }
  }

  /// Makes created, renamed and deleted names in the folder durable. Where a folder cannot be
  /// opened (Windows) there is nothing to do: such systems journal their names.
  public static void syncFolder(Path folder) throws IOException {
    if (System.getProperty("os.name").startsWith("Windows")) {
      return;
    }
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /// Deletes the folder and all below it; links are deleted, not followed. Nothing happens when it
  /// does not exist.
  public static void deleteFolder(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    List<Path> deepestFirst;
    try (Stream<Path> paths = Files.walk(folder)) {
      deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : deepestFirst) {
      Files.deleteIfExists(path);
    }
  }

  static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }
}
