package io.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.cli.ScriptTree.Said;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// When and how a tree is built.
@Timeout(120)
final class BuildScriptTest {

  private static final FileTime LATER = FileTime.from(Instant.now().plusSeconds(60));

  @TempDir Path root;

  private ScriptTree tree;

  @BeforeEach
  void plantTree() throws Exception {
    tree = ScriptTree.plant(root);
  }

  private List<Path> apps() throws Exception {
    try (Stream<Path> apps = Files.list(root.resolve("deploy/target/app"))) {
      return apps.toList();
    }
  }

  @Test
  void aSourceThatChangesWhileMavenRunsDoesNotStopTheBuild() throws Exception {
    assertThat(tree.lockstep("EDIT=1").code()).isZero();
    assertThat(tree.calls("mvn")).isEqualTo(1);
    assertThat(tree.calls("AOTCacheOutput")).isEqualTo(ScriptTree.CACHES);

    tree.lockstep();
    assertThat(tree.calls("mvn")).as("the next command builds what has changed").isEqualTo(2);
  }

  @Test
  void jarsOfAnotherVersionAreNotLoaded() throws Exception {
    Path own = root.resolve("common/target/lockstep-common-1.0-SNAPSHOT.jar");
    Path library = root.resolve("deploy/target/lib/library-1.jar");
    for (Path old : List.of(own, library)) {
      Files.createDirectories(old.getParent());
      Files.writeString(old, "jar");
    }

    assertThat(tree.lockstep().code()).isZero();

    assertThat(tree.lastCall("java"))
        .contains("lockstep-common-2.0.jar", "library-2.jar")
        .doesNotContain("lockstep-common-1.0", "library-1.jar");
  }

  @Test
  void cachesOfOtherJarsAreRecordedAnew() throws Exception {
    tree.lockstep();
    tree.lockstep();
    assertThat(tree.calls("AOTCacheOutput")).as("while they fit").isEqualTo(ScriptTree.CACHES);
    Files.setLastModifiedTime(apps().getFirst().resolve("lockstep-common-2.0.jar"), LATER);

    assertThat(tree.lockstep().code()).isZero();

    assertThat(tree.calls("AOTCacheOutput")).isEqualTo(2 * ScriptTree.CACHES);
    assertThat(tree.calls("mvn")).isEqualTo(1);
  }

