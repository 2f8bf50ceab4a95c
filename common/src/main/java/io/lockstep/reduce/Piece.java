package io.lockstep.reduce;

/// A slice of a gradient on loan to the reduction: `array[at, at + length)`. The reduction adds
/// into it and gives it back by [#release] once, when its numbers are no longer needed.
public interface Piece {

  float[] array();

  int at();

  int length();

  void release();
}
