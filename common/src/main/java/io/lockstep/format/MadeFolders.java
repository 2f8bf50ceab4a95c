package io.lockstep.format;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Folders that were made for something, and go again when it comes to nothing: on a full disk a
/// folder can often be made when nothing can be written into it.
public final class MadeFolders {

  /// The innermost first.
  private final List<Path> made;

  private MadeFolders(List<Path> made) {
    this.made = made;
  }

  /// Creates the folder, with those above it, and makes its name durable. Nothing is made when it
  /// exists.
  ///
  /// @throws IOException when it cannot be made; none of those above it is left then
  public static MadeFolders make(Path folder) throws IOException {
    List<Path> absent = new ArrayList<>();
    for (Path path = folder.toAbsolutePath();
        path != null && !Files.isDirectory(path);
        path = path.getParent()) {
      absent.add(path);
    }
    MadeFolders made = new MadeFolders(absent);
    try {
      DurableFiles.createFolder(folder);
      return made;
    } catch (IOException | RuntimeException refused) {
      made.unmake();
      throw refused;
    }
  }

  /// Deletes those that are empty. One that somebody else uses by now stays; so does one that
  /// cannot be deleted, which is no matter.
  public void unmake() {
    for (Path folder : made) {
      try {
        if (Files.isDirectory(folder)) {
          Files.delete(folder);
        }
      } catch (IOException inUse) {
        return;
      }
    }
  }
}
