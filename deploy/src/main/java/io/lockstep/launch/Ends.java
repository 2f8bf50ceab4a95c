package io.lockstep.launch;

import io.lockstep.failure.LockstepException;

/// Turns the ways in which a node ends into the exception that its command shows.
final class Ends {

  private Ends() {}

  static RuntimeException failureOf(Throwable failed) {
    for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
      if (cause instanceof LockstepException known) {
        return known;
      }
    }
    return new IllegalStateException("the run failed", failed.getCause());
  }
}
