package io.lockstep.run;

import io.lockstep.failure.StorageFault;
import io.lockstep.format.DurableFiles;
import io.lockstep.format.FormatException;
import io.lockstep.format.JsonText;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
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

  /// What a line of a file must be.
  enum Kind {
    LEDGER("step"),
    METRICS("epoch");

    /// The key that counts lines from 1.
    private final String counter;

    Kind(String counter) {
      this.counter = counter;
    }

    private void check(Map<String, Object> line) throws FormatException {
      try {
        switch (this) {
          case LEDGER -> LedgerAudit.check(line);
          case METRICS -> MetricsLog.epoch(line);
        }
      } catch (ClassCastException | NullPointerException | IllegalArgumentException misfit) {
        throw new FormatException("it is no line of this file");
      }
    }
  }

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

  /// A file that is open for appending.
  ///
  /// @param kept what is in it
  record Opened(FileChannel channel, BookHead kept) {}

  /// Opens the file for appending behind its lines with steps up to `lastStep`, ascending. What is
  /// no line is left out: as a power cut leaves it behind the last, or damage among them, of which
  /// [#whole] tells.
  ///
  /// The kept lines go to a fresh file that takes the name: a writer of an earlier term that was
  /// paused and comes back still writes, but to a file that nobody reads any more.
  static Opened append(Path file, long lastStep, Kind kind, Fence fence) throws IOException {
    Path fresh = fence.fresh(file);
    FileChannel channel =
        FileChannel.open(
            fresh,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    try {
      BookHead kept =
          Files.isRegularFile(file) ? copyKept(file, lastStep, kind, channel) : BookHead.EMPTY;
      channel.force(true);
      fence.beforeItTakesTheName(file);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      DurableFiles.syncFolder(file.toAbsolutePath().getParent());
      return new Opened(channel, kept);
    } catch (IOException | RuntimeException refused) {
      channel.close();
      throw refused;
    }
  }

  /// Of two lines out of order the one that does not follow those before is damaged: not all lines
  /// up to where it would belong.
  private static BookHead copyKept(Path file, long lastStep, Kind kind, FileChannel target)
      throws IOException {
    OutputStream out = new BufferedOutputStream(Channels.newOutputStream(target), 1 << 16);
    LineChain chain = new LineChain(BookHead.NOTHING);
    long lines = 0;
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      Line kept = Line.NONE;
      Line held = nextWhole(kind, in);
      while (held != Line.NONE) {
        Line next = nextWhole(kind, in);
        boolean follows = held.count() == kept.count() + 1;
        if (held.count() <= kept.count() || (next.isBefore(held) && !follows)) {
          held = next;
          continue;
        }
        while (next.isBefore(held)) {
          next = nextWhole(kind, in);
        }
        if (held.step() <= lastStep) {
          out.write(held.text());
          out.write('\n');
          chain.follow(held.text());
          lines++;
        }
        kept = held;
        held = next;
      }
    }
    out.flush();
    return new BookHead(lines, chain.sha256());
  }

  /// @param count that of the kind's counter
  private record Line(long count, long step, byte[] text) {
    private static final Line NONE = new Line(0, 0, new byte[0]);

    boolean isBefore(Line other) {
      return this != NONE && count <= other.count;
    }
  }

  /// Skips what is no line.
  private static Line nextWhole(Kind kind, InputStream in) throws IOException {
    while (true) {
      try {
        Optional<byte[]> text = nextLine(in);
        if (text.isEmpty()) {
          return Line.NONE;
        }
        Map<String, Object> line = checked(text.get(), kind);
        return new Line(count(line, kind), step(line), text.get());
      } catch (FormatException damaged) {
        continue;
      }
    }
  }

  /// Whether [#append] would keep every line with a step that it is asked for.
  static boolean isKeptWhole(Path file, Kind kind) {
    if (!Files.isRegularFile(file)) {
      return false;
    }
    long last = 0;
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      for (var text = nextLine(in); text.isPresent(); text = nextLine(in)) {
        long count = count(checked(text.get(), kind), kind);
        if (count <= last) {
          return false;
        }
        last = count;
      }
      return true;
    } catch (IOException damaged) {
      return false;
    }
  }

  /// A pipe or a device: who reads it may wait for ever.
  private static boolean isNoFile(Path file) {
    return Files.exists(file) && !Files.isRegularFile(file) && !Files.isDirectory(file);
  }

  /// How far the lines of a file are all there.
  ///
  /// @param step of the last before anything is wrong
  /// @param wrong what is wrong behind it, in words
  record Whole(long step, String wrong) {}

  /// Reads lines with steps up to `lastStep`, each of which must count one more than that before,
  /// and follow it in the chain.
  ///
  /// @param stated what the report of the run says of the file
  static Whole whole(Path file, long lastStep, Kind kind, Optional<BookHead> stated) {
    if (Files.notExists(file)) {
      return new Whole(0, file.getFileName() + " is missing");
    }
    if (isNoFile(file)) {
      return new Whole(0, file.getFileName() + " is no file");
    }
    long keptStep = 0;
    long number = 1;
    ChainReading chain = new ChainReading();
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      for (var text = nextLine(in); text.isPresent(); text = nextLine(in)) {
        Map<String, Object> line = checked(text.get(), kind);
        if (step(line) > lastStep) {
          break;
        }
        if (count(line, kind) != number) {
          throw new FormatException("it should be of %s %d".formatted(kind.counter, number));
        }
        if (kind == Kind.LEDGER) {
          requireLink(chain.next(line, text.get()));
          requireHead(new BookHead(number, chain.sha256()), stated);
        }
        keptStep = step(line);
        number++;
      }
    } catch (FormatException damaged) {
      return new Whole(
          keptStep, "%s:%d: %s".formatted(file.getFileName(), number, damaged.getMessage()));
    } catch (IOException unreadable) {
      return new Whole(keptStep, StorageFault.of(unreadable, file).reason());
    }
    return new Whole(keptStep, "%s ends at step %d".formatted(file.getFileName(), keptStep));
  }

  private static void requireLink(ChainReading.Link link) throws FormatException {
    switch (link) {
      case RIGHT, NONE, UNKNOWN -> {}
      case OTHER -> throw new FormatException("it does not carry the hash of the line before");
      case CUT -> throw new FormatException("it carries no hash, as the line before does");
    }
  }

  private static void requireHead(BookHead here, Optional<BookHead> stated) throws FormatException {
    if (stated.isPresent() && stated.get().lines() == here.lines() && !stated.get().equals(here)) {
      throw new FormatException("its hash is not the one that run.json carries");
    }
  }

  static Map<String, Object> checked(byte[] text, Kind kind) throws FormatException {
    Map<String, Object> line = object(text);
    kind.check(line);
    return line;
  }

  private static Map<String, Object> object(byte[] text) throws FormatException {
    LineCheck.require(text);
    return JsonText.object(text);
  }

  private static long count(Map<String, Object> line, Kind kind) {
    return ((Number) line.get(kind.counter)).longValue();
  }

  private static long step(Map<String, Object> line) {
    return ((Number) line.get("step")).longValue();
  }

  private static Map<String, Object> object(Path file, long number, byte[] line)
      throws FormatException {
    try {
      return object(line);
    } catch (FormatException damaged) {
      throw new FormatException(
          "%s:%d: %s".formatted(file.getFileName(), number, damaged.getMessage()));
    }
  }

  /// Without its line end; empty at the end of the file or before a torn line.
  static Optional<byte[]> nextLine(InputStream in) throws IOException {
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
