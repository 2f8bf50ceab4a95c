package io.lockstep.simulation.disk;

/// What is wrong with a mount, on purpose.
public enum Quirk {
  /// Forcing a file does nothing.
  FILES_ARE_NOT_FORCED,
  /// Forcing a folder does nothing: its names may be lost.
  FOLDERS_ARE_NOT_FORCED,
  /// Terms that others have begun are not seen.
  TERMS_OF_OTHERS_ARE_HIDDEN
}
