package io.lockstep.wire;

/// Another coordinator leads by now: whoever asked is to ask that one.
public final class NotLeadingException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public NotLeadingException(Throwable cause) {
    super("another coordinator leads by now", cause);
  }
}
