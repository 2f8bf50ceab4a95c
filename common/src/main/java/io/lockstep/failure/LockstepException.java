package io.lockstep.failure;

/// Ends the command with the exit code and the text of its [Failure].
public final class LockstepException extends RuntimeException {

  private final transient Failure failure;

  LockstepException(Failure failure, Throwable origin) {
    super(
        failure.error() + (failure.cause().isEmpty() ? "" : " (" + failure.cause() + ")"), origin);
    this.failure = failure;
  }

  public Failure failure() {
    return failure;
  }
}
