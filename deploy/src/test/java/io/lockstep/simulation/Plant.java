package io.lockstep.simulation;

import io.lockstep.simulation.disk.Quirk;
import java.util.EnumSet;
import java.util.Set;

/// Bugs that are planted on purpose, one at a time, by a part that takes the place of the right
/// one: a simulation that does not find them proves nothing.
enum Plant {
  NONE,
  /// Files are written and not forced.
  FILES_ARE_NOT_FORCED,
  /// Files are renamed, and their folder is not forced.
  FOLDERS_ARE_NOT_FORCED,
  /// Whoever asks whether a later term has begun is told no.
  FENCE_ALWAYS_AGREES,
  /// A checkpoint that does not verify is gone on from.
  DAMAGED_CHECKPOINT_IS_TRUSTED,
  /// The moments of the optimiser begin at zero when a run is taken up.
  MOMENTS_ARE_FORGOTTEN,
  /// The first step after a run is taken up is not entered.
  BOOKS_BEGIN_A_STEP_LATE,
  /// A step is entered when the next one is complete.
  VERSION_LEAVES_BEFORE_ITS_LINE,
  /// One block of a step of which a worker was lost is credited twice.
  BLOCK_IS_CREDITED_TWICE,
  /// A chunk that comes twice is added twice.
  DUPLICATE_IS_SUMMED,
  /// Nobody looks at the run and the term of a frame.
  OTHER_REIGN_IS_BELIEVED,
  /// Nobody looks at the checksum of a chunk.
  DAMAGED_CHUNK_IS_BELIEVED,
  /// Blocks of a lost worker are dealt to others who are not told.
  DEAL_IS_DROPPED,
  /// After a run is taken up, workers read the order of the next epoch.
  EPOCH_OF_ANOTHER_ORDER,
  /// Whoever stands by makes its versions with twice the learning rate.
  STAND_BY_HEARS_ANOTHER_RATE;

  Set<Quirk> quirks() {
    return switch (this) {
      case FILES_ARE_NOT_FORCED -> EnumSet.of(Quirk.FILES_ARE_NOT_FORCED);
      case FOLDERS_ARE_NOT_FORCED -> EnumSet.of(Quirk.FOLDERS_ARE_NOT_FORCED);
      case FENCE_ALWAYS_AGREES -> EnumSet.of(Quirk.TERMS_OF_OTHERS_ARE_HIDDEN);
      default -> EnumSet.noneOf(Quirk.class);
    };
  }
}
