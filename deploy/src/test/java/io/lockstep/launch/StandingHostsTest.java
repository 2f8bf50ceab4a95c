package io.lockstep.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// `deploy/bin/cluster` brings up nodes that take runs, shows what they say, and has some leave in
/// good order. A stand-in says and ends as nodes do.
@Timeout(240)
final class StandingHostsTest {

  /// Nodes that stay and take runs: a worker is up when it waits for one.
  private static final String STANDING =
      ScriptedCluster.STAYING.replace(
          "$2 is up", "$2 $([[ $role == worker ]] && echo waits for a run || echo is up)");

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
  void withoutAConfigurationNodesStayAndTakeRuns() throws Exception {
    cluster.standIn(STANDING);

    ScriptedCluster.Outcome up = cluster.run("up", List.of(), "localhost", "localhost 3");

    assertThat(ScriptedCluster.states(up))
        .containsExactly("c0 running", "w0 running", "w1 running");
    assertThat(up.said()).contains("w1 on localhost: pid ");
    assertThat(Files.readString(folder.resolve("state/w0.of"))).isEqualTo("lockstep any run\n");
    ScriptedCluster.Outcome changed = cluster.run("up", List.of("--set", "train.epochs=3"));
    assertThat(changed.status()).isEqualTo(2);
    assertThat(changed.said())
        .contains("error: no configuration, of which --set would change something")
        .contains("or: lockstep submit CONFIG --set key=value");
  }

  @Test
  void logsAreThoseOfTheNodesThatAreNamedByTheirOwnNameOrByThatOfTheirHost() throws Exception {
    cluster.standIn(STANDING);
    cluster.run("up", List.of(), "localhost", "localhost");
    Files.writeString(folder.resolve("state/w1.log"), "one\ntwo\nthree\n");

    assertThat(cluster.run("logs", List.of("w1", "--lines", "2")).said())
        .isEqualTo("w1 | two\nw1 | three\n");
    assertThat(cluster.run("logs", List.of("localhost")).said())
        .isEqualTo(
            """
            c0 | lockstep: coordinator c0 is up
            w0 | lockstep: worker w0 waits for a run
            w1 | one
            w1 | two
            w1 | three
            """);
    ScriptedCluster.Outcome unknown = cluster.run("logs", List.of("w7"));
    assertThat(unknown.status()).isEqualTo(2);
    assertThat(unknown.said())
        .contains("error: no node and no host is called w7")
        .contains("try:   one of these nodes: c0 w0 w1\n");
  }

  @Test
  void drainedNodesLeaveInGoodOrderAndTheOthersGoOn() throws Exception {
    cluster.standIn(
        STANDING.replace("trap 'exit 75' INT TERM", "trap 'exit 75' TERM; trap 'exit 9' INT"));
    String[] hosts = {"localhost coordinator", "localhost coordinator", "localhost", "localhost"};
    cluster.run("up", List.of(), hosts);

    ScriptedCluster.Outcome drained = cluster.run("drain", List.of("c0", "w1"));

    assertThat(ScriptedCluster.states(drained))
        .containsExactly("c0 stopped", "c1 running", "w0 running", "w1 stopped");
    assertThat(drained.said())
        .contains("c0 on localhost: ended with exit code 75\n")
        .contains("w1 on localhost: ended with exit code 75\n");
    ScriptedCluster.Outcome last = cluster.run("drain", List.of("localhost"));
    assertThat(last.status()).isEqualTo(2);
    assertThat(last.said())
        .contains("error: no coordinator would be left to hand over to")
        .contains("kept:  the cluster goes on as it is");
    assertThat(cluster.run("drain", List.of()).said()).contains("error: no node is named");
    assertThat(ScriptedCluster.states(cluster.run("up", List.of())))
        .containsExactly("c0 running", "c1 running", "w0 running", "w1 running");
  }
}
