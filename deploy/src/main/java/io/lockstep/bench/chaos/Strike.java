package io.lockstep.bench.chaos;

/// One fault of a schedule.
///
/// @param worker the number of the worker that is struck; of the newcomer, where one joins; -1
///   where others are struck
/// @param atMillis when it begins
/// @param untilMillis when it is undone, `atMillis` or later
record Strike(Fault fault, int worker, long atMillis, long untilMillis) {

  Strike {
    if (atMillis < 0 || untilMillis < atMillis) {
      throw new IllegalArgumentException(
          "a strike from %d to %d ms".formatted(atMillis, untilMillis));
    }
  }
}
