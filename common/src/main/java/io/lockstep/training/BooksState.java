package io.lockstep.training;

import io.lockstep.run.EpochMetrics;
import io.lockstep.run.Metrics;

/// Whether the books of a run are open, and those of its last epoch. One thread changes it.
final class BooksState {

  /// What was counted of an epoch whose last step is entered and whose books are not closed. A
  /// checkpoint would leave it out meanwhile.
  volatile Metrics ended;

  /// Of the step that has ended it.
  volatile EpochMetrics.Norms norms = EpochMetrics.Norms.UNKNOWN;

  /// Of the version of the step entered last.
  long fingerprint;

  /// Set by the last entry: what the report says then stays.
  boolean closed;

  void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the books of this run are closed");
    }
  }

  /// A checkpoint, or an end, would leave the epoch out.
  void requireClosedEpoch() {
    requireOpen();
    if (ended != null) {
      throw new IllegalStateException("the last epoch is not closed");
    }
  }
}
