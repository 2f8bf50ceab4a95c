package io.lockstep.training;

import io.lockstep.run.LineTap;
import java.util.Map;
import java.util.function.Supplier;

/// Told by the books of a run of everything that somebody else needs, besides the sums of the
/// gradients, to hold the run at its newest version: to stand in for the process that leads it.
/// What is told must not be waited with: the next step is held up meanwhile.
public interface Witness {

  /// For a run that nobody else holds.
  Witness NOBODY =
      new Witness() {
        @Override
        public boolean isFollowing() {
          return false;
        }

        @Override
        public boolean asksForCheckpoint() {
          return false;
        }

        @Override
        public void checkpointBegun(long step) {}

        @Override
        public void checkpointSealed(long step) {}

        @Override
        public LineTap ledger() {
          return LineTap.NONE;
        }

        @Override
        public LineTap metrics() {
          return LineTap.NONE;
        }

        @Override
        public void resumable(long step, long fingerprint, Supplier<Map<String, String>> facts) {}
      };

  /// Whether anybody holds the run now.
  boolean isFollowing();

  /// Whether somebody waits for a checkpoint from which to follow.
  boolean asksForCheckpoint();

  /// A checkpoint of this version is on its way. No sum of the next step is there yet.
  void checkpointBegun(long step);

  /// It is on the disk. Any thread.
  void checkpointSealed(long step);

  LineTap ledger();

  LineTap metrics();

  /// A run could be gone on with from this version, which is the newest.
  ///
  /// @param facts what a checkpoint of it would say; asked for during the call or never
  void resumable(long step, long fingerprint, Supplier<Map<String, String>> facts);
}
