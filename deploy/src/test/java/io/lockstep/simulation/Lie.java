package io.lockstep.simulation;

import io.lockstep.lane.Sums;
import io.lockstep.reduce.Piece;
import java.util.Arrays;

/// What a sick worker makes of its numbers.
enum Lie {
  NONE,
  /// A gradient of nothing.
  ZEROS,
  /// One bit of one number, the lowest.
  ONE_BIT,
  /// Right gradients, a wrong loss.
  LOSS,
  /// One number that is none; not from the beginning.
  NOT_A_NUMBER;

  private static final long SOUND_STEPS = 6;

  /// @param liar told apart from others, so that no two of them come to the same
  Sums about(Sums sums, long step, int liar) {
    return (index, piece) -> {
      change(piece, index, step, liar);
      sums.sum(index, piece);
    };
  }

  private void change(Piece piece, int index, long step, int liar) {
    float[] numbers = piece.array();
    int at = piece.at() + liar % piece.length();
    switch (this) {
      case NONE, LOSS -> {}
      case ZEROS -> {
        Arrays.fill(numbers, piece.at(), piece.at() + piece.length(), 0f);
        numbers[at] = liar;
      }
      case ONE_BIT -> {
        if (index == 0) {
          numbers[at] = Float.intBitsToFloat(Float.floatToRawIntBits(numbers[at]) ^ 1);
        }
      }
      case NOT_A_NUMBER -> {
        if (index == 0 && step > SOUND_STEPS) {
          numbers[at] = Float.NaN;
        }
      }
    }
  }

  double loss(double lossSum, int liar) {
    return this == LOSS ? lossSum + 1 + liar : lossSum;
  }
}
