package io.lockstep.checkpoint;

import io.lockstep.format.DurableFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The folder in which the sealed folders lie, and the names of what is not a checkpoint in it.
record StoreFolder(Path path) {

  /// Begins the name of everything that a crash may leave behind.
  static final String LEFTOVER_PREFIX = ".tmp-";

  static final String INVALID_SUFFIX = ".invalid";

  private static final Logger LOG = LoggerFactory.getLogger(StoreFolder.class);

  /// Whether a folder of this name is or was a checkpoint.
  static boolean isOfACheckpoint(String name) {
    int aside = name.indexOf(INVALID_SUFFIX);
    return FolderName.parse(aside < 0 ? name : name.substring(0, aside)).isPresent();
  }

  Path resolve(FolderName name) {
    return path.resolve(name.text());
  }

  /// A name that no other write uses.
  Path fresh(FolderName name) {
    return path.resolve(LEFTOVER_PREFIX + name.text() + "-" + Long.toHexString(System.nanoTime()));
  }

  void sync() throws IOException {
    DurableFiles.syncFolder(path);
  }

  List<FolderName> newestFirst() throws IOException {
    try (Stream<Path> entries = Files.list(path)) {
      return entries
          .map(entry -> FolderName.parse(entry.getFileName().toString()))
          .flatMap(Optional::stream)
          .sorted(FolderName.BY_AGE.reversed())
          .toList();
    }
  }

  /// Deletes what writes that did not end have left.
  ///
  /// @return one line for each
  List<String> removeLeftovers() throws IOException {
    List<Path> leftovers;
    try (Stream<Path> entries = Files.list(path)) {
      leftovers =
          entries
              .filter(entry -> entry.getFileName().toString().startsWith(LEFTOVER_PREFIX))
              .sorted()
              .toList();
    }
    List<String> notes = new ArrayList<>();
    for (Path leftover : leftovers) {
      DurableFiles.deleteFolder(leftover);
      notes.add("removed %s, left by a write that did not end".formatted(leftover));
    }
    return notes;
  }

  void moveAside(Path damaged) throws IOException {
    String name = damaged.getFileName() + INVALID_SUFFIX;
    Path aside = path.resolve(name);
    for (int copy = 2; Files.exists(aside); copy++) {
      aside = path.resolve(name + "-" + copy);
    }
    Files.move(damaged, aside, StandardCopyOption.ATOMIC_MOVE);
    sync();
  }

  /// Deletes a folder if it is there. It loses its name first, so that a crash half-way leaves
  /// nothing that looks like a checkpoint. Best effort: what stays is removed at the next start.
  void discard(Path doomed) {
    if (!Files.exists(doomed)) {
      return;
    }
    try {
      Path nameless =
          path.resolve(LEFTOVER_PREFIX + "doomed-" + Long.toHexString(System.nanoTime()));
      Files.move(doomed, nameless, StandardCopyOption.ATOMIC_MOVE);
      sync(); // Or a power cut might give the name back to a folder that has lost its files.
      DurableFiles.deleteFolder(nameless);
    } catch (IOException staysUntilNextStart) {
      LOG.warn("leftover={} reason=\"{}\"", doomed, staysUntilNextStart.toString());
    }
  }
}
