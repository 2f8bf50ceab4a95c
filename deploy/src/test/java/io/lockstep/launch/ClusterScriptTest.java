package io.lockstep.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Command;

/// `deploy/bin/cluster` where it needs no cluster: reading hosts, refusing, and whom it may end.
@Timeout(60)
final class ClusterScriptTest {

  private static final Path SCRIPT =
      Path.of(System.getProperty("lockstep.root"), "deploy", "bin", "cluster");

  @TempDir private Path folder;

  @Test
  void theFirstHostGetsTheCoordinatorWhenNobodyElseDoes() throws Exception {
    known();
    assertThat(words(run("status", "localhost # here", "", "localhost worker 2")))
        .containsExactly(
            "NODE HOST ROLE STATE PID STEP",
            "c0 localhost coordinator stopped - -",
            "w0 localhost worker stopped - -",
            "w1 localhost worker stopped - -");
  }

  @Test
  void coordinatorsAreNamedInTheOrderOfTheFile() throws Exception {
    known();
    assertThat(words(run("status", "localhost coordinator", "localhost", "localhost coordinator")))
        .containsExactly(
            "NODE HOST ROLE STATE PID STEP",
            "c0 localhost coordinator stopped - -",
            "c1 localhost coordinator stopped - -",
            "w0 localhost worker stopped - -");
  }

  @Test
  void aLineThatIsNoNodeIsRefusedWithItsNumber() throws Exception {
    Outcome outcome = run("status", "localhost", "localhost helper");

    assertThat(outcome.status()).isEqualTo(2);
    assertThat(outcome.said())
        .startsWith("error: not HOST [worker|coordinator] [LANES]: 'localhost helper'")
        .contains("hosts:2");
  }

  @Test
  void charactersThatNobodySeesAreNoPartOfAHostsFile() throws Exception {
    known();
    assertThat(
            words(
                run(
                    "status",
                    "\ufeff# of Windows\r",
                    "localhost coordinator\r",
                    "localhost\u00a0worker\u200b 1\r",
                    "\r",
                    "\u001a")))
        .containsExactly(
            "NODE HOST ROLE STATE PID STEP",
            "c0 localhost coordinator stopped - -",
            "w0 localhost worker stopped - -");
    assertThat(words(run("status", "\ufefflocalhost"))).contains("w0 localhost worker stopped - -");
  }

  @Test
  void aFileWithoutHostsIsRefused() throws Exception {
    Outcome outcome = run("status", "# nobody");

    assertThat(outcome.status()).isEqualTo(2);
    assertThat(outcome.said()).startsWith("error: no hosts in the file");
  }

  @Test
  void aProcessThatIsNotOursIsNeverEnded() throws Exception {
    Process stranger = new ProcessBuilder("sleep", "60").start();
    try {
      Path state = Files.createDirectories(folder.resolve("state"));
      // The number of a living process, but not the time at which a node of ours began.
      Files.writeString(state.resolve("w0.pid"), stranger.pid() + " 1\n");
      assertThat(run("down", "localhost").said()).contains("w0 on localhost: was not running");
      assertThat(stranger.isAlive()).isTrue();

      // Even with the right time: its command line is not ours.
      String began =
          Files.readString(Path.of("/proc", "" + stranger.pid(), "stat"))
              .split("\\) ")[1]
              .split(" ")[19];
      Files.writeString(state.resolve("w0.pid"), stranger.pid() + " " + began + "\n");
      assertThat(run("down", "localhost").said()).contains("w0 on localhost: was not running");
      assertThat(stranger.isAlive()).isTrue();
    } finally {
      stranger.destroyForcibly().waitFor();
    }
  }

