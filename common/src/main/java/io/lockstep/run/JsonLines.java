package io.lockstep.run;

import io.lockstep.format.DurableFiles;
import io.lockstep.format.FormatException;
import io.lockstep.format.JsonText;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;

/// Files of one JSON object a line, each with a `step`, ascending. What is behind the last line end
/// is a line that was being written when the process was killed, and does not count.
final class JsonLines {

  static final int LINE_BYTES_MAX = 64 << 20;

  private JsonLines() {}

  @FunctionalInterface
  interface Reader {
    /// @param line number in the file, from 1
    void accept(long line, Map<String, Object> object) throws IOException;
  }

  static void read(Path file, Reader reader) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      long number = 1;
      for (var line = nextLine(in); line.isPresent(); line = nextLine(in)) {
        reader.accept(number, object(file, number, line.get()));
        number++;
      }
    }
  }

  /// Opens the file for appending behind its whole lines with steps up to `lastStep`. Damage up to
  /// the line of `sureStep` is an error: that line was on the disk before the checkpoint. Behind it
  /// the first damaged line ends the file, as a power cut leaves it, and anything is dropped.
  ///
  /// The kept lines go to a fresh file that takes the name: a writer of an earlier term that was
  /// paused and comes back still writes, but to a file that nobody reads any more.
  static FileChannel append(Path file, long lastStep, long sureStep) throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    FileChannel channel =
        FileChannel.open(
            fresh,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
    try {
      if (Files.exists(file)) {
        copyKept(file, lastStep, sureStep, channel);
      }
      channel.force(true);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      DurableFiles.syncFolder(file.toAbsolutePath().getParent());
      return channel;
    } catch (IOException | RuntimeException refused) {
      channel.close();
      throw refused;
    }
  }

  private static void copyKept(Path file, long lastStep, long sureStep, FileChannel target)
      throws IOException {
    try (FileChannel source = FileChannel.open(file, StandardOpenOption.READ)) {
      InputStream in = new BufferedInputStream(Channels.newInputStream(source), 1 << 16);
      long keptBytes = keptBytes(file, in, lastStep, sureStep);
      for (long at = 0; at < keptBytes; ) {
        at += source.transferTo(at, keptBytes - at, target);
      }
    }
  }

  private static long keptBytes(Path file, InputStream in, long lastStep, long sureStep)
      throws IOException {
    long keptBytes = 0;
    long keptStep = 0;
    try {
      long number = 1;
      for (var line = nextLine(in); line.isPresent(); line = nextLine(in)) {
        long step = step(file, number++, line.get());
        if (step > lastStep) {
          break;
        }
        keptStep = step;
        keptBytes += line.get().length + 1L;
      }
    } catch (FormatException damaged) {
      if (keptStep < sureStep) {
        throw damaged;
      }
    }
    return keptBytes;
  }

  private static long step(Path file, long number, byte[] line) throws FormatException {
    if (object(file, number, line).get("step") instanceof Number step) {
      return step.longValue();
    }
    throw new FormatException("%s:%d has no step".formatted(file.getFileName(), number));
  }

  private static Map<String, Object> object(Path file, long number, byte[] line)
      throws FormatException {
    try {
      return JsonText.object(line);
    } catch (FormatException damaged) {
      throw new FormatException(
          "%s:%d: %s".formatted(file.getFileName(), number, damaged.getMessage()));
    }
  }

  /// Without its line end; empty at the end of the file or before a torn line.
  private static Optional<byte[]> nextLine(InputStream in) throws IOException {
    var line = new ByteArrayOutputStream(256);
    for (int next = in.read(); next >= 0; next = in.read()) {
      if (next == '\n') {
        return Optional.of(line.toByteArray());
      }
      if (line.size() == LINE_BYTES_MAX) {
        throw new FormatException("a line of more than %d bytes".formatted(LINE_BYTES_MAX));
      }
      line.write(next);
    }
    return Optional.empty();
  }
}
