package io.lockstep.wire;

/// A coordinator did not answer, or does not lead: another try, perhaps elsewhere, may find one
/// that does. Whether what was asked for was done is not known.
public final class NoAnswerException extends Exception {

  private static final long serialVersionUID = 1L;

  NoAnswerException(String reason, Throwable cause) {
    super(reason, cause);
  }
}
