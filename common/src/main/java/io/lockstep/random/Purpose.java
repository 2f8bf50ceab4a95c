package io.lockstep.random;

/// What random numbers are drawn for. Each purpose has keys of its own, so that no two uses share a
/// number. The codes are part of what makes a run reproducible: never renumber, only add.
public enum Purpose {
  INITIAL_WEIGHTS(1),
  DROPOUT(2),
  SHUFFLE(3),
  SPLIT(4),
  NOISE(5);

  private final int code;

  Purpose(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }
}
