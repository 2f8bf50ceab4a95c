package io.lockstep.lane;

import io.lockstep.reduce.Piece;

/// Takes the chunks of a block's gradient sum as they become final. Called by any lane, also by
/// several at once for different chunks. The receiver owns the piece and releases it.
public interface Sums {

  void sum(int chunk, Piece sum);
}