  @Test
  void aTableThatDoesNotArriveIsAnErrorAndTalkThatDoesNotIsNone() throws Exception {
    known();
    Path hosts = Files.writeString(folder.resolve("hosts"), "localhost\n");
    List<String> status =
        List.of(
            "bash",
            "-c",
            "\"$0\" status --hosts \"$1\" --state \"$2\" " + "$REDIRECTED",
            SCRIPT.toString(),
            hosts.toString(),
            folder.resolve("state").toString());

    for (String redirected : List.of(">/dev/full", ">&-")) {
      Outcome lost = call(redirected(status, redirected));
      assertThat(lost.status()).as(redirected).isEqualTo(5);
      assertThat(lost.said()).startsWith("error: standard output cannot be written\n  cause: ");
    }
    for (String redirected : List.of("2>/dev/full", "2>&-")) {
      assertThat(words(call(redirected(status, redirected)))).as(redirected).hasSize(3);
    }
  }

  private static List<String> redirected(List<String> line, String words) {
    return line.stream().map(word -> word.replace("$REDIRECTED", words)).toList();
  }

  @Test
  void aClusterOfWhichNothingIsKnownIsNotTakenDown() throws Exception {
    Outcome outcome = run("down", "localhost", "localhost");

    assertThat(outcome.status()).isEqualTo(2);
    assertThat(outcome.said())
        .isEqualTo(
            """
            error: nothing is known of a cluster lockstep of these hosts
              cause: %s
              kept:  nothing was changed
              try:   give the --hosts, --cluster and --state that it was brought up with
            """
                .formatted(folder.resolve("state")));
  }

  @Test
  void moreLanesThanAnyMachineHasAreRefused() throws Exception {
    for (String lanes : List.of("1025", "40000", "99999999999999999999")) {
      Outcome outcome = run("status", "localhost worker 1024", "localhost " + lanes);

      assertThat(outcome.status()).isEqualTo(2);
      assertThat(outcome.said())
          .startsWith("error: %s lanes, but at most 1024\n  cause: ".formatted(lanes))
          .contains("hosts:2");
    }
  }

  @Test
  void aFolderIsNoHostsFile() throws Exception {
    Outcome outcome = call(SCRIPT, List.of("status", "--hosts", folder.toString()));

    assertThat(outcome.status()).isEqualTo(2);
    assertThat(outcome.said()).startsWith("error: cannot read the hosts file\n  cause: " + folder);
  }

  @Test
  void helpIsNoError() throws Exception {
    for (List<String> words : List.of(List.of("--help"), List.of("-h"), List.of("up", "--help"))) {
      Outcome outcome = call(SCRIPT, words);
      assertThat(outcome.status()).isZero();
      assertThat(outcome.said().lines()).allMatch(line -> line.length() <= 100);
      assertThat(outcome.said()).contains("cluster up", "--hosts FILE", "--resume");
    }
    assertThat(call(SCRIPT, List.of()).status()).isEqualTo(2);
  }

  @Test
  void theCommandNamesEveryOptionOfTheScript() throws Exception {
    String footer = String.join("\n", ClusterCommand.class.getAnnotation(Command.class).footer());
    Set<String> options = new TreeSet<>();
    Matcher option = Pattern.compile("--[a-z-]+").matcher(call(SCRIPT, List.of("-h")).said());
    while (option.find()) {
      options.add(option.group());
    }
    assertThat(options).hasSizeGreaterThan(8).allSatisfy(name -> assertThat(footer).contains(name));
  }

  @Test
  void aClusterThatNeverWasHasNoStatus() throws Exception {
    Outcome outcome = run("status", "localhost", "localhost");

    assertThat(outcome.status()).isEqualTo(2);
    assertThat(outcome.said())
        .startsWith("error: nothing is known of a cluster lockstep of these hosts\n  cause: ");
  }

  @Test
  void theStateOfAnotherClusterIsNotTakenForOnesOwn() throws Exception {
    known();
    Files.writeString(folder.resolve("state/c0.of"), "blue /somewhere/blue.yaml\n");

    for (String command : List.of("status", "down")) {
      Outcome outcome = run(command, "localhost");
      assertThat(outcome.status()).as(command).isEqualTo(2);
      assertThat(outcome.said())
          .startsWith("error: nothing is known of a cluster lockstep of these hosts\n")
          .contains("  cause: %s, which is of cluster blue\n".formatted(folder.resolve("state")));
    }
  }

