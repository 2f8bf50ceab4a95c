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
import java.nio.file.Files;
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
  void aSummaryNeedsNoDataWhenTheModelStatesItsInputs(@TempDir Path folder) throws Exception {
    Path config = folder.resolve("net.yaml");
    Files.writeString(
        config,
        """
        model:
          input: 3
          layers:
            - { dense: 3, activation: sigmoid, init: xavier-normal }
            - batch-norm
            - residual: [{ dense: 2, activation: relu }, layer-norm]
              activation: prelu
            - { dense: 2, activation: softmax }
          loss: cross-entropy
        """);
    Invocation table = invoke("summary", config + "");
    assertThat(table.talk())
        .isEqualTo("note: model.input states the inputs, so no data were read\n");
    assertThat(table.data())
        .isEqualTo(
            """
            layer                    kind             outputs  shape  parameters  statistics
            input                                           3                  0           0
            dense_1                  dense, sigmoid         3  3x3            12           0
            batch-norm_1             batch-norm             3                  6           6
            residual_1/dense_1       dense, relu            2  3x2             8           0
            residual_1/layer-norm_1  layer-norm             2                  4           0
            residual_1/projection    dense                  2  3x2             8           0
            residual_1               residual, prelu        2                  2           0
            dense_2                  dense, softmax         2  2x2             6           0
            total                                           2                 46           6
            """);
    assertThat(json(invoke("summary", config + "", "--json")))
        .containsEntry("parameters", 46)
        .containsEntry("statistics", 6)
        .containsEntry("inputs", 3);
    assertThat(invoke("summary", config + "", "--set", "model.input=[4, 5, 2]").data())
        .contains("input                                          40  4x5x2           0");
    assertThat(invoke("summary", config + "", "--set", "model.input=[1, 2, 3, 4]").block())
        .startsWith(
            "error: model.input is [1, 2, 3, 4], but must be a number, or a list such as [28, 28, 1] of 3 at most\n");
    for (String large : List.of("[100000, 100000]", "[65536, 65536, 1]", "[2147483647, 1, 2]")) {
      assertThat(invoke("summary", config + "", "--set", "model.input=" + large).block())
          .startsWith(
              "error: model.input is %s, but must be 2,147,483,647 numbers in all at most\n"
                  .formatted(large));
    }
    assertThat(invoke("summary", config + "", "--set", "model.input=0").block())
        .startsWith("error: model.input is 0, but must be a whole number from 1 to 2147483647\n");
  }

  @Test
  void completionKnowsOptionsAndCommands() {
    Invocation completion = invoke("completion");
    assertThat(completion.code()).isZero();
    assertThat(completion.data())
        .contains("complete -F", "--dry-run", "evaluate", "verify", "--sample");
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
