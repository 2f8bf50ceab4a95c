package io.lockstep.failure;

/// Ends the command with the exit code and the text of its [Failure].
public final class LockstepException extends RuntimeException {

  private final transient Failure failure;

  LockstepException(Failure failure, Throwable origin) {
    super(oneLine(failure), origin);
    this.failure = failure;
  }

  /// The error, and where, unless it says so itself.
  private static String oneLine(Failure failure) {
    boolean placed = failure.error().contains(failure.cause());
    return placed ? failure.error() : "%s (%s)".formatted(failure.error(), failure.cause());
  }

  public Failure failure() {
    return failure;
  }
}
