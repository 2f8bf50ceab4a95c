package io.lockstep.failure;

import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;
import java.nio.file.ReadOnlyFileSystemException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/// What kind of thing a file system refuses. The JDK has exceptions of their own for a few; for the
/// others it passes on the words of the system's error number, which the launch script keeps
/// English.
public enum FaultKind {
  ABSENT("no such file or directory"),
  DENIED("permission denied", "operation not permitted", "access is denied"),
  FULL("no space left on device", "not enough space on the disk"),
  QUOTA("disk quota exceeded"),
  TOO_LARGE("file too large"),
  READ_ONLY("read-only file system"),
  NAME_TOO_LONG("file name too long"),
  LINKS_IN_A_CIRCLE("too many levels of symbolic links"),
  NO_FOLDER("not a directory"),
  A_FOLDER("is a directory"),
  OPEN_FILES("too many open files"),
  DEVICE("input/output error", "remote i/o error", "structure needs cleaning"),
  GONE(
      "stale file handle",
      "stale nfs file handle",
      "transport endpoint is not connected",
      "host is down",
      "no such device"),
  BUSY("device or resource busy", "text file busy", "resource temporarily unavailable"),
  MEMORY("cannot allocate memory"),
  NOT_EMPTY("directory not empty"),
  EXISTS("file exists"),
  BROKEN_PIPE("broken pipe"),
  CLOSED("bad file descriptor"),
  NOT_TEXT,
  CUT_OFF,
  NO_NAME,
  OTHER;

  private final List<String> words;

  FaultKind(String... words) {
    this.words = List.of(words);
  }

  /// The kind of what was thrown by the JDK's classes for files, or wrapped by them.
  static FaultKind of(Throwable thrown) {
    return switch (thrown) {
      case NoSuchFileException _ -> ABSENT;
      case AccessDeniedException _ -> DENIED;
      case ReadOnlyFileSystemException _ -> READ_ONLY;
      case FileSystemLoopException _, NotLinkException _ -> LINKS_IN_A_CIRCLE;
      case NotDirectoryException _ -> NO_FOLDER;
      case DirectoryNotEmptyException _ -> NOT_EMPTY;
      case FileAlreadyExistsException _ -> EXISTS;
      case ClosedChannelException _ -> CLOSED;
      case CharacterCodingException _ -> NOT_TEXT;
      case EOFException _ -> CUT_OFF;
      case InvalidPathException _ -> NO_NAME;
      case FileSystemException refused -> ofWords(refused.getReason());
      case IOException _ -> ofWords(thrown.getMessage());
      default -> OTHER;
    };
  }

  private static FaultKind ofWords(String message) {
    String lower = Objects.requireNonNullElse(message, "").toLowerCase(Locale.ROOT);
    return Arrays.stream(values())
        .filter(kind -> kind.words.stream().anyMatch(lower::contains))
        .findFirst()
        .orElse(OTHER);
  }
}
