package io.lockstep.checkpoint;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// Says in words what a file system did.
final class StorageFault {

  private static final long MB = 1_000_000;

  private StorageFault() {}

  /// The reason without Java's class names.
  static String reason(Throwable fault) {
    return switch (fault) {
      case AccessDeniedException denied -> "permission denied for " + denied.getFile();
      case NoSuchFileException missing -> missing.getFile() + " does not exist";
      default -> fault.getMessage() == null ? fault.toString() : fault.getMessage();
    };
  }

  /// The reason of a failed write, with need and free space when the disk is full.
  static String reasonOfWrite(Throwable fault, Path folder, long bytesNeeded) {
    try {
      long bytesFree = Files.getFileStore(folder).getUsableSpace();
      if (bytesFree < bytesNeeded || reason(fault).contains("No space left")) {
        return "no space (need %d MB, free %d MB)"
            .formatted(Math.ceilDiv(bytesNeeded, MB), bytesFree / MB);
      }
    } catch (IOException unknown) {
      return reason(fault);
    }
    return reason(fault);
  }
}
