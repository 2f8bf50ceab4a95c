package io.lockstep.format;

import java.io.IOException;

/// A file whose content breaks its format, or differs from the hash that it was sealed with. The
/// message names the file and what is wrong with it, in one line.
public final class FormatException extends IOException {

  public FormatException(String what) {
    super(what);
  }

  FormatException(String what, Throwable origin) {
    super(what, origin);
  }
}
