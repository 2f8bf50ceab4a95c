package io.lockstep.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// `deploy/bin/cluster` brings nodes up on `localhost`, shows them and takes them down: once the
/// real command, otherwise a stand-in that ends as a node would. Other hosts are this one, too.
@Timeout(240)
final class ClusterOnThisHostTest {

  private static final Path ROOT = Path.of(System.getProperty("lockstep.root"));
  private static final long SECONDS_MAX = ScriptedCluster.SECONDS_MAX;

  /// Says that it is up and ends at once, as the node of a run that took no time.
  private static final String SHORT_RUN =
      """
      #!/usr/bin/env bash
      printf '%s\\n' "$*"
      case " $* " in
        *' --name w1 '*) exit 6 ;;
        *) exit 0 ;;
      esac
      """;

  /// A coordinator that stays, and workers that are refused.
  private static final String REFUSED =
      """
      #!/usr/bin/env bash
      if [[ $1 == worker ]]; then exit 6; fi
      trap 'kill $!; exit 75' INT
      sleep 100 &
      echo 'lockstep: coordinator c0 is up'
      wait
      """;

  /// The real one makes certificates.
  private static final String CERTIFYING =
      """
      #!/usr/bin/env bash
      if [[ $1 == certificates ]]; then exec %s/deploy/bin/lockstep "$@"; fi
      """;

  /// What a client of ssh does with its words: the command reaches the other host as one line for
  /// the shell there.
  private static final String SSH =
      """
      #!/usr/bin/env bash
      while [[ $1 == -o ]]; do shift 2; done
      echo "$1" >>"$(dirname "$0")/called"
      shift
      exec bash -c "$*"
      """;

  @TempDir private Path folder;

  private ScriptedCluster cluster;

  @BeforeEach
  void begin() throws Exception {
    cluster = new ScriptedCluster(folder);
  }

  @AfterEach
  void takeDown() throws Exception {
    cluster.run("down", List.of());
    assertThat(cluster.processes()).isEmpty();
  }

  @Test
  void aClusterComesUpIsShownIsTakenDownAndGoesOn() throws Exception {
    List<String> train =
        List.of(
            ROOT.resolve("deploy/examples/iris.yaml").toString(),
            "--set",
            "train.epochs=1000000",
            "--runs",
            folder.resolve("runs").toString(),
            "--certificates",
            folder.resolve("certificates").toString(),
            "--port",
            ScriptedCluster.freePort(),
            "--grpc-port",
            ScriptedCluster.freePort());
    assertThat(ScriptedCluster.states(cluster.run("up", train)))
        .containsExactly("c0 running", "w0 running");
    assertThat(ScriptedCluster.states(cluster.run("status", List.of())))
        .containsExactly("c0 running", "w0 running");

    List<String> again = new ArrayList<>(train);
    again.add("--resume");
    ProcessHandle killed = cluster.node("c0");
    killed.destroyForcibly();
    killed.onExit().get(SECONDS_MAX, TimeUnit.SECONDS);
    long waiting = cluster.node("w0").pid();
    assertThat(cluster.log("c0")).doesNotContain("INSECURE");
    ScriptedCluster.Outcome resumed = cluster.run("up", again);
    assertThat(ScriptedCluster.states(resumed)).containsExactly("c0 running", "w0 running");
    assertThat(resumed.said()).contains("w0 on localhost: still there, pid " + waiting);

    ScriptedCluster.Outcome down = cluster.run("down", List.of());
    assertThat(down.status()).isZero();
    assertThat(down.said()).contains("c0 on localhost: ended with exit code 75");
    assertThat(cluster.processes()).isEmpty();
    assertThat(ScriptedCluster.states(cluster.run("status", List.of())))
        .containsExactly("c0 stopped", "w0 stopped");

    assertThat(ScriptedCluster.states(cluster.run("up", again)))
        .containsExactly("c0 running", "w0 running");
    cluster.run("down", List.of());
    try (Stream<Path> runs = Files.list(folder.resolve("runs"))) {
      assertThat(runs.map(run -> run.getFileName().toString()).filter(name -> !name.equals("last")))
          .containsExactly("iris-1");
    }
  }

  @Test
  void aRunThatIsOverBeforeTheLastWorkerJoinsIsNoFailure() throws Exception {
    cluster.standIn(SHORT_RUN);

    ScriptedCluster.Outcome up =
        cluster.run("up", List.of(cluster.config(), "--resume"), "localhost", "localhost");

    assertThat(up.status()).as(up.said()).isZero();
    assertThat(up.said()).contains("w1 on localhost came too late: the run is over");
    assertThat(ScriptedCluster.states(up)).containsExactly("c0 done", "w0 done", "w1 exit-6");
    assertThat(cluster.log("c0")).contains(" --resume");
    assertThat(cluster.log("w0")).doesNotContain("--resume");
  }

  @Test
  void aWorkerThatIsRefusedTakesTheClusterDownAgain() throws Exception {
    cluster.standIn(REFUSED);

    ScriptedCluster.Outcome up = cluster.run("up", List.of(cluster.config()));

    assertThat(up.status()).isEqualTo(6);
    assertThat(up.said())
        .contains("w0 ended while starting (exit code 6)")
        .contains("c0 on localhost: ended with exit code 75")
        .contains("error: w0 on localhost did not come up");
    assertThat(cluster.processes()).isEmpty();
  }

