package io.lockstep.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.LockstepException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `last` is a convenience: whatever stands in its place stops nobody and is not destroyed.
final class LastRunTest {

  @TempDir Path runs;

  private Path last;

  @BeforeEach
  void makeTwoRuns() {
    last = runs.resolve("last");
    begun();
    begun();
  }

  private void begun() {
    try (RunFolder folder = RunFolder.create(runs, "t")) {
      folder.writeReport(Reports.BEGUN);
      folder.writeConfiguration("");
    }
  }

  @Test
  void aFolderInItsPlaceStaysAndIsSaid() throws IOException {
    Files.createDirectory(last);
    Files.writeString(last.resolve("run.json"), "{}");

    assertThat(LastRun.pointTo(runs, runs.resolve("t-2")))
        .contains(
            last
                + " does not lead to this run and stays as it is: it is a folder, and no link to"
                + " one");
    assertThat(last.resolve("run.json")).exists();
    assertThat(Runs.last(runs)).isEqualTo(last);
  }

  @Test
  void anEmptyFolderInItsPlaceLeadsToNoRun() throws IOException {
    Files.createDirectory(last);

    assertThat(LastRun.pointTo(runs, runs.resolve("t-2"))).isPresent();
    assertThat(Runs.last(runs).getParent()).isEqualTo(runs);
    assertThat(Runs.last(runs)).isNotEqualTo(last);
  }

  @Test
  void aFileOfSomethingElseStays() throws IOException {
    Files.writeString(last, "notes of mine\nand more\n");

    assertThat(LastRun.pointTo(runs, runs.resolve("t-2")).orElseThrow())
        .endsWith("it is a file of something else");
    assertThat(last).hasContent("notes of mine\nand more");
  }

  @Test
  void aLinkThatLeadsNowhereOrElsewhereIsReplaced() throws IOException {
    for (Path target : new Path[] {Path.of("t-9"), Path.of("last"), Path.of("/")}) {
      Files.deleteIfExists(last);
      Files.createSymbolicLink(last, target);

      assertThat(LastRun.pointTo(runs, runs.resolve("t-2"))).isEmpty();
      assertThat(Files.readSymbolicLink(last)).isEqualTo(Path.of("t-2"));
    }
  }

  @Test
  void whenItLeadsNowhereTheRunBegunLastIsMeant() throws IOException {
    Path configuration = runs.resolve("t-1/config.yaml");
    Files.setLastModifiedTime(configuration, FileTime.fromMillis(System.currentTimeMillis() + 99));
    assertThat(Files.exists(last, LinkOption.NOFOLLOW_LINKS)).isFalse();
    assertThat(Runs.last(runs)).isEqualTo(runs.resolve("t-1"));
    for (Path target : new Path[] {Path.of("t-9"), Path.of("last"), Path.of("/")}) {
      Files.deleteIfExists(last);
      Files.createSymbolicLink(last, target);
      assertThat(Runs.last(runs)).as("last -> %s", target).isEqualTo(runs.resolve("t-1"));
    }
  }

  @Test
  void aRunThatLiesBesideNoOthersGetsNone() throws IOException {
    Path copy = Files.createDirectory(runs.resolve("copy of mine"));
    try (RunFolder folder = RunFolder.open(copy)) {
      assertThat(folder.pointLast()).isEmpty();
    }
    assertThat(last).doesNotExist();
  }

  @Test
  void aRunIsFoundByNameByPathAndAsTheLast() throws IOException {
    Path runOne = runs.resolve("t-1");
    assertThat(Runs.find(runs, "t-1")).isEqualTo(runOne);
    assertThat(Runs.find(Path.of("nowhere"), runOne.toString())).isEqualTo(runOne);
    assertThat(Runs.find(Path.of("nowhere"), runOne + "/.")).isEqualTo(runOne);
    Files.createSymbolicLink(last, Path.of("t-1"));
    assertThat(Runs.find(runs, "last")).isEqualTo(runOne);
    assertThat(Runs.find(Path.of("nowhere"), last.toString())).isEqualTo(runOne);
    Files.createSymbolicLink(runs.resolve("t-7"), runOne);
    assertThat(Runs.find(runs, "t-7")).isEqualTo(runs.resolve("t-7"));
  }

  @Test
  void aRunThatIsNotThereIsRefusedWithThoseThatAre() {
    for (String word : new String[] {"t-3", "t", "x/t-1", "", "\0"}) {
      Failure refused =
          catchThrowableOfType(LockstepException.class, () -> Runs.find(runs, word)).failure();
      assertThat(refused.code()).isEqualTo(ExitCode.USAGE);
      assertThat(refused.advice()).isEqualTo("name one of those there: t-1, t-2");
    }
  }
}
