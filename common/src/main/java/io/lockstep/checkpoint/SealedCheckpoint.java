package io.lockstep.checkpoint;

import io.lockstep.format.FormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// One checkpoint of any run, also of one that another process trains, to be looked at only:
/// nothing is moved aside, and one that its run removes meanwhile is simply gone.
///
/// @param folder in which it lies
/// @param step as the name of the folder says
/// @param term the same
public record SealedCheckpoint(Path folder, long step, long term) {

  /// All that have the name of one, the oldest first.
  ///
  /// @param folder of the checkpoints of a run; it may be missing
  public static List<SealedCheckpoint> in(Path folder) throws IOException {
    StoreFolder store = new StoreFolder(folder);
    try {
      return store.newestFirst().reversed().stream()
          .map(name -> new SealedCheckpoint(store.resolve(name), name.step(), name.term()))
          .toList();
    } catch (NoSuchFileException none) {
      return List.of();
    }
  }

  /// Verifies every byte, then reads.
  ///
  /// @return empty if it is not there any more
  /// @throws FormatException saying what does not verify
  public Optional<Checkpoint> read() throws IOException {
    try {
      Checkpoint read = SealedFolder.read(folder);
      if (read.step() != step || read.origin().term() != term) {
        throw new FormatException(
            "it is of step %d and term %d".formatted(read.step(), read.origin().term()));
      }
      return Optional.of(read);
    } catch (IOException refused) {
      if (!Files.isDirectory(folder)) {
        return Optional.empty();
      }
      throw refused;
    }
  }

  public String name() {
    return folder.getFileName().toString();
  }
}
