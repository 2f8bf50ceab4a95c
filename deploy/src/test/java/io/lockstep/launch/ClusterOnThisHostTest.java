package io.lockstep.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// `deploy/bin/cluster` brings nodes up on `localhost`, shows them and takes them down: once the
/// real command, otherwise a stand-in that ends as a node would. Other hosts are this one, too.
@Timeout(240)
final class ClusterOnThisHostTest {

  private static final Path ROOT = Path.of(System.getProperty("lockstep.root"));
  private static final long SECONDS_MAX = 200;

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

  /// Nodes that stay.
  private static final String STAYING =
      """
      #!/usr/bin/env bash
      trap 'exit 75' INT TERM
      exec 9<> <(:)
      role=$1
      while [[ $1 != --name ]]; do shift; done
      echo "lockstep: $role $2 is up"
      while :; do read -rt 0.1 -u 9; done
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

  private Path script = ROOT.resolve("deploy/bin/cluster");

  @AfterEach
  void takeDown() throws Exception {
    cluster("down", List.of());
    assertThat(processes()).isEmpty();
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
            freePort(),
            "--grpc-port",
            freePort());
    assertThat(states(cluster("up", train))).containsExactly("c0 running", "w0 running");
    assertThat(states(cluster("status", List.of()))).containsExactly("c0 running", "w0 running");

    List<String> again = new ArrayList<>(train);
    again.add("--resume");
    ProcessHandle killed = node("c0");
    killed.destroyForcibly();
    killed.onExit().get(SECONDS_MAX, TimeUnit.SECONDS);
    long waiting = node("w0").pid();
    assertThat(log("c0")).doesNotContain("INSECURE");
    Outcome resumed = cluster("up", again);
    assertThat(states(resumed)).containsExactly("c0 running", "w0 running");
    assertThat(resumed.said()).contains("w0 on localhost: still there, pid " + waiting);

    Outcome down = cluster("down", List.of());
    assertThat(down.status()).isZero();
    assertThat(down.said()).contains("c0 on localhost: ended with exit code 75");
    assertThat(processes()).isEmpty();
    assertThat(states(cluster("status", List.of()))).containsExactly("c0 stopped", "w0 stopped");

    assertThat(states(cluster("up", again))).containsExactly("c0 running", "w0 running");
    cluster("down", List.of());
    try (Stream<Path> runs = Files.list(folder.resolve("runs"))) {
      assertThat(runs.map(run -> run.getFileName().toString()).filter(name -> !name.equals("last")))
          .containsExactly("iris-1");
    }
  }

  @Test
  void aRunThatIsOverBeforeTheLastWorkerJoinsIsNoFailure() throws Exception {
    standIn(SHORT_RUN);

    Outcome up = cluster("up", List.of(config(), "--resume"), "localhost", "localhost");

    assertThat(up.status()).as(up.said()).isZero();
    assertThat(up.said()).contains("w1 on localhost came too late: the run is over");
    assertThat(states(up)).containsExactly("c0 done", "w0 done", "w1 exit-6");
    assertThat(log("c0")).contains(" --resume");
    assertThat(log("w0")).doesNotContain("--resume");
  }

  @Test
  void aWorkerThatIsRefusedTakesTheClusterDownAgain() throws Exception {
    standIn(REFUSED);

    Outcome up = cluster("up", List.of(config()));

    assertThat(up.status()).isEqualTo(6);
    assertThat(up.said())
        .contains("w0 ended while starting (exit code 6)")
        .contains("c0 on localhost: ended with exit code 75")
        .contains("error: w0 on localhost did not come up");
    assertThat(processes()).isEmpty();
  }

  @Test
  void whatIsThereStaysAndWhatIsMissingIsStarted() throws Exception {
    standIn(STAYING);
    String[] hosts = {"localhost", "localhost"};
    assertThat(states(cluster("up", List.of(config()), hosts)))
        .containsExactly("c0 running", "w0 running", "w1 running");
    ProcessHandle killed = node("w1");
    killed.destroyForcibly();
    killed.onExit().get(SECONDS_MAX, TimeUnit.SECONDS);

    Outcome again = cluster("up", List.of(config()), hosts);

    assertThat(states(again)).containsExactly("c0 running", "w0 running", "w1 running");
    assertThat(again.said())
        .contains("c0 on localhost: still there, pid " + node("c0").pid())
        .contains("w0 on localhost: still there, pid " + node("w0").pid())
        .contains("w1 on localhost: pid " + node("w1").pid());

    // One that is missing and does not come up is no reason to end the others.
    ProcessHandle next = node("w1");
    next.destroyForcibly();
    next.onExit().get(SECONDS_MAX, TimeUnit.SECONDS);
    standIn(REFUSED);
    Outcome refused = cluster("up", List.of(config()), hosts);
    assertThat(refused.status()).as(refused.said()).isEqualTo(6);
    assertThat(refused.said()).contains("kept:  the nodes that were there before go on");
    assertThat(node("w0").isAlive()).isTrue();
    assertThat(node("c0").isAlive()).isTrue();
  }

  @Test
  void adviceHasTheOptionsThatWereGiven() throws Exception {
    standIn(SHORT_RUN);
    Files.createDirectories(folder.resolve("state/w0.pid.new")); // Its process id has no place.

    Outcome up = cluster("up", List.of(config(), "--cluster", "x9", "--runs", folder + "/my runs"));

    assertThat(up.status()).as(up.said()).isEqualTo(6);
    assertThat(up.said())
        .contains("error: cannot start w0 on localhost")
        .contains(
            "try:   correct that on localhost, then the same command again; or take down the others: %s down --cluster x9 --runs %s --hosts %s --state %s\n"
                .formatted(
                    script,
                    folder + "/my\\ runs",
                    folder.resolve("hosts"),
                    folder.resolve("state")));
  }

  @Test
  void wordsReachAnotherHostAsTheyWereGiven() throws Exception {
    standIn(SHORT_RUN);
    executable(Files.createDirectories(folder.resolve("path")).resolve("ssh"), SSH);
    Path config = Files.writeString(folder.resolve("it's mine.yaml"), "");
    String setting = "run.name=a \"b\"  $c;d";

    Outcome up =
        cluster("up", List.of(config.toString(), "--set", setting), "me@127.0.0.1 coordinator 2");

    assertThat(up.status()).as(up.said()).isZero();
    assertThat(up.said()).contains("c0 on me@127.0.0.1: pid ");
    assertThat(log("c0"))
        .contains(" " + config + " --set " + setting + " ")
        .contains(" --host 127.0.0.1 --coordinators 127.0.0.1:");
    assertThat(Files.readAllLines(folder.resolve("path/called"))).containsOnly("me@127.0.0.1");
  }

  @Test
  void everyHostGetsItsOwnCertificatesAndNothingElseOfTheSet() throws Exception {
    standIn(CERTIFYING.formatted(ROOT) + SHORT_RUN.replaceFirst("#!.*\\R", ""));
    executable(Files.createDirectories(folder.resolve("path")).resolve("ssh"), SSH);

    Outcome up = cluster("up", List.of(config()), "me@node7 coordinator");

    assertThat(up.status()).as(up.said()).isZero();
    Path set = folder.resolve("state/certificates");
    assertThat(up.said()).contains("certificates of node7 are in " + set);
    Path there = folder.resolve("state/credentials");
    assertThat(log("c0")).contains(" --certificates " + there);
    try (Stream<Path> files = Files.list(there)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("ca.crt", "tls.crt", "tls.key", "token");
    }
    assertThat(Files.readString(there.resolve("tls.key")))
        .isEqualTo(Files.readString(set.resolve("node7/tls.key")));
    assertThat(
            PosixFilePermissions.toString(Files.getPosixFilePermissions(there.resolve("tls.key"))))
        .isEqualTo("rw-------");

    Outcome insecure = cluster("up", List.of(config(), "--insecure"), "me@node8 coordinator");
    assertThat(insecure.status()).as(insecure.said()).isZero();
    assertThat(log("c0")).contains(" --insecure").doesNotContain("--certificates");
  }

  /// A copy of the script beside a command that is not the real one.
  private void standIn(String command) throws IOException {
    Path bin = Files.createDirectories(folder.resolve("tree/deploy/bin"));
    executable(bin.resolve("lockstep"), command);
    if (!script.startsWith(bin)) {
      Files.copy(ROOT.resolve("deploy/bin/jdk25"), bin.resolve("jdk25"));
      script = Files.copy(script, bin.resolve("cluster"));
    }
    assertThat(script.toFile().setExecutable(true)).isTrue();
  }

  private static void executable(Path file, String text) throws IOException {
    Files.writeString(file, text);
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  private String config() throws IOException {
    return Files.writeString(folder.resolve("any.yaml"), "").toString();
  }

  /// The process of a node, as its pid file has it.
  private ProcessHandle node(String node) throws IOException {
    String known = Files.readString(folder.resolve("state").resolve(node + ".pid"));
    return ProcessHandle.of(Long.parseLong(known.split(" ")[0])).orElseThrow();
  }

  private String log(String node) throws IOException {
    return Files.readString(folder.resolve("state").resolve(node + ".log"));
  }

  private record Outcome(int status, String said) {}

  private Outcome cluster(String command, List<String> words, String... hosts) throws Exception {
    Path file = folder.resolve("hosts");
    if (hosts.length > 0 || !Files.exists(file)) {
      Files.writeString(file, hosts.length > 0 ? String.join("\n", hosts) : "localhost 1");
    }
    List<String> line = new ArrayList<>(List.of(script.toString(), command));
    line.addAll(words);
    line.addAll(List.of("--hosts", file.toString(), "--state", folder.resolve("state").toString()));
    ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
    builder.environment().merge("PATH", folder + "/path:", (path, first) -> first + path);
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)).isTrue();
    return new Outcome(process.exitValue(), said);
  }

  /// Node and state of each line of the table.
  private static List<String> states(Outcome outcome) {
    assertThat(outcome.status()).as(outcome.said()).isZero();
    return outcome
        .said()
        .lines()
        .map(line -> line.split(" +"))
        .filter(words -> words.length == 6 && words[1].equals("localhost"))
        .map(words -> words[0] + " " + words[3])
        .toList();
  }

  /// Living processes whose command line names this test's folder. One that has said its last word
  /// may need a moment to go.
  private List<String> processes() throws Exception {
    List<String> living = new ArrayList<>();
    for (ProcessHandle process : ProcessHandle.allProcesses().toList()) {
      String line = commandLine(process);
      if (line.contains(folder.toString())) {
        process.onExit().completeOnTimeout(process, 2, TimeUnit.SECONDS).join();
        if (process.isAlive()) {
          living.add(line);
        }
      }
    }
    return living;
  }

  private static String commandLine(ProcessHandle process) {
    try {
      return Files.readString(Path.of("/proc", "" + process.pid(), "cmdline")).replace('\0', ' ');
    } catch (IOException gone) {
      return "";
    }
  }

  private static String freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return Integer.toString(socket.getLocalPort());
    }
  }
}
