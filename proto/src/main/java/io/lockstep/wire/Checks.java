package io.lockstep.wire;

/// Guards at the birth of frames.
final class Checks {

  private Checks() {}

  static void atLeast(long least, long value, String what) {
    if (value < least) {
      throw new IllegalArgumentException("%s %d is below %d".formatted(what, value, least));
    }
  }

  static void atMost(long most, long value, String what) {
    if (value > most) {
      throw new IllegalArgumentException("%s %d is above %d".formatted(what, value, most));
    }
  }
}
