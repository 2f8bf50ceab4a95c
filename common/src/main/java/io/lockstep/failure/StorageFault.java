package io.lockstep.failure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/// What a file system did, in words: the one translator from the JDK's exceptions for files to a
/// reason and a remedy. It looks at the path to say which folder of it is in the way.
///
/// @param place the path concerned
/// @param reason in half a sentence that names the path where it matters and no class of Java
/// @param advice one remedy, to which `, then …` may be added
public record StorageFault(FaultKind kind, Path place, String reason, String advice) {

  private static final long MB = 1_000_000;

  /// @param thrown what a method for files threw; a wrapper such as [UncheckedIOException] is
  ///   looked into
  /// @param asked the path that was to be used, for exceptions that name none
  public static StorageFault of(Throwable thrown, Path asked) {
    return of(thrown, asked, PathWalk.OWN);
  }

  static StorageFault of(Throwable thrown, Path asked, PathWalk.Rights rights) {
    Throwable fault = thrown;
    while (fault instanceof UncheckedIOException && fault.getCause() != null) {
      fault = fault.getCause();
    }
    FaultKind kind = FaultKind.of(fault);
    if (kind == FaultKind.A_FOLDER || kind == FaultKind.NOT_EMPTY) {
      if (fault instanceof FileSystemException moved && moved.getOtherFile() != null) {
        Path target = Path.of(moved.getOtherFile());
        return new StorageFault(kind, target, target + " is a folder", "move that folder away");
      }
    }
    Path place =
        fault instanceof FileSystemException named && named.getFile() != null
            ? Path.of(named.getFile())
            : asked;
    return told(kind, place, fault, new PathWalk(place, rights));
  }

  /// What keeps this process from even looking at a place; empty when it can look at it.
  public static Optional<StorageFault> inTheWayOf(Path path) {
    try {
      Files.readAttributes(path, BasicFileAttributes.class);
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(of(e, path));
    }
  }

  private static StorageFault told(FaultKind kind, Path place, Throwable fault, PathWalk walk) {
    String disk = "the disk of " + place;
    return switch (kind) {
      case ABSENT -> absent(place, walk);
      case DENIED -> denied(place, walk);
      case FULL ->
          new StorageFault(
              kind, place, "no space left on " + disk, "free space there: df -h " + within(walk));
      case QUOTA ->
          new StorageFault(
              kind,
              place,
              "the disk quota of %s is used up".formatted(user()),
              "remove something of yours there, or ask for more: quota");
      case TOO_LARGE ->
          new StorageFault(
              kind,
              place,
              place + " may not grow any further",
              "raise the limit (ulimit -f unlimited), or use a file system for larger files");
      case READ_ONLY ->
          new StorageFault(
              kind, place, disk + " is read-only", "name a place that can be written to");
      case NAME_TOO_LONG -> tooLong(place, walk);
      case LINKS_IN_A_CIRCLE ->
          new StorageFault(
              kind, place, "the links at " + place + " lead in a circle", "remove the link there");
      case NO_FOLDER -> {
        Path file = walk.firstNoFolder();
        yield new StorageFault(
            kind, place, file + " is no folder", "check the path, or move that file away");
      }
      case A_FOLDER ->
          new StorageFault(kind, place, place + " is a folder", "name a file in that folder");
      case OPEN_FILES ->
          new StorageFault(
              kind,
              place,
              "too many open files: " + OpenFiles.limit(),
              "raise the limit: ulimit -n " + OpenFiles.NEEDED);
      default -> rare(kind, place, fault);
    };
  }

