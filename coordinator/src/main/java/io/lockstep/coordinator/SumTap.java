package io.lockstep.coordinator;

import io.lockstep.reduce.Piece;

/// Told of the sums of the gradients before versions are made of them.
public interface SumTap {

  /// For a run that nobody else holds.
  SumTap NONE =
      new SumTap() {
        @Override
        public void begins(long step, double rate, int examples) {}

        @Override
        public void sum(long step, int chunk, int offset, Piece sum) {}
      };

  /// Sums of this step follow. Said twice, the later one counts.
  ///
  /// @param rate the learning rate
  /// @param examples n of the batch
  void begins(long step, double rate, int examples);

  /// A chunk of the step at hand, over the whole batch. On any thread, for several chunks at once.
  ///
  /// @param sum good during the call only
  void sum(long step, int chunk, int offset, Piece sum);
}
