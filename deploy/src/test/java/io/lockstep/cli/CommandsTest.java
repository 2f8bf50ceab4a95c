package io.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.format.JsonText;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

final class CommandsTest {

  private static final List<String> NAMES = Commands.NAMES;

  @TempDir Path folder;

  private Invocation invoke(String... words) {
    return Invocation.of(folder, words);
  }

  private static Map<String, Object> json(Invocation invocation) throws Exception {
    assertThat(invocation.code()).isZero();
    assertThat(invocation.talk()).isEmpty();
    return JsonText.object(invocation.data().strip().getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void helpNamesEveryCommand() {
    Invocation help = invoke("--help");
    assertThat(help.code()).isZero();
    assertThat(help.data()).contains(Commands.NAMES);
  }

  @ParameterizedTest
  @FieldSource("NAMES")
  void everyCommandShowsWhatItTakes(String name) {
    Invocation help = invoke(name, "--help");
    assertThat(help.code()).isZero();
    assertThat(help.data()).startsWith("Usage: lockstep " + name);
    assertThat(help.talk()).isEmpty();
  }

  @Test
  void versionsAreReadByMachines() throws Exception {
    assertThat(json(invoke("version", "--json"))).containsOnlyKeys("lockstep", "jdk", "kernels");
    assertThat(invoke("--version").data()).startsWith("lockstep ");
  }

  @Test
  void theDoctorLooksAtEverythingThatTrainingNeeds() throws Exception {
    assertThat(json(invoke("doctor", "--json")))
        .containsKeys("jdk", "kernels", "fma", "cores", "heap_mib", "disk_free_mib", "findings")
        .containsKeys("host_name", "addresses", "clock_utc")
        .containsEntry("loopback", "works");
  }

  @Test
  void theDoctorSaysWhatKeepsCoordinatorsFromBeingReached() throws Exception {
    int free;
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = closed.getLocalPort();
    }
    try (ServerSocket open = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Invocation looked =
          invoke(
              "doctor",
              "--coordinators=127.0.0.1:%d,127.0.0.1:%d,no-such-host.invalid:1"
                  .formatted(open.getLocalPort(), free));

      assertThat(looked.code()).isZero();
      assertThat(looked.data())
          .contains("to 127.0.0.1:%d somebody listens".formatted(open.getLocalPort()))
          .contains(
              "warning: 127.0.0.1:%d cannot be reached from here: the machine answers, and nobody listens there"
                  .formatted(free))
          .contains(
              "warning: no-such-host.invalid:1 cannot be reached from here: its name is not known on this machine")
          .doesNotContain("nothing to complain about");
    }
    assertThat(invoke("doctor", "--coordinators=here").block())
        .startsWith("error: 'here' is not host:port\n");
  }

  @Test
  void aSummaryShowsEachLayerWithItsParameters() throws Exception {
    String config =
        Path.of(System.getProperty("lockstep.root")).resolve("deploy/examples/mnist.yaml") + "";
    String iris = config.replace("mnist", "iris");
    String layers = "model.layers=[{dense: 5, activation: tanh}, {dropout: 0.5}, {dense: 3}]";
    Invocation table = invoke("summary", iris, "--set", layers);
    assertThat(table.data())
        .isEqualTo(
            """
            column        kind      missing  distinct  values                         role     encoded       inputs
            sepal_length  number          0        35  4.3 to 7.9                     feature  standardised       1
            sepal_width   number          0        23  2 to 4.4                       feature  standardised       1
            petal_length  number          0        43  1 to 6.9                       feature  standardised       1
            petal_width   number          0        22  0.1 to 2.5                     feature  standardised       1
            species       category        0         3  setosa; versicolor; virginica  label    3 classes          0
            layer      kind         outputs  shape  parameters
            input                         4                  0
            dense_1    dense, tanh        5  4x5            25
            dropout_1  dropout 0.5        5                  0
            dense_2    dense              3  5x3            18
            total                         3                 43
            """);
    assertThat(json(invoke("summary", iris, "--set", layers, "--json")))
        .containsEntry("parameters", 43);
  }

  @Test
  void completionKnowsOptionsAndCommands() {
    Invocation completion = invoke("completion");
    assertThat(completion.code()).isZero();
    assertThat(completion.data()).contains("complete -F", "--dry-run", "evaluate");
  }

  @Test
  void anErrorIsRedOnATerminalAndPlainElsewhere() {
    ByteArrayOutputStream talk = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(talk, true, StandardCharsets.UTF_8);
    Failure failure = Failure.of(ExitCode.USAGE, "x");
    new Output(stream, stream, Output.Screen.COLORED).failure(failure);
    assertThat(talk.toString(StandardCharsets.UTF_8)).startsWith("\u001b[31merror:\u001b[0m x");
    talk.reset();
    new Output(stream, stream, Output.Screen.NONE).failure(failure);
    assertThat(talk.toString(StandardCharsets.UTF_8)).startsWith("error: x");
  }

  @Test
  void aStackTraceIsForThoseWhoAsk() {
    assertThat(invoke("summary", "{dir}/none").talk()).doesNotContain("\tat ");
    assertThat(invoke("summary", "{dir}/none", "--debug").talk()).contains("\tat io.lockstep.");
  }
}
