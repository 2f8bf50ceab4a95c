package io.lockstep.wire;

/// Whose word a frame is: the run and the term of the coordinator it is meant for or comes from.
/// Frames of another run or of an older term are not acted upon.
///
/// @param run hash of the run's identity
/// @param term number of the coordinator's reign, from 1; 0 before one is known
public record Reign(long run, long term) {

  public Reign {
    if (term < 0) {
      throw new IllegalArgumentException("term %d is negative".formatted(term));
    }
  }
}
