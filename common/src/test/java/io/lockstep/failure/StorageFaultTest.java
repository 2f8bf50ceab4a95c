package io.lockstep.failure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class StorageFaultTest {

  @TempDir Path folder;

  private final String user = "user " + System.getProperty("user.name");

  @FunctionalInterface
  private interface Deed {
    void run() throws IOException;
  }

  /// What the real file system says, in our words; the test's folder reads `{dir}`.
  private StorageFault refused(Path asked, Deed deed) {
    try {
      deed.run();
    } catch (IOException thrown) {
      return StorageFault.of(thrown, asked);
    }
    throw new AssertionError("the file system took it");
  }

  private String reason(Path asked, Deed deed) {
    return refused(asked, deed).reason().replace(folder.toString(), "{dir}");
  }

  @Test
  void onlyWhatIsAbsentDoesNotExist() throws IOException {
    Path file = Files.writeString(folder.resolve("file.csv"), "a\n1\n");
    Path missing = folder.resolve("none.csv");
    Path deep = folder.resolve("no/such/folder/x.csv");
    Path below = file.resolve("x.csv");

    assertThat(reason(missing, () -> Files.newInputStream(missing)))
        .isEqualTo("{dir}/none.csv does not exist");
    assertThat(reason(deep, () -> Files.writeString(deep, "")))
        .isEqualTo("the folder {dir}/no does not exist");
    assertThat(reason(below, () -> Files.readString(below)))
        .isEqualTo("{dir}/file.csv is no folder");
    assertThat(reason(folder, () -> Files.readString(folder))).isEqualTo("{dir} is a folder");
    assertThat(reason(file, () -> Files.createDirectories(file)))
        .isEqualTo("{dir}/file.csv is there already, and is no folder");
    assertThat(reason(folder, () -> Files.delete(folder)))
        .isEqualTo("the folder {dir} is not empty");
  }

  @Test
  void aFolderInThePlaceOfAFileIsNamedAndNotTheFileThatWasToTakeItsName() throws IOException {
    Path fresh = Files.writeString(folder.resolve(".run.json-7-1.tmp"), "{}");
    Path inTheWay = Files.createDirectory(folder.resolve("run.json"));

    StorageFault fault =
        refused(fresh, () -> Files.move(fresh, inTheWay, StandardCopyOption.ATOMIC_MOVE));

    assertThat(fault.reason()).isEqualTo(inTheWay + " is a folder");
    assertThat(fault.advice()).isEqualTo("move that folder away");
  }

  @Test
  void aLinkThatLeadsNowhereIsNamedWithItsTarget() throws IOException {
    Path dangling = Files.createSymbolicLink(folder.resolve("last"), Path.of("gone-3"));
    Path circle = folder.resolve("circle");
    Files.createSymbolicLink(circle, circle);

    assertThat(reason(dangling, () -> Files.readString(dangling)))
        .isEqualTo("{dir}/last is a link to gone-3, which does not exist");
    assertThat(reason(circle, () -> Files.readString(circle)))
        .isEqualTo("the links at {dir}/circle lead in a circle");
  }

  @Test
  void aNameThatNoFileSystemTakesIsShownInPart() {
    Path tooLong = folder.resolve("n".repeat(300));
    Path deep = folder.resolve("folder/".repeat(1_000));

    assertThat(reason(tooLong, () -> Files.writeString(tooLong, "")))
        .isEqualTo("the name '" + "n".repeat(40) + "…' is too long");
    assertThat(reason(deep, () -> Files.readString(deep)))
        .startsWith("the path is too long: ")
        .endsWith(" characters");
  }

  /// Root may do everything, so the rights are played here.
  @Test
  void whoLacksARightIsToldWhichAndWhere() throws IOException {
    Path closed = Files.createDirectory(folder.resolve("closed"));
    Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rw-r--r--"));
    Path inside = closed.resolve("deep/data.csv");

    StorageFault fault =
        StorageFault.of(new AccessDeniedException(inside.toString()), inside, allBut('x', closed));

    assertThat(fault.reason())
        .startsWith("permission denied: " + user + " may not enter the folder " + closed)
        .contains("(rw-r--r--, owner ");
    assertThat(fault.advice())
        .isEqualTo("give that right, as its owner or root: chmod a+x " + closed);

    Path file = Files.writeString(folder.resolve("d.csv"), "");
    assertThat(deniedWith(file, allBut('r', file))).contains("may not read " + file);
    assertThat(deniedWith(file, allBut('w', file))).contains("may not write " + file);
    Path fresh = folder.resolve("new.yaml");
    assertThat(deniedWith(fresh, allBut('w', folder)))
        .contains("may not write into the folder " + folder);
    assertThat(deniedWith(file, allBut('w', folder)))
        .as("a file that cannot be replaced")
        .contains("may not write into the folder " + folder);
    assertThat(deniedWith(file, allBut('-', file)))
        .as("when nothing is found, as with rights beyond the usual")
        .startsWith("permission denied for " + file + " (rw");
  }

  private static String deniedWith(Path path, PathWalk.Rights rights) {
    return StorageFault.of(new AccessDeniedException(path.toString()), path, rights).reason();
  }

  private static PathWalk.Rights allBut(char right, Path there) {
    return new PathWalk.Rights() {
      @Override
      public boolean enter(Path path) {
        return right != 'x' || !path.equals(there);
      }

      @Override
      public boolean read(Path path) {
        return right != 'r' || !path.equals(there);
      }

      @Override
      public boolean write(Path path) {
        return right != 'w' || !path.equals(there);
      }
    };
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          No space left on device           | FULL       | no space left on the disk of {dir}
          Disk quota exceeded               | QUOTA      | the disk quota of {user} is used up
          File too large                    | TOO_LARGE  | {dir} may not grow any further
          Read-only file system             | READ_ONLY  | the disk of {dir} is read-only
          Input/output error                | DEVICE     | the disk of {dir} fails (input/output error)
          Stale file handle                 | GONE       | the disk or share of {dir} is gone
          Device or resource busy           | BUSY       | {dir} is in use
          Broken pipe                       | BROKEN_PIPE| who read {dir} has ended
          Bad file descriptor               | CLOSED     | {dir} is closed
          something else                    | OTHER      | something else
          """)
  void theSystemsWordsAreTold(String words, FaultKind kind, String reason) {
    String told = reason.replace("{dir}", folder.toString()).replace("{user}", user);
    StorageFault ofChannel = StorageFault.of(new IOException(words), folder);
    StorageFault ofFile =
        StorageFault.of(
            new UncheckedIOException(new FileSystemException(folder.toString(), null, words)),
            Path.of("elsewhere"));

    assertThat(ofChannel.kind()).isEqualTo(kind);
    assertThat(ofFile.kind()).isEqualTo(kind);
    assertThat(ofChannel.reason()).isEqualTo(told);
    if (kind != FaultKind.OTHER) {
      assertThat(ofFile.reason()).isEqualTo(told);
      assertThat(ofFile.advice()).isNotEmpty();
    }
  }

  @Test
  void theClassesOfOldSpeakTheSameWords() {
    Path file = folder.resolve("log");
    var thrown = new FileNotFoundException(file + " (Permission denied)");
    assertThat(StorageFault.of(thrown, file).kind()).isEqualTo(FaultKind.DENIED);
  }

  @Test
  void aDeviceThatIsAlwaysFullIsFull() {
    Path full = Path.of("/dev/full");
    Assumptions.assumeTrue(Files.exists(full));
    assertThat(refused(full, () -> Files.writeString(full, "x", StandardOpenOption.WRITE)).reason())
        .isEqualTo("no space left on the disk of /dev/full");
  }

  @Test
  void theLimitOfOpenFilesIsTold() {
    List<String> limits =
        List.of(
            "Limit                     Soft Limit           Hard Limit           Units",
            "Max open files            64                   64                   files");
    assertThat(OpenFiles.ofLimits(limits)).isEqualTo("this process may have 64 of them");
    assertThat(StorageFault.of(new IOException("Too many open files"), folder).reason())
        .startsWith("too many open files: this process may have ");
  }

  @Test
  void aClosedChannelIsNoFaultOfTheDisk() throws IOException {
    Path file = folder.resolve("ledger");
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    channel.close();
    assertThat(refused(file, () -> channel.force(true)).kind()).isEqualTo(FaultKind.CLOSED);
  }
}
