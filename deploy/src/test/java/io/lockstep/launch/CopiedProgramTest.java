package io.lockstep.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// `cluster up` brings the program to hosts that lack it, and takes back what it did when the
/// cluster does not come up. A host is a home folder; a script called `ssh` runs there what it is
/// told, and for the host `torn` loses the end of what is sent, for `slow` it never comes.
@Timeout(240)
final class CopiedProgramTest {

  private static final String SSH =
      """
      #!/usr/bin/env bash
      while [[ $1 == -o ]]; do shift 2; done
      export HOME='%1$s'/$1
      mkdir -p "$HOME"
      cd "$HOME"
      unset LOCKSTEP_PREBUILT
      if [[ $1 == torn ]]; then
        cat >told
        if grep -aq '^node_take ' told; then exec bash -c "$2" < <(head -c -100 told); fi
        exec bash -c "$2" <told
      fi
      if [[ $1 == slow ]]; then
        head -c 60000 >told
        if grep -aq '^node_take ' told; then
          echo 'slow: has begun' >&2
          { cat told; exec tail -f /dev/null; } | bash -c "$2"
          exit
        fi
        exec bash -c "$2" <told
      fi
      exec bash -c "$2"
      """;

  /// Of a copy that is used for the first time.
  private static final String BUILD =
      """
      #!/usr/bin/env bash
      echo 'first use'
      if [[ -e $HOME/old ]]; then
        echo 'this takes long' >&2
        exec tail -f /dev/null
      fi
      """;

  /// Certificates that nobody looks into.
  private static final List<String> CREDENTIALS = List.of("tls.crt", "tls.key", "ca.crt", "token");

  @TempDir private Path folder;

  private ScriptedCluster cluster;

  @BeforeEach
  void begin() throws Exception {
    cluster = new ScriptedCluster(folder);
    Path ssh = Files.createDirectories(folder.resolve("path")).resolve("ssh");
    ScriptedCluster.executable(ssh, SSH.formatted(folder));
    cluster.standIn(ScriptedCluster.STAYING);
    ScriptedCluster.executable(folder.resolve("tree/deploy/bin/build"), BUILD);
    for (String each : List.of("LICENSE", "README.md", "CHANGELOG.md", "docs/a.md", "runs/x")) {
      Path file = folder.resolve("tree").resolve(each);
      Files.createDirectories(file.getParent());
      Files.writeString(file, each);
    }
    for (String host : List.of("one", "two", "torn", "slow")) {
      Path own = Files.createDirectories(folder.resolve("certificates").resolve(host));
      for (String each : CREDENTIALS) {
        Files.writeString(own.resolve(each), "new");
      }
    }
  }

  @AfterEach
  void takeDown() throws Exception {
    cluster.run("down", List.of("--program", "bin/lockstep", "--state", "state"));
    assertThat(cluster.processes()).isEmpty();
  }

  private ScriptedCluster.Outcome up(String... hosts) throws Exception {
    return cluster.run("up", words(), hosts);
  }

  private List<String> words() {
    return List.of(
        "--program",
        "bin/lockstep",
        "--state",
        "state",
        "--certificates",
        folder.resolve("certificates").toString());
  }

  private Path home(String host) {
    return folder.resolve(host);
  }