  @Test
  void withoutMavenTheBlockSaysWhatIsMissing() throws Exception {
    Files.delete(root.resolve("tools/mvn"));

    Said refused = tree.lockstep();

    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.text())
        .isEqualTo(
            """
            lockstep: building (first use, or sources changed) ...
            error: Maven is not installed
              cause: mvn is not in PATH: {dir}/tools
              kept:  sources, runs and models
              try:   apt-get install maven
            """);
  }

  @Test
  void aCopyWithoutMavenRunsTheJarsThatItHas() throws Exception {
    tree.lockstep();
    Files.delete(root.resolve("tools/mvn"));
    Files.setLastModifiedTime(root.resolve("pom.xml"), LATER);
    Files.setLastModifiedTime(root.resolve("common/src/main/Source.java"), LATER);

    assertThat(tree.lockstep()).isEqualTo(new Said(0, ""));
  }

  @Test
  void aBuildThatFailsLeavesTheJarsOfTheOneBefore() throws Exception {
    tree.lockstep();
    tree.source("common", "changed");

    Said failed = tree.lockstep("BROKEN=1");

    assertThat(failed.code()).isEqualTo(1);
    assertThat(failed.text())
        .isEqualTo(
            """
            lockstep: building (first use, or sources changed) ...
            [ERROR] it does not compile
            error: the build failed
              cause: the lines above; the whole log is in deploy/target/build.log
              kept:  sources, runs and models, and the jars of the build before: LOCKSTEP_NO_BUILD=1 runs them
              try:   correct the cause, then the same command again
            """);
    assertThat(tree.lockstep("LOCKSTEP_NO_BUILD=1")).isEqualTo(new Said(0, ""));
    assertThat(tree.lockstep().code()).as("mended").isZero();
    assertThat(tree.calls("mvn")).isEqualTo(3);
  }

  @Test
  void sourcesThatWereBuiltBeforeAreNotBuiltAgain() throws Exception {
    tree.lockstep();
    Path app = apps().getFirst();
    try (var _ = Files.newByteChannel(app.resolve("in-use"))) {
      tree.source("common", "another branch");
      Files.delete(root.resolve("tools/flock")); // Nobody can tell whether it is in use.
      tree.lockstep();
      assertThat(apps()).hasSize(2).contains(app);
      tree.source("common", "first");
      assertThat(tree.lockstep()).isEqualTo(new Said(0, ""));
    }
    assertThat(tree.calls("mvn")).isEqualTo(2);
  }

  @Test
  void jarsThatSomebodyRunsStayUntilItEnds() throws Exception {
    tree.lockstep();
    Path app = apps().getFirst();
    Process running =
        tree.start(List.of("flock", "-s", app.resolve("in-use").toString(), "cat"), root);
    try {
      tree.source("common", "changed");
      awaitLock(app);
      tree.lockstep();
      assertThat(apps()).hasSize(2).contains(app);
    } finally {
      running.getOutputStream().close();
      running.waitFor();
    }
    tree.source("common", "changed again");
    tree.lockstep();
    assertThat(apps()).hasSize(1).doesNotContain(app);
  }

  /// The other process has come as far as to hold it.
  private void awaitLock(Path app) throws Exception {
    List<String> line = List.of("flock", "-n", "-x", app.resolve("in-use").toString(), "cat");
    while (tree.run(line, root, "PATH=/usr/bin:/bin").code() == 0) {
      Thread.onSpinWait();
    }
  }

  @Test
  void commandsStartedAtTheSameTimeBuildOnce() throws Exception {
    Path held = root.resolve("go");
    List<String> line = List.of(tree.bin().resolve("lockstep").toString(), "version");
    Process first = tree.start(line, root, "HELD=" + held);
    BufferedReader firstSays = first.inputReader(StandardCharsets.UTF_8);
    assertThat(firstSays.readLine()).startsWith("lockstep: building");
    Process second = tree.start(line, root, "HELD=" + held);
    BufferedReader secondSays = second.inputReader(StandardCharsets.UTF_8);
    assertThat(secondSays.readLine())
        .isEqualTo("lockstep: another build goes on; waiting for it ...");

    Files.createFile(held);

    assertThat(first.waitFor()).isZero();
    assertThat(second.waitFor()).isZero();
    assertThat(tree.calls("mvn")).isEqualTo(1);
  }

  @Test
  void aLockWhoseHolderIsDeadHoldsNobodyWhereThereIsNoFlock() throws Exception {
    Files.delete(root.resolve("tools/flock"));
    Path lock = Files.createDirectories(root.resolve("deploy/target/build.lock.folder"));
    Files.writeString(lock.resolve("pid"), "999999999\n"); // More than any system gives.

    assertThat(tree.lockstep().code()).isZero();

    assertThat(tree.calls("mvn")).isEqualTo(1);
    assertThat(lock).doesNotExist();
  }

  @Test
  void aBuildThatIsStoppedLeavesNobodyBehindAndSaysSo() throws Exception {
    Process command =
        tree.start(
            List.of(tree.bin().resolve("lockstep").toString(), "version"),
            root,
            "HELD=" + root.resolve("never"));
    BufferedReader says = command.inputReader(StandardCharsets.UTF_8);
    assertThat(says.readLine()).startsWith("lockstep: building");
    while (tree.calls("mvn") == 0) {
      Thread.onSpinWait();
    }
    List<ProcessHandle> family = command.descendants().toList();

    command.toHandle().destroy();

    assertThat(command.waitFor()).isEqualTo(143);
    assertThat(says.readLine())
        .isEqualTo("lockstep: ended before it was ready; nothing was changed");
    for (ProcessHandle member : family) {
      member.onExit().join();
    }
  }
}
