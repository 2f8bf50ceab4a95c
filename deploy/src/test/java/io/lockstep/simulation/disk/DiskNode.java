package io.lockstep.simulation.disk;

import java.util.random.RandomGenerator;

/// What lies under a name of the disk: as processes see it, and as it would be after a power cut.
sealed interface DiskNode permits DiskFile, DiskFolder {

  /// Power is gone: of what was not forced the seed keeps as much as it likes.
  void cut(RandomGenerator random);
}
