package io.lockstep.run;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/// The right of one process to write a folder. The operating system takes it back when the process
/// ends, however it ends. The file says who holds it: `pid host since`.
final class RunLock implements AutoCloseable {

  static final String FILE = "lock";

  /// Runs locked by this process. Needed because a POSIX process loses a file's lock when it closes
  /// any descriptor of that file: a second opener in the same process must not even open it.
  private static final ConcurrentMap<Path, String> HELD_HERE = new ConcurrentHashMap<>();

  private static final InUse RUN =
      new InUse(
          "run folder",
          "the run of that process goes on unharmed",
          "wait for that process to end, or start a run of another name");

  private final Path key;
  private final FileChannel channel;

  /// What is said to whoever comes second.
  ///
  /// @param what is locked
  record InUse(String what, String kept, String advice) {}

  private RunLock(Path key, FileChannel channel) {
    this.key = key;
    this.channel = channel;
  }

  /// @throws io.lockstep.failure.LockstepException with exit code 2 if another holds it
  static RunLock take(Path folder) throws IOException {
    return take(folder, RUN);
  }

  /// @throws io.lockstep.failure.LockstepException with exit code 2 if another holds it
  static RunLock take(Path folder, InUse words) throws IOException {
    Path key = folder.toRealPath().resolve(FILE);
    String holder =
        "%d %s %s"
            .formatted(
                ProcessHandle.current().pid(),
                hostName(),
                Instant.now().truncatedTo(ChronoUnit.SECONDS));
    String heldHere = HELD_HERE.putIfAbsent(key, holder);
    if (heldHere != null) {
      throw inUse(folder, heldHere, words).exception();
    }
    FileChannel channel = null;
    try {
      channel =
          FileChannel.open(
              key, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      if (!locked(channel)) {
        throw inUse(folder, Files.readString(key, StandardCharsets.UTF_8), words).exception();
      }
      channel.truncate(0);
      channel.write(ByteBuffer.wrap((holder + "\n").getBytes(StandardCharsets.UTF_8)), 0);
      return new RunLock(key, channel);
    } catch (IOException | RuntimeException refused) {
      HELD_HERE.remove(key);
      if (channel != null) {
        channel.close();
      }
      throw refused;
    }
  }

  @Override
  public void close() throws IOException {
    try (channel) {
      if (channel.isOpen()) {
        channel.truncate(0);
      }
    } finally {
      HELD_HERE.remove(key);
    }
  }

  private static boolean locked(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException heldByThisProcess) {
      return false;
    }
  }

  private static Failure inUse(Path folder, String holder, InUse words) {
    String[] parts = holder.strip().split(" ", 3);
    String who =
        parts.length == 3
            ? "%s:%s since %s".formatted(parts[1], parts[0], parts[2])
            : "another process";
    return Failure.of(ExitCode.USAGE, words.what() + " in use by " + who)
        .at(folder.toString())
        .keeping(words.kept())
        .advising(words.advice());
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException nameless) {
      return "localhost";
    }
  }
}
