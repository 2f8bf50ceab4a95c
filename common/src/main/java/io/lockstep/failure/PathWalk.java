package io.lockstep.failure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.function.Predicate;

/// Follows a path from the root on, to find the place that stops whoever goes there. A system's
/// error number names the whole path only.
final class PathWalk {

  /// What this process may do; a seam, because root may do everything.
  interface Rights {
    boolean enter(Path folder);

    boolean read(Path path);

    boolean write(Path path);
  }

  /// As the system answers.
  static final Rights OWN =
      new Rights() {
        @Override
        public boolean enter(Path folder) {
          return Files.isExecutable(folder);
        }

        @Override
        public boolean read(Path path) {
          return Files.isReadable(path);
        }

        @Override
        public boolean write(Path path) {
          return Files.isWritable(path);
        }
      };

  /// Bytes of a name on the file systems that are in use.
  private static final int NAME_BYTES_MAX = 255;

  private final Path path;
  private final Rights rights;

  PathWalk(Path path, Rights rights) {
    this.path = path.toAbsolutePath();
    this.rights = rights;
  }

  /// A place and what may not be done with it.
  ///
  /// @param deed such as `read`
  /// @param letter the right that is missing: `r`, `w` or `x`
  record Barrier(Path place, String deed, char letter) {}

  /// The first folder that may not be entered, otherwise the place that may not be read or written.
  Optional<Barrier> barrier() {
    Optional<Path> closed = first(folder -> Files.isDirectory(folder) && !rights.enter(folder));
    if (closed.isPresent()) {
      return closed.map(folder -> new Barrier(folder, "enter the folder", 'x'));
    }
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.of(nearestThere())
          .filter(folder -> !rights.write(folder))
          .map(folder -> new Barrier(folder, "write into the folder", 'w'));
    }
    if (!rights.read(path)) {
      return Optional.of(new Barrier(path, "read", 'r'));
    }
    if (!rights.write(path)) {
      String deed = Files.isDirectory(path) ? "write into the folder" : "write";
      return Optional.of(new Barrier(path, deed, 'w'));
    }
    return Optional.ofNullable(path.getParent())
        .filter(folder -> !rights.write(folder))
        .map(folder -> new Barrier(folder, "write into the folder", 'w'));
  }

  /// The first place on the way that is not there.
  Path firstMissing() {
    return first(each -> !Files.exists(each)).orElse(path);
  }

  /// The first place on the way that is there and no folder.
  Path firstNoFolder() {
    return first(each -> Files.exists(each) && !Files.isDirectory(each)).orElse(path);
  }

  /// The first name on the way that no common file system takes; empty if it is the whole that is
  /// too long.
  Optional<Path> firstLongName() {
    return first(each -> each.getFileName().toString().getBytes().length > NAME_BYTES_MAX)
        .map(Path::getFileName);
  }

  /// The last place on the way that is there.
  Path nearestThere() {
    Path place = path;
    while (place.getParent() != null && !Files.exists(place)) {
      place = place.getParent();
    }
    return place;
  }

  /// Where a link leads whose target is not there; empty if the path is no link.
  Optional<Path> linkTarget() {
    try {
      return Files.isSymbolicLink(path)
          ? Optional.of(Files.readSymbolicLink(path))
          : Optional.empty();
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }

  /// Rights and owner as `ls -l` shows them; empty where the system has none.
  static String shown(Path place) {
    try {
      PosixFileAttributes attributes = Files.readAttributes(place, PosixFileAttributes.class);
      return " (%s, owner %s)"
          .formatted(
              PosixFilePermissions.toString(attributes.permissions()),
              attributes.owner().getName());
    } catch (IOException | UnsupportedOperationException unknown) {
      return "";
    }
  }

  /// From the first name below the root to the path itself.
  private Optional<Path> first(Predicate<Path> stops) {
    Path place = path.getRoot();
    for (Path name : path) {
      place = place.resolve(name);
      if (stops.test(place)) {
        return Optional.of(place);
      }
    }
    return Optional.empty();
  }
}