  @Test
  void aNodeOfAnotherClusterIsNotTakenForOnesOwn() throws Exception {
    // A process that this script takes for a node, by its command line.
    Process other =
        new ProcessBuilder("bash", "-c", "read -r _", "deploy/bin/cluster node-run").start();
    try {
      String began =
          Files.readString(Path.of("/proc", "" + other.pid(), "stat"))
              .split("\\) ")[1]
              .split(" ")[19];
      Path state = Files.createDirectories(folder.resolve("state"));
      Files.writeString(state.resolve("c0.pid"), other.pid() + " " + began + "\n");
      Files.writeString(state.resolve("c0.of"), "blue /somewhere/blue.yaml\n");
      Path config = Files.writeString(folder.resolve("own.yaml"), "run: { name: own }\n");
      Path hosts = Files.writeString(folder.resolve("hosts"), "localhost\n");
      List<String> up = List.of("up", "--hosts", hosts.toString(), "--state", state.toString());
      List<String> words = new ArrayList<>(up);
      words.add(config.toString());

      Outcome refused = call(SCRIPT, words);

      assertThat(refused.status()).as(refused.said()).isEqualTo(2);
      assertThat(refused.said())
          .isEqualTo(
              """
              error: c0 on localhost is there, and belongs to another
                cause: %s: cluster blue, /somewhere/blue.yaml, process %d
                kept:  the other one goes on
                try:   give this one a --cluster and --state of its own, or take the other down first
              """
                  .formatted(state, other.pid()));
      assertThat(other.isAlive()).isTrue();
    } finally {
      other.destroyForcibly().waitFor();
    }
  }

  @Test
  void aNodeThatAsksNobodyIsNamedInTheStatus() throws Exception {
    Process node =
        new ProcessBuilder("bash", "-c", "read -r _", "deploy/bin/cluster node-run").start();
    try {
      String began =
          Files.readString(Path.of("/proc", "" + node.pid(), "stat"))
              .split("\\) ")[1]
              .split(" ")[19];
      Path state = Files.createDirectories(folder.resolve("state"));
      Files.writeString(state.resolve("c0.pid"), node.pid() + " " + began + "\n");
      Files.writeString(state.resolve("c0.log"), "warning: INSECURE: no encryption\n");

      assertThat(run("status", "localhost coordinator").said())
          .contains("running")
          .contains(
              "warning: INSECURE: c0: whoever reaches their ports reads along and takes part");
    } finally {
      node.destroyForcibly().waitFor();
    }
  }

  /// That the cluster `lockstep` of these hosts was up once.
  private void known() throws Exception {
    Files.writeString(
        Files.createDirectories(folder.resolve("state")).resolve("c0.log"), "was there\n");
  }

  private record Outcome(int status, String said) {}

  private Outcome run(String command, String... hosts) throws Exception {
    Path file = Files.writeString(folder.resolve("hosts"), String.join("\n", hosts));
    List<String> line =
        new ArrayList<>(List.of(SCRIPT.toString(), command, "--hosts", file.toString(), "--state"));
    line.add(folder.resolve("state").toString());
    return call(line);
  }

  private static Outcome call(Path script, List<String> words) throws Exception {
    List<String> line = new ArrayList<>(List.of(script.toString()));
    line.addAll(words);
    return call(line);
  }

  private static Outcome call(List<String> line) throws Exception {
    Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return new Outcome(process.exitValue(), said);
  }

  private static List<String> words(Outcome outcome) {
    assertThat(outcome.status()).as(outcome.said()).isZero();
    return outcome.said().lines().map(line -> line.strip().replaceAll(" +", " ")).toList();
  }
}
