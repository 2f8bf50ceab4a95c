package io.lockstep.bench.chaos;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// A disk of its own in memory under a folder, which can be made as small as what is on it. Needs
/// the right to mount.
final class SmallDisk implements AutoCloseable {

  private static final String SIZE = "size=2g";

  private final Path folder;

  private SmallDisk(Path folder) {
    this.folder = folder;
  }

  /// @return empty where nothing can be mounted; then the folder is as it was
  static Optional<SmallDisk> at(Path folder) throws IOException, InterruptedException {
    boolean mounted =
        succeeds(
            List.of("mount", "-t", "tmpfs", "-o", SIZE + ",mode=700", "none", folder.toString()));
    return mounted ? Optional.of(new SmallDisk(folder)) : Optional.empty();
  }

  /// From now on there is no room left.
  void fill() throws IOException, InterruptedException {
    FileStore store = Files.getFileStore(folder);
    long used = store.getTotalSpace() - store.getUsableSpace();
    // What is written meanwhile would be more than the size; then a little more is asked for.
    for (long more = 0; more < 1 << 26; more = 2 * more + 65_536) {
      if (remount("size=" + (used + more))) {
        return;
      }
    }
    throw new IOException("the disk at %s cannot be made small".formatted(folder));
  }

  void clear() throws IOException, InterruptedException {
    if (!remount(SIZE)) {
      throw new IOException("the disk at %s cannot be made large again".formatted(folder));
    }
  }

  private boolean remount(String size) throws IOException, InterruptedException {
    return succeeds(List.of("mount", "-o", "remount," + size, folder.toString()));
  }

  private static boolean succeeds(List<String> command) throws IOException, InterruptedException {
    try {
      return new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException noSuchCommand) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    try {
      succeeds(List.of("umount", "-l", folder.toString()));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