  @Test
  void whatIsThereStaysAndWhatIsMissingIsStarted() throws Exception {
    cluster.standIn(ScriptedCluster.STAYING);
    String[] hosts = {"localhost", "localhost"};
    assertThat(ScriptedCluster.states(cluster.run("up", List.of(cluster.config()), hosts)))
        .containsExactly("c0 running", "w0 running", "w1 running");
    ProcessHandle killed = cluster.node("w1");
    killed.destroyForcibly();
    killed.onExit().get(SECONDS_MAX, TimeUnit.SECONDS);

    ScriptedCluster.Outcome again = cluster.run("up", List.of(cluster.config()), hosts);

    assertThat(ScriptedCluster.states(again))
        .containsExactly("c0 running", "w0 running", "w1 running");
    assertThat(again.said())
        .contains("c0 on localhost: still there, pid " + cluster.node("c0").pid())
        .contains("w0 on localhost: still there, pid " + cluster.node("w0").pid())
        .contains("w1 on localhost: pid " + cluster.node("w1").pid());

    // One that is missing and does not come up is no reason to end the others.
    ProcessHandle next = cluster.node("w1");
    next.destroyForcibly();
    next.onExit().get(SECONDS_MAX, TimeUnit.SECONDS);
    cluster.standIn(REFUSED);
    ScriptedCluster.Outcome refused = cluster.run("up", List.of(cluster.config()), hosts);
    assertThat(refused.status()).as(refused.said()).isEqualTo(6);
    assertThat(refused.said()).contains("kept:  the nodes that were there before go on");
    assertThat(cluster.node("w0").isAlive()).isTrue();
    assertThat(cluster.node("c0").isAlive()).isTrue();
  }

  @Test
  void adviceHasTheOptionsThatWereGiven() throws Exception {
    cluster.standIn(SHORT_RUN);
    Files.createDirectories(folder.resolve("state/w0.pid.new")); // Its process id has no place.

    ScriptedCluster.Outcome up =
        cluster.run(
            "up", List.of(cluster.config(), "--cluster", "x9", "--runs", folder + "/my runs"));

    assertThat(up.status()).as(up.said()).isEqualTo(6);
    assertThat(up.said())
        .contains("taking down again what was started")
        .contains("error: cannot start w0 on localhost")
        .contains("kept:  nothing was changed\n")
        .contains("try:   correct that on localhost, then the same command again\n");
    ScriptedCluster.Outcome nobody =
        cluster.run("drain", List.of("--cluster", "x9", "--runs", folder + "/my runs"));
    assertThat(nobody.said())
        .contains(
            "try:   %s drain --cluster x9 --runs %s --hosts %s --state %s NODE\n"
                .formatted(
                    cluster.script(),
                    folder + "/my\\ runs",
                    folder.resolve("hosts"),
                    folder.resolve("state")));
  }

  @Test
  void wordsReachAnotherHostAsTheyWereGiven() throws Exception {
    cluster.standIn(SHORT_RUN);
    ScriptedCluster.executable(Files.createDirectories(folder.resolve("path")).resolve("ssh"), SSH);
    Path config = Files.writeString(folder.resolve("it's mine.yaml"), "");
    String setting = "run.name=a \"b\"  $c;d";

    ScriptedCluster.Outcome up =
        cluster.run(
            "up", List.of(config.toString(), "--set", setting), "me@127.0.0.1 coordinator 2");

    assertThat(up.status()).as(up.said()).isZero();
    assertThat(up.said()).contains("c0 on me@127.0.0.1: pid ");
    assertThat(cluster.log("c0"))
        .contains(" " + config + " --set " + setting + " ")
        .contains(" --host 127.0.0.1 --coordinators 127.0.0.1:");
    assertThat(Files.readAllLines(folder.resolve("path/called"))).containsOnly("me@127.0.0.1");
  }

  @Test
  void everyHostGetsItsOwnCertificatesAndNothingElseOfTheSet() throws Exception {
    cluster.standIn(CERTIFYING.formatted(ROOT) + SHORT_RUN.replaceFirst("#!.*\\R", ""));
    ScriptedCluster.executable(Files.createDirectories(folder.resolve("path")).resolve("ssh"), SSH);

    ScriptedCluster.Outcome up =
        cluster.run("up", List.of(cluster.config()), "me@node7 coordinator");

    assertThat(up.status()).as(up.said()).isZero();
    Path set = folder.resolve("state/certificates");
    assertThat(up.said()).contains("certificates of node7 are in " + set);
    Path there = folder.resolve("state/credentials");
    assertThat(cluster.log("c0")).contains(" --certificates " + there);
    try (Stream<Path> files = Files.list(there)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("ca.crt", "tls.crt", "tls.key", "token");
    }
    assertThat(Files.readString(there.resolve("tls.key")))
        .isEqualTo(Files.readString(set.resolve("node7/tls.key")));
    assertThat(
            PosixFilePermissions.toString(Files.getPosixFilePermissions(there.resolve("tls.key"))))
        .isEqualTo("rw-------");

    ScriptedCluster.Outcome insecure =
        cluster.run("up", List.of(cluster.config(), "--insecure"), "me@node8 coordinator");
    assertThat(insecure.status()).as(insecure.said()).isZero();
    assertThat(cluster.log("c0")).contains(" --insecure").doesNotContain("--certificates");
  }
}