  private static StorageFault rare(FaultKind kind, Path place, Throwable fault) {
    return switch (kind) {
      case DEVICE ->
          new StorageFault(
              kind,
              place,
              "the disk of " + place + " fails (input/output error)",
              "look at what the system says about it (dmesg | tail)");
      case GONE ->
          new StorageFault(
              kind, place, "the disk or share of " + place + " is gone", "mount it again");
      case BUSY ->
          new StorageFault(kind, place, place + " is in use", "end what uses it: fuser " + place);
      case MEMORY ->
          new StorageFault(kind, place, "the system has no memory left", "end other programs");
      case NOT_EMPTY ->
          new StorageFault(
              kind, place, "the folder " + place + " is not empty", "remove what is in it");
      case EXISTS ->
          new StorageFault(
              kind,
              place,
              "%s is there already%s"
                  .formatted(place, Files.isDirectory(place) ? "" : ", and is no folder"),
              "move it away");
      case BROKEN_PIPE ->
          new StorageFault(
              kind, place, "who read " + place + " has ended", "see why the reader ended");
      case CLOSED ->
          new StorageFault(kind, place, place + " is closed", "open it before the command begins");
      case NOT_TEXT ->
          new StorageFault(
              kind,
              place,
              place + " is not UTF-8 text",
              "save it as UTF-8: iconv -f LATIN1 -t UTF-8 FILE > FILE.utf8");
      case CUT_OFF ->
          new StorageFault(kind, place, place + " ends too early", "get the file again");
      default ->
          new StorageFault(
              kind, place, OneLine.of(wordsOf(fault)), "check the path, its rights and the disk");
    };
  }

  private static StorageFault absent(Path place, PathWalk walk) {
    Optional<Path> target = walk.linkTarget();
    if (target.isPresent()) {
      return new StorageFault(
          FaultKind.ABSENT,
          place,
          "%s is a link to %s, which does not exist".formatted(place, target.get()),
          "correct the link");
    }
    Path missing = walk.firstMissing();
    boolean folder = !missing.equals(place.toAbsolutePath());
    return new StorageFault(
        FaultKind.ABSENT,
        place,
        folder
            ? "the folder %s does not exist".formatted(missing)
            : "%s does not exist".formatted(place),
        folder
            ? "check the path, or make the folder: mkdir -p " + place.getParent()
            : "check the path");
  }

  private static StorageFault denied(Path place, PathWalk walk) {
    Optional<PathWalk.Barrier> barrier = walk.barrier();
    if (barrier.isEmpty()) {
      return new StorageFault(
          FaultKind.DENIED,
          place,
          "permission denied for %s%s".formatted(place, PathWalk.shown(place)),
          "look at who may use it: ls -ld " + place);
    }
    PathWalk.Barrier found = barrier.get();
    return new StorageFault(
        FaultKind.DENIED,
        place,
        "permission denied: %s may not %s %s%s"
            .formatted(user(), found.deed(), found.place(), PathWalk.shown(found.place())),
        "give that right, as its owner or root: chmod a+%c %s"
            .formatted(found.letter(), found.place()));
  }

  private static StorageFault tooLong(Path place, PathWalk walk) {
    Optional<Path> name = walk.firstLongName();
    return new StorageFault(
        FaultKind.NAME_TOO_LONG,
        place,
        name.map(long_ -> "the name '%.40s…' is too long".formatted(long_))
            .orElse("the path is too long: %d characters".formatted(place.toString().length())),
        "use a shorter name");
  }

  private static String within(PathWalk walk) {
    return walk.nearestThere().toString();
  }

  private static String user() {
    String name = System.getProperty("user.name", "?");
    return name.equals("?") ? "this user" : "user " + name;
  }

  private static String wordsOf(Throwable fault) {
    if (fault instanceof InvalidPathException) {
      return "it is no name of a file: " + fault.getMessage();
    }
    if (fault instanceof FileSystemException refused && refused.getReason() != null) {
      return refused.getFile() == null
          ? refused.getReason()
          : refused.getFile() + ": " + refused.getReason();
    }
    return fault.getMessage() == null ? fault.getClass().getSimpleName() : fault.getMessage();
  }

  /// The reason of a failed write, with need and free space when those are what stops it.
  public static String ofWrite(Throwable fault, Path folder, long bytesNeeded) {
    StorageFault told = of(fault, folder);
    if (told.kind != FaultKind.FULL && told.kind != FaultKind.OTHER) {
      return told.reason;
    }
    try {
      long bytesFree = Files.getFileStore(folder).getUsableSpace();
      if (bytesFree < bytesNeeded || told.kind == FaultKind.FULL) {
        return "no space (need %d MB, free %d MB)"
            .formatted(Math.ceilDiv(bytesNeeded, MB), bytesFree / MB);
      }
    } catch (IOException unknown) {
      return told.reason;
    }
    return told.reason;
  }

  /// Begins the failure of a command: what cannot be done, and why.
  ///
  /// @param what such as `the ledger cannot be written`
  public Failure failure(ExitCode code, String what) {
    return Failure.of(code, what + ": " + reason).at(place.toString()).advising(advice);
  }
}