  private List<String> inHome(String host, String below) throws IOException {
    Path place = home(host).resolve(below);
    if (!Files.isDirectory(place)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(place)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void hostsThatLackTheProgramGetIt() throws Exception {
    ScriptedCluster.Outcome up = up("one coordinator", "two");

    assertThat(up.status()).as(up.said()).isZero();
    assertThat(up.said())
        .contains("one: copying the program to bin/lockstep ...\n")
        .contains("two: copying the program to bin/lockstep ...\n")
        .containsPattern("c0 on one: pid \\d+\n")
        .containsPattern("w0 on two: pid \\d+\n");
    for (String host : List.of("one", "two")) {
      assertThat(inHome(host, "bin")).containsExactly("lockstep");
      assertThat(inHome(host, "bin/lockstep"))
          .as("what it came with, and nothing that it has made")
          .containsExactly("CHANGELOG.md", "LICENSE", "README.md", "deploy", "docs");
      assertThat(inHome(host, "state/credentials"))
          .containsExactly("ca.crt", "tls.crt", "tls.key", "token");
      assertThat(home(host).resolve("state/credentials.before")).doesNotExist();
    }
    assertThat(up().said()).contains("still there").doesNotContain("copying");
  }

  @Test
  void whatWasCopiedAndStartedIsTakenBackWhenANodeDoesNotComeUp() throws Exception {
    Path kept = Files.createDirectories(home("two").resolve("state/credentials"));
    Files.writeString(kept.resolve("tls.key"), "old");
    cluster.standIn(
        ScriptedCluster.STAYING.replaceFirst(
            "\\R", "\nif [[ \\$1 == worker ]]; then exit 6; fi\n"));

    ScriptedCluster.Outcome up = up("one coordinator", "two");

    assertThat(up.status()).as(up.said()).isEqualTo(6);
    assertThat(up.said())
        .contains("taking down again what was started\n")
        .contains("c0 on one: ended with exit code 75\n")
        .contains("one: the certificates that were copied are removed again\n")
        .contains("two: the program that was copied is removed again\n")
        .contains("error: w0 on two did not come up\n")
        .contains("kept:  nothing was changed\n");
    for (String host : List.of("one", "two")) {
      assertThat(inHome(host, "bin")).isEmpty();
    }
    assertThat(home("one").resolve("state/credentials")).doesNotExist();
    assertThat(inHome("two", "state")).doesNotContain("credentials.before");
    assertThat(kept.resolve("tls.key")).content().isEqualTo("old");
    assertThat(cluster.processes()).isEmpty();
  }

  @Test
  void anArchiveThatArrivesInPartIsNoProgram() throws Exception {
    ScriptedCluster.Outcome up = up("one coordinator", "torn");

    assertThat(up.status()).as(up.said()).isEqualTo(6);
    assertThat(up.said())
        .contains("the archive arrived damaged or in part")
        .contains("one: the program that was copied is removed again\n")
        .contains("error: torn has not taken the program\n  cause: bin/lockstep: see above\n")
        .doesNotContain("torn: the program that was copied");
    assertThat(inHome("torn", "bin")).isEmpty();
    assertThat(inHome("one", "bin")).isEmpty();
    assertThat(home("one").resolve("state")).doesNotExist();
  }

  @Test
  void aProgramThatIsThereIsNotReplaced() throws Exception {
    Path theirs = Files.createDirectories(home("one").resolve("bin/lockstep/deploy/bin"));
    ScriptedCluster.executable(theirs.resolve("lockstep"), "#!/bin/sh\nexit 1\n");
    Files.writeString(home("one").resolve("bin/lockstep/pom.xml"), "  <version>0.0.7</version>\n");
    build();

    ScriptedCluster.Outcome up = up("one coordinator", "two");

    assertThat(up.status()).as(up.said()).isEqualTo(6);
    assertThat(up.said())
        .contains(
            "✗ one: has 0.0.7 in bin/lockstep, and here is 9.1: nodes of two versions refuse each other; move it away there, and cluster up copies this one; or give another --program\n")
        .contains("✓ two\n")
        .contains("kept:  nothing was started");
    assertThat(inHome("one", "bin/lockstep")).containsExactly("deploy", "pom.xml");
    assertThat(inHome("two", "bin")).isEmpty();
  }

  private static final String JAR = "deploy/target/app/jars/lockstep-common-9.1.jar";

  /// What a build, or an archive, has of the program.
  private void build() throws IOException {
    Path tree = folder.resolve("tree");
    Files.createDirectories(tree.resolve(JAR).getParent());
    Files.writeString(tree.resolve(JAR), "jar");
    Files.writeString(tree.resolve("deploy/target/lockstep.built"), "1\njars\n");
    Files.copy(
        ScriptedCluster.ROOT.resolve("deploy/bin/tree.bash"), tree.resolve("deploy/bin/tree.bash"));
  }

  @Test
  void anotherBuildOfTheSameVersionIsToldAndTaken() throws Exception {
    build();
    assertThat(up("one coordinator", "two").status()).isZero();
    Files.writeString(home("two").resolve("bin/lockstep").resolve(JAR), "another jar");

    ScriptedCluster.Outcome again = up();

    assertThat(again.status()).as(again.said()).isZero();
    assertThat(again.said())
        .contains("! two: has another build of 9.1 in bin/lockstep; move it away there, ")
        .contains("w0 on two: still there")
        .doesNotContain("one: has");
  }

  @Test
  void anEndWhileTheProgramIsBeingCopiedLeavesNoPartOfIt() throws Exception {
    Process up = cluster.start("up", words(), "one coordinator", "slow");
    CompletableFuture<String> said =
        CompletableFuture.supplyAsync(
            () -> ScriptedCluster.text(up, "slow: has begun", up.toHandle()::destroy));

    assertThat(said.get(ScriptedCluster.SECONDS_MAX, TimeUnit.SECONDS))
        .contains("one: the program that was copied is removed again\n")
        .doesNotContain("slow: the program that was copied");
    assertThat(up.waitFor()).isEqualTo(143);
    for (String host : List.of("one", "slow")) {
      assertThat(inHome(host, "bin")).isEmpty();
    }
    assertThat(cluster.processes()).isEmpty();
  }

  @Test
  void anEndWhileAHostBuildsStartsNothingThere() throws Exception {
    Files.writeString(Files.createDirectories(home("two")).resolve("old"), "");
    Process up = cluster.start("up", words(), "one coordinator", "two");
    CompletableFuture<String> said =
        CompletableFuture.supplyAsync(
            () -> ScriptedCluster.text(up, "this takes long", up.toHandle()::destroy));

    assertThat(said.get(ScriptedCluster.SECONDS_MAX, TimeUnit.SECONDS))
        .contains("c0 on one: ended with exit code 75\n")
        .contains("w0 on two: was not running\n")
        .contains("two: the program that was copied is removed again\n");
    assertThat(up.waitFor()).isEqualTo(143);
    assertThat(inHome("two", "state")).doesNotContain("w0.starting", "w0.pid");
    assertThat(cluster.processes()).isEmpty();
  }

  @Test
  void anEndInBetweenTakesBackAsWell() throws Exception {
    cluster.standIn(ScriptedCluster.STAYING.replace("is up", "thinks"));
    Process up = cluster.start("up", words(), "one coordinator", "two");
    CompletableFuture<String> said =
        CompletableFuture.supplyAsync(
            () -> ScriptedCluster.text(up, "w0 on two: pid ", up.toHandle()::destroy));

    assertThat(said.get(ScriptedCluster.SECONDS_MAX, TimeUnit.SECONDS))
        .contains("interrupted\n")
        .contains("w0 on two: ended with exit code 75\n")
        .contains("two: the program that was copied is removed again\n");
    assertThat(up.waitFor()).isEqualTo(143);
    for (String host : List.of("one", "two")) {
      assertThat(inHome(host, "bin")).isEmpty();
      assertThat(home(host).resolve("state/credentials")).doesNotExist();
    }
    assertThat(cluster.processes()).isEmpty();
  }
}
