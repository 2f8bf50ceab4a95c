package io.lockstep.version;

import io.lockstep.reduce.Piece;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;

/// The gradient of a step whose version cannot be made chunk by chunk as the sums come: held until
/// what is needed of it is here. What a thread wrote into a chunk before it was counted is seen by
/// whoever counts the last.
final class HeldSums {

  private final int length;
  private final int chunk;
  private final Piece[] pieces;
  private final AtomicInteger chunksMissing = new AtomicInteger();

  /// By stretch: its floats that have not come.
  private final AtomicIntegerArray missing;

  /// By chunk: its floats that are not made.
  private final AtomicIntegerArray unmade;

  HeldSums(int length, int chunk) {
    this.length = length;
    this.chunk = chunk;
    this.pieces = new Piece[Math.ceilDiv(length, chunk)];
    this.missing = new AtomicIntegerArray(VersionFingerprint.stretches(length));
    this.unmade = new AtomicIntegerArray(pieces.length);
  }

  void begin() {
    chunksMissing.set(pieces.length);
    for (int stretch = 0; stretch < missing.length(); stretch++) {
      missing.set(stretch, VersionFingerprint.floats(stretch, length));
    }
    for (int index = 0; index < pieces.length; index++) {
      unmade.set(index, end(index) - index * chunk);
    }
  }

  private int end(int index) {
    return (int) Math.min((index + 1L) * chunk, length);
  }

  void hold(int index, Piece piece) {
    pieces[index] = piece;
  }

  /// @return whether all of the stretch is here by this
  boolean completes(int stretch, int floats) {
    return missing.addAndGet(stretch, -floats) == 0;
  }

  /// A chunk is here, and its stretches are told so.
  ///
  /// @return whether it was the last
  boolean completesAll() {
    return chunksMissing.decrementAndGet() == 0;
  }

  boolean isComplete() {
    return chunksMissing.get() == 0;
  }

  /// Floats from an element on that lie together, up to `end` and so many.
  int run(int element, int end, int most) {
    return Math.min(Math.min(end, end(element / chunk)) - element, most);
  }

  float[] array(int element) {
    return pieces[element / chunk].array();
  }

  int place(int element) {
    return pieces[element / chunk].at() + element % chunk;
  }

  /// Floats of a chunk are made.
  ///
  /// @return the piece when all of it is, null before
  Piece made(int index, int floats) {
    if (unmade.addAndGet(index, -floats) > 0) {
      return null;
    }
    Piece piece = pieces[index];
    pieces[index] = null;
    return piece;
  }

  /// Gives back what is still held.
  void drop() {
    for (int index = 0; index < pieces.length; index++) {
      if (pieces[index] != null) {
        pieces[index].release();
        pieces[index] = null;
      }
    }
  }
}
