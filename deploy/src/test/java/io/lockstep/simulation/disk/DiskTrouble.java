package io.lockstep.simulation.disk;

import java.io.IOException;
import java.nio.file.Path;

/// Asked before the disk does something that can fail.
@FunctionalInterface
public interface DiskTrouble {

  /// A disk in good order.
  DiskTrouble NONE = (deed, path) -> {};

  /// What the disk is to do.
  enum Deed {
    WRITE,
    FORCE,
    RENAME
  }

  /// Returns, or throws what a disk would throw.
  void before(Deed deed, Path path) throws IOException;
}
