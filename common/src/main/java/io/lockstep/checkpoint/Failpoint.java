package io.lockstep.checkpoint;

import java.io.IOException;

/// Places inside the writing of a checkpoint where a test can stop it.
@FunctionalInterface
interface Failpoint {

  Failpoint NONE = place -> {};

  enum Place {
    BEFORE_DATA,
    AFTER_DATA,
    BEFORE_MANIFEST,
    BEFORE_RENAME,
    BEFORE_FOLDER_SYNC
  }

  /// Returns, or throws what the disk would throw there.
  void reached(Place place) throws IOException;
}
