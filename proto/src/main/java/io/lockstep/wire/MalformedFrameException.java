package io.lockstep.wire;

import java.io.IOException;

/// Bytes that are no frame. Ends the stream of whoever sent them, nothing else.
final class MalformedFrameException extends IOException {

  private static final long serialVersionUID = 1L;

  MalformedFrameException(String reason) {
    super(reason);
  }
}
